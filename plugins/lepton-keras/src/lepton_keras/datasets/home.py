"""Files of the data folder that ``LEPTON_DATA_HOME`` names, checked against its index."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from lepton_automl.plugin import InputError
from lepton_keras.datasets import HOME

__all__ = ["entry", "file"]


def entry(name: str) -> dict[str, Any] | None:
    """Return what the folder's ``other/index.json`` says of a data set; None without it.

    Raises
    ------
    InputError
        If the index cannot be read.
    """
    home = os.environ.get(HOME)
    index = Path(home or "") / "other" / "index.json"
    if not home or not index.is_file():
        return None
    try:
        entries = json.loads(index.read_text(encoding="utf-8"))
        return next((found for found in entries if found["name"] == name), None)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{HOME}={home}: {index} cannot be read ({error}).") from None


def file(name: str, wanted: str) -> Path | None:
    """Return the path of a data set's file whose checksum is right; None if it is not there.

    Raises
    ------
    InputError
        If the file is damaged.
    """
    found = entry(name)
    if found is None or wanted not in found["files"]:
        return None
    path = Path(os.environ[HOME]) / "other" / name / wanted
    if not path.is_file():
        return None
    expected = found.get("sha256", {}).get(wanted)
    if expected:
        with path.open("rb") as stream:
            said = hashlib.file_digest(stream, "sha256").hexdigest()
        if said != expected:
            raise InputError(
                f"{path} is damaged: its SHA-256 is {said}, the index says {expected}. Copy it "
                "anew."
            )
    return path
