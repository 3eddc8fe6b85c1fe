"""All trials of a search as a table, failures with their reasons included."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import stdev
from typing import Any

import pandas as pd

from lepton_automl.candidate import Candidate
from lepton_automl.trial import History, Trial

__all__ = ["COLUMNS", "leaderboard"]

COLUMNS = {
    "rank": "Int64",
    "estimator": "object",
    "score": "float64",
    "std": "float64",
    "weight": "float64",
    "folds": "object",
    "rows": "object",
    "seconds": "float64",
    "predict_seconds": "float64",
    "latency": "float64",
    "size": "Int64",
    "pareto": "bool",
    "origin": "object",
    "params": "object",
    "error": "object",
    "stopped": "object",
}


def leaderboard(
    history: History,
    weights: Mapping[Candidate, float] | None = None,
    *,
    baseline: float | None = None,
) -> pd.DataFrame:
    """Return the trials, best first: complete ones, then partial ones, then failures.

    Parameters
    ----------
    history : History
        All trials.
    weights : mapping from Candidate to float, or None
        The shares in the ensemble.
    baseline : float or None
        The baseline's score, shown as a row of its own if no trial is the baseline's.

    Returns
    -------
    DataFrame
        ``rank`` (missing without a score), ``estimator``, ``score`` (mean over the folds done,
        greater is better), ``std`` over folds, ``weight`` in the ensemble, ``folds`` done of
        all (``8/8 out of bag``, where one fit on all rows did it; ``1/8 sampled``, where it
        learned from a sample), ``rows`` that each fit learned from (``all``, or of how many
        the sample was), ``seconds`` for all folds, ``predict_seconds`` for one, ``latency``
        (seconds that the pipeline of one fold takes for one row), ``size`` (its bytes),
        ``pareto`` (whether no other is as good or better, and as fast and small), ``origin``,
        ``params``, ``error``, the reason of a failure, and ``stopped``, why the first fit was
        ended before it was done.

    Examples
    --------
    >>> from lepton_automl.trial import Fold
    >>> history = History("r2", n_splits=2)
    >>> ridge = Candidate.of("ridge", {"alpha": 1.0})
    >>> _ = history.start(ridge, "opening")
    >>> _ = history.add(ridge, Fold(0, score=0.5)), history.add(ridge, Fold(1, score=0.7))
    >>> leaderboard(history, {ridge: 1.0})[["rank", "estimator", "score", "folds"]]
       rank estimator  score folds
    0     1     ridge    0.6   2/2
    """
    weights = weights or {}
    trials = sorted(history, key=lambda t: _order(t, history.n_splits))
    rows = [_row(t, history.n_splits, weights.get(t.candidate, 0.0)) for t in trials]
    if baseline is not None and not any(t.origin == "baseline" for t in trials):
        rows = _with_baseline(rows, baseline)
    for rank, row in enumerate((r for r in rows if r["score"] is not None), start=1):
        row["rank"] = rank
    _mark_front(rows)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _order(trial: Trial, n_splits: int) -> tuple[int, float, int]:
    score = trial.score
    return _group(trial, n_splits), -score if score is not None else float("inf"), trial.number


def _group(trial: Trial, n_splits: int) -> int:
    # The baseline, whole from the start, must not stand above models that are under way.
    if len(trial.done) >= n_splits and trial.origin != "baseline":
        return 0
    return 2 if trial.error else 1


def _row(trial: Trial, n_splits: int, weight: float) -> dict[str, Any]:
    scores = [fold.score for fold in trial.done if fold.score is not None]
    predicting = [fold.predict_seconds for fold in trial.done if fold.predict_seconds]
    bagged = " out of bag" if any(fold.out_of_bag for fold in trial.done) else ""
    sampled = "" if trial.candidate.rows is None else " sampled"
    inside = str(trial.candidate).removeprefix(trial.candidate.estimator)
    return {
        "rank": None,
        "estimator": trial.candidate.estimator,
        "score": trial.score,
        "std": stdev(scores) if len(scores) > 1 else None,
        "weight": weight,
        "folds": f"{len(scores)}/{n_splits}{bagged}{sampled}",
        "rows": "all" if trial.candidate.rows is None else f"{trial.candidate.rows:,}",
        "seconds": trial.seconds,
        "predict_seconds": sum(predicting) / len(predicting) if predicting else None,
        "latency": trial.latency,
        "size": next((fold.size for fold in trial.folds if fold.size), None),
        "pareto": False,
        "origin": trial.origin,
        "params": inside[1:-1],
        "error": _reason(trial),
        "stopped": trial.stopped or "",
    }


def _mark_front(rows: list[dict[str, Any]]) -> None:
    """Mark the rows that no other row beats in score, latency and size at once."""
    measured = [r for r in rows if r["score"] is not None and r.get("latency") is not None]
    front: list[tuple[float, float]] = []
    for row in sorted(measured, key=lambda r: (-r["score"], r["latency"], r["size"] or 0)):
        latency, size = row["latency"], row["size"] or 0
        # Those before it are as good or better.
        row["pareto"] = not any(fast <= latency and small <= size for fast, small in front)
        front.append((latency, size))


def _reason(trial: Trial) -> str:
    """Return the first failure, and how many more there are."""
    errors = [fold.error for fold in trial.folds if fold.error]
    if not errors:
        return ""
    more = len(errors) - 1
    return errors[0] + (f" (and {more} more folds)" if more else "")


def _with_baseline(rows: list[dict[str, Any]], score: float) -> list[dict[str, Any]]:
    row: dict[str, Any] = {"estimator": "baseline", "score": score, "weight": 0.0}
    row |= {"rank": None, "folds": "", "origin": "baseline", "params": "", "error": ""}
    row["rows"] = "all"
    row["stopped"] = ""
    row["pareto"] = False
    at = sum(r["score"] is not None and r["score"] >= score for r in rows)
    return [*rows[:at], row, *rows[at:]]
