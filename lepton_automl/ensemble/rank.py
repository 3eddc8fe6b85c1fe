"""Candidates by how many of the first folds they have, and by their score on these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lepton_automl.trial import History, Trial

__all__ = ["depth_of", "mean_score", "ranked", "serious", "worth_a_look"]

SERIOUS = 0.5  # of what the best gains over the baseline: less is little better than chance


def depth_of(trial: Trial) -> int:
    """Return how many of the first folds are done without a gap; 0 for a failed trial."""
    if trial.error:
        return 0
    done = {f.index for f in trial.done}
    depth = 0
    while depth in done:
        depth += 1
    return depth


def ranked(history: History, depth: int) -> list[Trial]:
    """Return the trials that reach a depth, best first by their score so far down.

    The baseline is left out; equal scores keep the order in which trials were taken up.
    """
    reaching = [t for t in history if t.origin != "baseline" and depth_of(t) >= depth]
    return sorted(reaching, key=lambda t: (-mean_score(t, depth), t.number))


def mean_score(trial: Trial, depth: int) -> float:
    """Return a trial's mean score on the first folds."""
    scores = [f.score for f in trial.done if f.index < depth and f.score is not None]
    return sum(scores) / len(scores)


def serious(trials: Sequence[Trial], history: History, depth: int) -> list[Trial]:
    """Return the trials that gain at least half of what the best gains over the baseline.

    All of them where none is better than it. Of few rows, selection would give what knows next
    to nothing a weight by chance.

    Parameters
    ----------
    trials : sequence of Trial
        Best first, with so many folds at least.
    history : History
        Whose baseline it is; without one, all trials are returned.
    depth : int
        The first folds, on which they are compared.
    """
    baseline = next((t for t in history if t.origin == "baseline" and t.done), None)
    if baseline is None:
        return list(trials)
    start = mean_score(baseline, depth)
    gains = [mean_score(t, depth) - start for t in trials]
    least = SERIOUS * max(gains)
    return [t for t, gain in zip(trials, gains, strict=True) if gain >= least or least <= 0]


def worth_a_look(trials: Sequence[Trial], best: int, of_each: int) -> list[Trial]:
    """Return the best trials, and the best of each estimator: others may be all alike.

    Parameters
    ----------
    trials : sequence of Trial
        Best first.
    best : int
        How many are taken whatever they are.
    of_each : int
        How many are taken of each estimator in any case.
    """
    of: Counter[str] = Counter()
    taken = []
    for place, trial in enumerate(trials):
        of[trial.candidate.estimator] += 1
        if place < best or of[trial.candidate.estimator] <= of_each:
            taken.append(trial)
    return taken
