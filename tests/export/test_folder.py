import errno
import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent

import pytest

from lepton_automl.errors import InputError
from lepton_automl.export import folder as folders
from lepton_automl.export.folder import (
    fingerprints,
    interrupted,
    refuse_unwritable,
    replacing,
)

FILES = 20
# Writes generation after generation of one folder: all files of one have the same text.
WRITER = dedent(
    """
    import sys
    from importlib.util import module_from_spec, spec_from_file_location
    from pathlib import Path

    spec = spec_from_file_location("folders", sys.argv[1])  # alone: the room imports much
    folders = module_from_spec(spec)
    spec.loader.exec_module(folders)
    if sys.argv[3] == "two-renames":
        folders._exchange = lambda one, other: False
    for generation in range(10**6):
        with folders.replacing(Path(sys.argv[2])) as new:
            for i in range(20):
                (new / f"{i}.txt").write_text(f"{sys.argv[4]} {generation} " * 1000)
        if generation == 0:
            print("ready", flush=True)
    """
)


def write(place, text):
    with replacing(place) as new:
        (new / "a.txt").write_text(text)


def whole(folder):
    """Tell whether a folder holds all files of one generation."""
    texts = [path.read_text() for path in folder.iterdir()]
    return len(texts) == FILES and len(set(texts)) == 1 and texts[0]


def test_parents_are_made(tmp_path):
    write(tmp_path / "a" / "b", "new")
    assert (tmp_path / "a" / "b" / "a.txt").read_text() == "new"


@pytest.mark.parametrize("at_once", [True, False])
def test_an_old_folder_is_replaced_whole(tmp_path, monkeypatch, at_once):
    if not at_once:
        monkeypatch.setattr(folders, "_exchange", lambda one, other: False)
    place = tmp_path / "place"
    place.mkdir()
    (place / "old.txt").write_text("old")
    write(place, "new")
    assert [p.name for p in tmp_path.rglob("*")] == ["place", "a.txt"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can exchange")
def test_on_linux_the_exchange_is_one_step(tmp_path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").touch()
    assert folders._exchange(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "one" / "other.txt").exists()


def test_what_is_half_deleted_is_not_called_old(tmp_path, monkeypatch):
    place = tmp_path / "place"
    write(place, "old")
    monkeypatch.setattr(folders, "_exchange", lambda one, other: False)
    monkeypatch.setattr(folders.shutil, "rmtree", lambda *_, **__: None)  # killed before it
    write(place, "new")
    place.rename(tmp_path / "away")
    assert interrupted(place) is None
    assert len(list(tmp_path.glob(".place.*.new"))) == 1


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_the_old_folder_and_nothing_else(tmp_path, error):
    place = tmp_path / "place"
    write(place, "old")

    def fail():
        with replacing(place) as new:
            (new / "a.txt").write_text("half")
            raise error

    with pytest.raises(error):
        fail()
    assert [p.name for p in tmp_path.rglob("*")] == ["place", "a.txt"]
    assert (place / "a.txt").read_text() == "old"


def test_the_old_folder_comes_back_when_the_second_rename_fails(tmp_path, monkeypatch):
    place = tmp_path / "place"
    write(place, "old")
    monkeypatch.setattr(folders, "_exchange", lambda one, other: False)
    rename = Path.rename

    def fail(self, target):
        if self.suffix == ".new":
            raise OSError("no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="no"):
        write(place, "new")
    assert (place / "a.txt").read_text() == "old"


def test_the_folder_has_the_usual_permissions(tmp_path):
    (tmp_path / "usual").mkdir()
    write(tmp_path / "place", "new")
    assert (tmp_path / "place").stat().st_mode == (tmp_path / "usual").stat().st_mode


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("way", ["exchange", "two-renames"])
def test_a_killed_writer_leaves_a_whole_folder(tmp_path, way):
    place = tmp_path / "place"
    generations = set()
    for attempt in range(8):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, folders.__file__, place, way, str(attempt)],
            stdout=subprocess.PIPE,
            env={k: v for k, v in os.environ.items() if not k.startswith("COVERAGE_")},
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.02 + 0.0137 * attempt)
        writer.kill()
        writer.wait()
        writer.stdout.close()
        left = interrupted(place) if way == "two-renames" else None
        generation = whole(left or place)
        assert generation, f"half a folder after attempt {attempt}"
        generations.add(generation)
    assert len(generations) == 8  # each writer came to replace what the last had left


def test_what_an_interrupted_writer_moved_away_is_found(tmp_path):
    (tmp_path / ".place.0234abcd.old").mkdir()
    (tmp_path / ".place.2234abcd.old").mkdir()
    time.sleep(0.02)  # the clock of a file system goes in steps
    (tmp_path / ".place.1234abcd.old").mkdir()
    assert interrupted(tmp_path / "place") == tmp_path / ".place.1234abcd.old"
    (tmp_path / "place").mkdir()
    assert interrupted(tmp_path / "place") is None
    assert interrupted(tmp_path / "nowhere" / "place") is None


def test_fingerprints_are_of_all_files_at_any_depth(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "b.bin").write_bytes(b"abc")
    (tmp_path / "a.bin").touch()
    assert fingerprints(tmp_path) == {
        "a.bin": {"sha256": hashlib.sha256(b"").hexdigest(), "size": 0},
        "deep/er/b.bin": {"sha256": hashlib.sha256(b"abc").hexdigest(), "size": 3},
    }


def test_a_place_that_cannot_be_written_is_refused_beforehand(tmp_path):
    file = tmp_path / "file"
    file.touch()

    refuse_unwritable(tmp_path / "new" / "model")

    assert sorted(tmp_path.iterdir()) == [file]
    with pytest.raises(InputError, match="cannot be written: .* Name another folder"):
        refuse_unwritable(file / "model")


def test_a_full_disk_is_told_with_the_place(tmp_path):
    told = pytest.raises(InputError, match="model' cannot be written: No space left")
    with told, replacing(tmp_path / "model"):
        raise OSError(errno.ENOSPC, "No space left on device")

    assert not list(tmp_path.iterdir())
