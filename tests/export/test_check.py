"""An artifact is looked at before anything of it is run."""

import json
import shutil
from pathlib import Path

import joblib
import pytest
import skops.io
from export.keys import key_pair

from lepton_automl.errors import ArtifactError
from lepton_automl.export import check, load, sign


@pytest.fixture(scope="module")
def saved(made, tmp_path_factory):
    place = tmp_path_factory.mktemp("saved") / "several"
    return made.save(place, format=["joblib", "skops"])


@pytest.fixture
def several(saved, tmp_path):
    """An artifact in two formats, to be harmed."""
    return Path(shutil.copytree(saved, tmp_path / "several"))


@pytest.fixture(autouse=True)
def nothing_is_loaded(monkeypatch):
    """Any attempt to read a model fails the test."""
    monkeypatch.setattr(joblib, "load", lambda *a, **k: pytest.fail("unpickled"))
    monkeypatch.setattr(skops.io, "load", lambda *a, **k: pytest.fail("read"))


def files(folder):
    return sorted(json.loads((folder / "manifest.json").read_text())["files"])


EVERY = [
    "baseline.joblib",
    "card.md",
    "model.joblib",
    "skops/baseline/model.skops",
    "skops/model.skops",
]


def test_these_are_all_the_files(several):
    assert files(several) == EVERY


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda path: path.write_bytes(b"?" + path.read_bytes()[1:]), "its SHA-256 differs"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "bytes instead of"),
        (lambda path: path.rename(path.with_name("other")), "is missing or cannot be read"),
        (lambda path: path.unlink(), "is missing or cannot be read"),
    ],
    ids=["tampered", "truncated", "renamed", "deleted"],
)
def test_a_harmed_file_is_refused_by_name(several, name, harm, words):
    harm(several / name)
    for look in (check, load, lambda path: load(path, format="skops")):
        with pytest.raises(ArtifactError) as caught:
            look(several)
        assert str(several / name) in str(caught.value)
        assert words in str(caught.value)


def test_two_files_that_changed_places_are_both_wrong(several):
    one, other = several / "model.joblib", several / "baseline.joblib"
    texts = one.read_bytes(), other.read_bytes()
    other.write_bytes(texts[0])
    one.write_bytes(texts[1])
    with pytest.raises(ArtifactError, match=r"\.joblib is not the file that was saved"):
        check(several)


def test_a_file_that_was_added_is_named_when_the_whole_is_asked_for(several):
    (several / "skops" / "extra.bin").write_bytes(b"")
    assert check(several).format == "joblib"
    with pytest.raises(ArtifactError, match=r"skops/extra\.bin is not named in manifest\.json"):
        check(several, whole=True)


def test_what_is_signed_may_hold_nothing_that_was_not(several, tmp_path):
    private, public = key_pair(tmp_path)
    sign(several, private)
    (several / "extra.bin").write_bytes(b"")
    with pytest.raises(ArtifactError, match=r"extra\.bin is not named"):
        load(several, key=public)


def test_a_manifest_changed_after_signing_is_refused_without_a_key_too(several, tmp_path):
    private, _ = key_pair(tmp_path)
    sign(several, private)
    path = several / "manifest.json"
    path.write_text(path.read_text().replace('"metric"', '"metric" '))
    with pytest.raises(ArtifactError, match=r"manifest\.json is not what was signed"):
        load(several)


def test_a_format_may_not_be_read_by_the_exporter_of_another(several):
    """Else who asks for the safe format would be given a pickle."""
    path = several / "manifest.json"
    values = json.loads(path.read_text())
    values["formats"]["skops"]["exporter"] = "joblib"
    path.write_text(json.dumps(values))
    with pytest.raises(ArtifactError, match="'skops' is read by 'joblib'. Do not trust it"):
        load(several, format="skops")


def test_a_link_to_a_file_elsewhere_counts_by_what_it_holds(several, tmp_path):
    elsewhere = Path(tmp_path / "elsewhere")
    (several / "card.md").rename(elsewhere)
    (several / "card.md").symlink_to(elsewhere)
    assert check(several)
    elsewhere.write_text("changed")
    with pytest.raises(ArtifactError, match=r"card\.md is not the file"):
        check(several)
