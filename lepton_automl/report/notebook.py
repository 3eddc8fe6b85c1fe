"""Progress in a notebook: one output that is updated in place."""

from __future__ import annotations

import sys
import uuid
from html import escape
from typing import Any

from lepton_automl.report.summary import Summary, seconds_text

__all__ = ["NotebookDisplay", "Snapshot"]

FAILURES_SHOWN = 3


class NotebookDisplay:
    """An output below the cell with the time left, the best so far and the last trials.

    Parameters
    ----------
    metric : str
        The name of the score.
    """

    pause = 0.5

    def __init__(self, metric: str) -> None:
        self._metric = metric
        self._id = f"lepton-{uuid.uuid4().hex}"
        # The kernel has loaded it, else this display would not have been chosen.
        self._front = sys.modules["IPython"].display
        self._begun = False

    def open(self) -> None:
        """Begin with the first summary, not with an empty output."""

    def show(self, summary: Summary) -> None:
        """Update the output."""
        self._put(Snapshot(summary, self._metric))

    def close(self, summary: Summary | None) -> None:
        """Show how it ended."""
        if summary is not None:
            self._put(Snapshot(summary, self._metric, ended=True))

    def _put(self, snapshot: Snapshot) -> None:
        self._front.display(snapshot, display_id=self._id, update=self._begun)
        self._begun = True


class Snapshot:
    """A summary as HTML, and as plain text where HTML is not shown."""

    def __init__(self, summary: Summary, metric: str, ended: bool = False) -> None:
        self._summary = summary
        self._metric = metric
        self._ended = ended

    def _repr_html_(self) -> str:
        """Return a bar, two lines and a table."""
        summary = self._summary
        bar = (
            ""
            if summary.share is None
            else f'<progress value="{summary.share:.4f}"></progress> '
        )
        lines = [
            f"{bar}{escape(line)}" if i == 0 else escape(line) for i, line in self._lines()
        ]
        rows = [] if self._ended else [self._cells(t) for t in summary.recent]
        table = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows)
        return "<br>".join(lines) + (f"<table>{table}</table>" if table else "")

    def __repr__(self) -> str:
        """Return the same without the table."""
        return "\n".join(line for _, line in self._lines())

    def _lines(self) -> list[tuple[int, str]]:
        summary = self._summary
        time = f"ended after {seconds_text(summary.elapsed)}"
        if not self._ended:
            limited = summary.left != float("inf")
            time = f"{seconds_text(summary.left)} left" if limited else f"{time[12:]} so far"
        text = f"{summary.n_trials} trials, {summary.n_failed} failed"
        if summary.best is not None and summary.best_score is not None:
            text += (
                f"; best {self._metric} {summary.best_score:.5g} by {summary.best.candidate}"
            )
        if summary.ensemble is not None:
            text += f"; ensemble {summary.ensemble:.5g}"
        failures = summary.failed[-FAILURES_SHOWN:]
        failed = [f"failed: {t.candidate.estimator}: {t.error}" for t in failures]
        return list(enumerate([time, text, *failed]))

    def _cells(self, trial: Any) -> list[str]:
        score = "failed" if trial.score is None else f"{trial.score:.5g}"
        folds = f"{len(trial.done)} folds, {seconds_text(trial.seconds)}"
        return [escape(text) for text in (str(trial.candidate), score, folds)]
