"""Progress in a notebook: one output that is updated in place."""

from __future__ import annotations

import sys
import uuid
from html import escape

from lepton_automl.report.summary import Summary, seconds_text
from lepton_automl.trial import Trial

__all__ = ["NotebookDisplay", "Snapshot"]


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
        """Return a bar, a few lines and a table of the last trials."""
        share = self._summary.share
        bar = "" if share is None else f'<progress value="{share:.4f}"></progress> '
        rows = [] if self._ended else [self._row(t) for t in self._summary.recent]
        table = f"<table>{''.join(rows)}</table>" if rows else ""
        return bar + "<br>".join(map(escape, self._lines())) + table

    def __repr__(self) -> str:
        """Return the same without the table."""
        return "\n".join(self._lines())

    def _lines(self) -> list[str]:
        summary = self._summary
        ended = f"ended after {seconds_text(summary.elapsed)}"
        failed = [f"failed: {text}" for text in summary.failures()]
        return [ended if self._ended else summary.time(), summary.counts(self._metric), *failed]

    def _row(self, trial: Trial) -> str:
        score = "failed" if trial.score is None else f"{trial.score:.5g}"
        folds = f"{len(trial.done)} folds, {seconds_text(trial.seconds)}"
        cells = (str(trial.candidate), score, folds)
        return f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in cells)}</tr>"
