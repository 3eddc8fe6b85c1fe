"""What is written beside the plots: the leaderboard, reasons of failures, files."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterator
from typing import Any, BinaryIO

from optuna.artifacts.exceptions import ArtifactNotFound

from lepton_automl import report
from lepton_automl.run.plan import BASELINE
from lepton_automl.trial import Trial
from lepton_automl.watch.view import Run, Shown, View

__all__ = ["Files", "standing", "study_attributes", "trial_attributes"]

ROWS = 20
COLUMNS = ("rank", "estimator", "score", "folds", "seconds", "params", "error", "stopped")


def standing(run: Run) -> dict[str, Any]:
    """Return in a few words how a run stands."""
    failed = sum(trial.error is not None for trial in run.history)
    found: dict[str, Any] = {
        "run": "going on" if run.going_on else "ended, or waits to be taken up again",
        "candidates": len(run.history),
        "failed": failed,
    }
    baseline = run.history.trials.get(BASELINE)
    if baseline is not None and baseline.score is not None:
        found["baseline"] = baseline.score
    return found


def study_attributes(view: View, run: Run) -> dict[str, Any]:
    """Return a study's system attributes: the metric's name, notes and files."""
    attributes: dict[str, Any] = {"study:metric_names": [run.history.metric]}
    attributes |= _note("dashboard:", "\n".join(_table(run)))
    for shown in view.trials:
        if told := list(_reasons(shown.trial)):
            prefix = f"dashboard:{shown.frozen._trial_id}:"
            attributes |= _note(prefix, "\n\n".join(told))
    return attributes | _file("leaderboard.csv", "text/csv", ("leaderboard",))


def _reasons(trial: Trial) -> Iterator[str]:
    """Yield why a trial failed, and why a fit of it was told to stop, as Markdown."""
    if trial.error:
        yield f"**Failed**: {_plain(trial.error)}"
    if trial.stopped:
        yield f"**Ended early**: {_plain(trial.stopped)}"


def trial_attributes(shown: Shown) -> dict[str, Any]:
    """Return a trial's system attributes: the files of its folds."""
    attributes: dict[str, Any] = {}
    for index in sorted(shown.files):
        name = f"fold-{index + 1}-predictions.npy"
        identity = (shown.trial.candidate.key, index)
        attributes |= _file(name, "application/octet-stream", identity)
    return attributes


class Files:
    """The files of a run, to be read only, as Optuna's stores of artifacts are asked.

    Parameters
    ----------
    run : callable
        Returns the run as it stands.
    shown : callable
        Returns its trials.
    """

    def __init__(self, run: Any, shown: Any) -> None:
        self._run, self._shown = run, shown

    def open_reader(self, artifact_id: str) -> BinaryIO:
        """Open a file by its id."""
        if artifact_id == _id("leaderboard"):
            board = report.leaderboard(self._run().history)
            return io.BytesIO(board.to_csv(index=False).encode())
        for shown in self._shown():
            for index, file in shown.files.items():
                if artifact_id == _id(shown.trial.candidate.key, index):
                    return io.BytesIO(file.read_bytes())
        raise ArtifactNotFound(f"No file of the run has the id {artifact_id!r}.")

    def write(self, artifact_id: str, content_body: BinaryIO) -> None:
        """Refuse."""
        raise PermissionError("A run is watched, not changed.")

    def remove(self, artifact_id: str) -> None:
        """Refuse."""
        raise PermissionError("A run is watched, not changed.")


def _table(run: Run) -> Iterator[str]:
    """Yield the lines of the leaderboard, as Markdown."""
    board = report.leaderboard(run.history)
    yield f"By {_plain(run.history.metric)}, greater is better:\n"
    yield f"| {' | '.join(COLUMNS)} |"
    yield f"|{' --- |' * len(COLUMNS)}"
    for row in board.head(ROWS).to_dict("records"):
        yield f"| {' | '.join(_cell(row[name]) for name in COLUMNS)} |"
    if len(board) > ROWS:
        yield f"\nThe best {ROWS} of {len(board)}; leaderboard.csv has all."


def _cell(value: Any) -> str:
    if value is None or value != value or str(value) == "<NA>":
        return ""
    return _plain(f"{value:.5g}" if isinstance(value, float) else str(value))


def _plain(text: str) -> str:
    """Return a text that Markdown shows as it is, on one line."""
    for sign in "\\`*_{}[]<>#|":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _note(prefix: str, text: str) -> dict[str, Any]:
    return {f"{prefix}note_ver": 1, f"{prefix}note_str:0": text}


def _file(name: str, mimetype: str, identity: tuple[Any, ...]) -> dict[str, str]:
    made = _id(*identity)
    told = {"artifact_id": made, "filename": name, "mimetype": mimetype, "encoding": None}
    return {f"artifacts:{made}": json.dumps(told)}


def _id(*parts: Any) -> str:
    """Return an id in the form that the dashboard's addresses take, always the same one."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(map(str, parts))))
