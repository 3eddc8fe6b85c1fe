"""What can be seen of a run folder from outside, while another process writes to it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from lepton_automl.candidate import Candidate
from lepton_automl.run.folder import owner, read_json
from lepton_automl.run.spaces import spaces_from_json
from lepton_automl.space import Parameter

__all__ = ["finished_at", "in_use", "prediction_files", "read_spaces"]


def in_use(path: str | os.PathLike[str]) -> bool:
    """Tell whether a run is going on in a folder."""
    return owner(Path(path)) is not None


def read_spaces(path: str | os.PathLike[str]) -> Mapping[str, Mapping[str, Parameter]]:
    """Return what may vary in a run, by estimator; empty if the folder does not say."""
    return spaces_from_json(read_json(Path(path) / "spaces.json") or {})


def finished_at(path: str | os.PathLike[str], candidate: Candidate) -> dict[int, float]:
    """Return when each fold of a candidate was written down, as seconds since the epoch."""
    records = (Path(path) / "folds" / candidate.key).glob("*.json")
    return {int(record.stem): record.stat().st_mtime for record in records}


def prediction_files(path: str | os.PathLike[str], candidate: Candidate) -> dict[int, Path]:
    """Return the file with the predictions of each fold's test rows."""
    files = (Path(path) / "folds" / candidate.key).glob("*.npy")
    return {int(file.stem): file for file in files if file.stem.isdecimal()}
