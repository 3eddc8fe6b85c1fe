"""What is worth knowing about a search while it runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Any

from lepton_automl.budget import Budget, Clock
from lepton_automl.trial import History, Trial

__all__ = ["Summary", "seconds_text", "summarise"]

RECENT = 5
FAILURES = 3


@dataclass(frozen=True)
class Summary:
    """A search at one moment.

    Attributes
    ----------
    elapsed, left : float
        Seconds; `left` is infinite without a limit.
    share : float or None
        How much of the time, or else of the trials, is used; None without a limit.
    n_trials, n_failed : int
        Candidates with a fold done or failed, and those that failed.
    best : Trial or None
        The best so far; the baseline only where there is nothing else.
    ensemble : float or None
        The ensemble's score, if it is known.
    recent : tuple of Trial
        Those taken up last, newest first.
    failed : tuple of Trial
        Those that failed, in the order they were taken up.
    running : tuple of str
        What the workers do.
    """

    elapsed: float
    left: float
    share: float | None
    n_trials: int
    n_failed: int
    best: Trial | None
    ensemble: float | None
    recent: tuple[Trial, ...]
    failed: tuple[Trial, ...]
    running: tuple[str, ...]

    @property
    def best_score(self) -> float | None:
        """The best trial's score."""
        return None if self.best is None else self.best.score

    def counts(self, metric: str) -> str:
        """Return how many trials there are and how good the best is, as one line."""
        text = f"{self.n_trials} trials, {self.n_failed} failed"
        if self.best is not None and self.best_score is not None:
            text += f"; best {metric} {self.best_score:.5g} by {self.best.candidate.estimator}"
        if self.ensemble is not None:
            text += f"; ensemble {self.ensemble:.5g}"
        return text

    def failures(self) -> list[str]:
        """Return the last failures with their reasons, a line each."""
        last = self.failed[-FAILURES:]
        return [f"{t.candidate.estimator}: {t.error}" for t in last]

    def time(self) -> str:
        """Return the time left, or that which has passed if there is no limit."""
        if isfinite(self.left):
            return f"{seconds_text(self.left)} left"
        return f"{seconds_text(self.elapsed)} so far"


def summarise(
    history: History,
    clock: Clock,
    *,
    running: Iterable[Any] = (),
    ensemble: float | None = None,
) -> Summary:
    """Return what is worth knowing now.

    Examples
    --------
    >>> clock = Clock(Budget(trials=10))
    >>> summarise(History("r2", n_splits=5), clock).share
    0.0
    """
    # A copy in one step: other threads may add trials meanwhile.
    trials = [trial for trial in list(history.trials.values()) if trial.folds]
    failed = tuple(trial for trial in trials if trial.error)
    return Summary(
        elapsed=clock.elapsed(),
        left=clock.left(),
        # The baseline is not one of the trials that the budget allows.
        share=_share(
            clock.budget, clock.elapsed(), sum(t.origin != "baseline" for t in trials)
        ),
        n_trials=len(trials),
        n_failed=len(failed),
        best=history.best,
        ensemble=ensemble,
        recent=tuple(reversed(trials[-RECENT:])),
        failed=failed,
        running=tuple(map(str, running)),
    )


def seconds_text(seconds: float) -> str:
    """Return a duration as people write it.

    Examples
    --------
    >>> seconds_text(7.31), seconds_text(95), seconds_text(7320)
    ('7.3 s', '1:35', '2:02:00')
    """
    if not isfinite(seconds):
        return "no limit"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _share(budget: Budget, elapsed: float, n_trials: int) -> float | None:
    shares = []
    if budget.seconds:
        shares.append(elapsed / budget.seconds)
    if budget.trials:
        shares.append(n_trials / budget.trials)
    return min(1.0, max(shares)) if shares else None
