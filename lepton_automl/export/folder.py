"""Folders that are there whole or not at all.

A folder is written under a hidden name beside its place and moved there by one rename, after
all of it has reached the disk. Whoever kills the writer leaves the old folder or the new one,
and perhaps a hidden ``.NAME.XXXXXXXX.new`` or ``.old`` beside it, which may be deleted.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from lepton_automl.errors import InputError

__all__ = ["fingerprint", "fingerprints", "interrupted", "refuse_unwritable", "replacing"]

FULL = {errno.EDQUOT, errno.EFBIG, errno.ENOSPC}

AT_FDCWD = -100
RENAME_EXCHANGE = 2


@contextmanager
def replacing(place: Path) -> Iterator[Path]:
    """Give an empty folder that takes the place of another when the block ends well.

    Parameters
    ----------
    place : Path
        Where the folder is to be; what is there is deleted after the exchange.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as parent:
    ...     with replacing(Path(parent, "model")) as folder:
    ...         _ = (folder / "a.txt").write_text("whole")
    ...     Path(parent, "model", "a.txt").read_text()
    'whole'
    """
    refuse_unwritable(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    new = place.with_name(f".{place.name}.{uuid.uuid4().hex[:8]}.new")
    new.mkdir()
    try:
        yield new
        _reach_disk(new)
        _move(new, place)
    except OSError as error:
        if error.errno in FULL:
            raise _unwritable(place, error) from error
        raise
    finally:
        # What lies here now is the unfinished new folder, or the old one after an exchange.
        shutil.rmtree(new, ignore_errors=True)


def refuse_unwritable(place: Path) -> None:
    """Refuse a place in which no folder can be made, before there is anything to write.

    Raises
    ------
    InputError
        With the reason that the system gives.
    """
    parent = next(p for p in place.absolute().parents if p.exists())
    try:
        Path(tempfile.mkdtemp(prefix=".lepton-", dir=parent)).rmdir()
    except OSError as error:
        raise _unwritable(place, error) from error


def _unwritable(place: Path, error: OSError) -> InputError:
    reason = error.strerror or str(error)
    return InputError(f"{str(place)!r} cannot be written: {reason}. Name another folder.")


def interrupted(place: Path) -> Path | None:
    """Return the old folder that a killed writer had moved away last, if it is there."""
    if place.exists() or not place.parent.is_dir():
        return None
    old = place.parent.glob(f".{place.name}.*.old")
    return max(old, key=lambda path: path.stat().st_ctime_ns, default=None)


def fingerprints(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the SHA-256 and size of every file in a folder, by its path within."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): fingerprint(path) for path in found}


def fingerprint(path: Path) -> dict[str, Any]:
    """Return the SHA-256 and size of one file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"sha256": digest, "size": file.tell()}


def _move(new: Path, place: Path) -> None:
    if not place.exists():
        new.rename(place)
    elif not _exchange(new, place):
        old = new.with_suffix(".old")
        place.rename(old)
        try:
            new.rename(place)
        except OSError:
            old.rename(place)
            raise
        old.rename(new)  # to be deleted: what is called old is whole
    _sync(place.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step, where the system can; tell whether it did."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = os.fsencode(one), os.fsencode(other)
    done = rename(AT_FDCWD, names[0], AT_FDCWD, names[1], ctypes.c_uint(RENAME_EXCHANGE))
    return bool(done == 0)


def _reach_disk(folder: Path) -> None:
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    """Wait until a file or folder is on the disk; some systems cannot, for folders."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
