"""Scores with their uncertainty, beside the baseline's."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl import intake
from lepton_automl.task import Task

__all__ = ["FEWEST", "MOST_ROWS", "evaluate"]

MOST_ROWS = 5_000
FEWEST = 50
COVERED = (2.5, 97.5)
Values = np.ndarray[Any, Any]


def evaluate(
    y_true: Any,
    prediction: Any,
    baseline_prediction: Any,
    task: Task,
    scores: Iterable[Callable[..., float]],
    *,
    n_bootstrap: int = 200,
    random_state: int | None = 0,
    sample_weight: Any = None,
    max_seconds: float | None = 20.0,
) -> pd.DataFrame:
    """Return each score with a 95 % bootstrap interval, and the baseline's score.

    The interval says how much the score would vary with other rows of the same sort, for the
    same model. Of more than `MOST_ROWS` rows, each resample draws that many, and the interval
    is narrowed by the square root of the ratio, as errors of averages are; ``note`` says so.

    Parameters
    ----------
    y_true : array-like of shape (n_rows,)
        Encoded, as in ``Data.y``.
    prediction, baseline_prediction : array-like
        In the form of the task type; the baseline's may be None.
    task : Task
        What was learned.
    scores : iterable of Score
        From ``score.make_score``.
    n_bootstrap : int
        The resamples; 0 for no intervals.
    random_state : int or None
        The seed of the resamples, which all scores share.
    sample_weight : array-like of shape (n_rows,), or None
    max_seconds : float or None
        About how long all intervals together may take. A score that is slower than its share
        gets fewer resamples, at least `FEWEST`; ``note`` says how many.

    Returns
    -------
    DataFrame
        ``metric``, ``value``, ``low``, ``high``, ``baseline`` and ``note``. A score that cannot
        be computed is NaN, with its reason in the note.
    """
    y = np.asarray(y_true)
    ours = np.asarray(prediction)
    trivial = None if baseline_prediction is None else np.asarray(baseline_prediction)
    weight = None if sample_weight is None else np.asarray(sample_weight)
    todo = list(scores)
    samples = tuple(_samples(len(y), n_bootstrap, random_state))
    classes = None if task.classes is None else intake.labels(task)
    with warnings.catch_warnings():
        # A class that is absent from a resample is no news to the reader.
        warnings.simplefilter("ignore")
        end = None if max_seconds is None else time.monotonic() + max_seconds
        rows = []
        for left, score in zip(range(len(todo), 0, -1), todo, strict=True):
            stop = None if end is None else _share(end, left)
            rows.append(_row(score, y, ours, trivial, weight, classes, samples, stop))
    columns = ["metric", "value", "low", "high", "baseline", "note"]
    return pd.DataFrame(rows, columns=columns)


def _samples(n_rows: int, n_bootstrap: int, random_state: int | None) -> Iterator[Values]:
    random = np.random.default_rng(random_state)
    for _ in range(n_bootstrap):
        yield random.integers(0, n_rows, size=min(n_rows, MOST_ROWS))


def _row(
    score: Any,
    y: Values,
    ours: Values,
    trivial: Values | None,
    weight: Values | None,
    classes: Values | None,
    samples: tuple[Values, ...],
    stop: float | None,
) -> dict[str, Any]:
    value, reason = _value(score, y, ours, weight, classes)
    beside = np.nan if trivial is None else _value(score, y, trivial, weight, classes)[0]
    row = {"metric": score.name, "value": value, "low": np.nan, "high": np.nan}
    row |= {"baseline": beside, "note": reason}
    if np.isfinite(value) and samples:
        found: list[float] = []
        for i in samples:
            if stop is not None and len(found) >= FEWEST and time.monotonic() > stop:
                break
            found.append(_value(score, y[i], ours[i], _at(weight, i), classes)[0])
        low, high, note = _interval(value, np.asarray(found), len(y), len(samples))
        row |= {"low": low, "high": high, "note": note}
    return row


def _value(
    score: Any, y: Values, prediction: Values, weight: Values | None, classes: Values | None
) -> tuple[float, str]:
    """Return a score, or NaN and the reason why it is undefined."""
    try:
        return float(score(y, prediction, sample_weight=weight, classes=classes)), ""
    except Exception as error:
        return np.nan, f"{type(error).__name__}: {error}"


def _at(weight: Values | None, rows: Values) -> Values | None:
    return None if weight is None else weight[rows]


def _share(end: float, left: int) -> float:
    """Return when a score is to end, so that those after it have as much time each."""
    now = time.monotonic()
    return now + max(0.0, end - now) / left


def _interval(
    value: float, found: Values, n_rows: int, n_samples: int
) -> tuple[float, float, str]:
    defined = found[np.isfinite(found)]
    lost = len(found) - len(defined)
    notes = [f"undefined in {lost} of {len(found)} resamples"] if lost else []
    if len(found) < n_samples:
        notes.append(f"{len(found)} resamples for want of time")
    if len(defined) < max(2, lost):
        return np.nan, np.nan, notes[0] if notes else "too few resamples"
    low, high = np.percentile(defined, COVERED)
    if n_rows > MOST_ROWS:
        narrow = np.sqrt(MOST_ROWS / n_rows)
        low, high = (value + narrow * (bound - value) for bound in (low, high))
        notes.append(f"interval from resamples of {MOST_ROWS:,} of {n_rows:,} rows")
    return float(low), float(high), "; ".join(notes)
