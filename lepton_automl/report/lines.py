"""Progress as lines of text, for logs and pipes: few, each with news."""

from __future__ import annotations

from typing import TextIO

from lepton_automl.candidate import Candidate
from lepton_automl.report.summary import Summary, seconds_text
from lepton_automl.trial import Trial

__all__ = ["LineDisplay"]

EVERY_SECONDS = 60.0


class LineDisplay:
    """Writes a line for a new best, for a failure, and for each tenth of the budget.

    Parameters
    ----------
    metric : str
        The name of the score.
    stream : file
        Where to write.
    each_trial : bool
        Whether every finished fold gets a line.
    """

    pause = 0.0

    def __init__(self, metric: str, stream: TextIO, each_trial: bool = False) -> None:
        self._metric = metric
        self._stream = stream
        self._each_trial = each_trial
        self._best: tuple[Candidate, float] | None = None
        self._failed: set[Candidate] = set()
        self._folds: dict[Candidate, int] = {}
        self._step = 0

    def open(self) -> None:
        """Begin without a word."""

    def show(self, summary: Summary) -> None:
        """Write what is new since the last time."""
        for trial in summary.failed:
            if trial.candidate not in self._failed:
                self._failed.add(trial.candidate)
                self._write(summary, f"failed: {trial.candidate}: {trial.error}")
        if self._each_trial:
            for trial in reversed(summary.recent):
                self._show_folds(summary, trial)
        self._show_best(summary)
        self._show_step(summary)

    def close(self, summary: Summary | None) -> None:
        """Write how it ended."""
        if summary is not None:
            self._write(summary, f"ended: {summary.counts(self._metric)}")

    def _show_folds(self, summary: Summary, trial: Trial) -> None:
        done = len(trial.done)
        if trial.score is not None and done > self._folds.get(trial.candidate, 0):
            self._folds[trial.candidate] = done
            text = f"{trial.candidate}: {self._metric} {trial.score:.4g} ({done} folds)"
            self._write(summary, text)

    def _show_best(self, summary: Summary) -> None:
        best = summary.best
        if best is None or best.score is None:
            return
        # The same trial with one fold more is no news.
        if self._best is None or (
            best.candidate != self._best[0] and best.score > self._best[1]
        ):
            self._write(summary, f"best {self._metric} {best.score:.4g}: {best.candidate}")
        self._best = best.candidate, best.score

    def _show_step(self, summary: Summary) -> None:
        if summary.share is None:
            step = int(summary.elapsed / EVERY_SECONDS)
        else:
            step = int(summary.share * 10)
        if step > self._step:
            self._step = step
            self._write(summary, summary.counts(self._metric))

    def _write(self, summary: Summary, text: str) -> None:
        share = "" if summary.share is None else f" {summary.share:4.0%}"
        line = " ".join(text.split())
        self._stream.write(f"[lepton {seconds_text(summary.elapsed)}{share}] {line}\n")
        self._stream.flush()
