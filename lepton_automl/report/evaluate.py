"""Scores with their uncertainty, beside the baseline's."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl import intake
from lepton_automl.task import Task

__all__ = ["MOST_ROWS", "evaluate"]

MOST_ROWS = 5_000
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
    samples = tuple(_samples(len(y), n_bootstrap, random_state))
    classes = None if task.classes is None else intake.labels(task)
    with warnings.catch_warnings():
        # A class that is absent from a resample is no news to the reader.
        warnings.simplefilter("ignore")
        rows = [_row(s, y, ours, trivial, weight, classes, samples) for s in scores]
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
) -> dict[str, Any]:
    value, reason = _value(score, y, ours, weight, classes)
    beside = np.nan if trivial is None else _value(score, y, trivial, weight, classes)[0]
    row = {"metric": score.name, "value": value, "low": np.nan, "high": np.nan}
    row |= {"baseline": beside, "note": reason}
    if np.isfinite(value) and samples:
        found = [_value(score, y[i], ours[i], _at(weight, i), classes)[0] for i in samples]
        low, high, note = _interval(value, np.asarray(found), len(y))
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


def _interval(value: float, found: Values, n_rows: int) -> tuple[float, float, str]:
    defined = found[np.isfinite(found)]
    lost = len(found) - len(defined)
    notes = [f"undefined in {lost} of {len(found)} resamples"] if lost else []
    if len(defined) < max(2, lost):
        return np.nan, np.nan, notes[0] if notes else "too few resamples"
    low, high = np.percentile(defined, COVERED)
    if n_rows > MOST_ROWS:
        narrow = np.sqrt(MOST_ROWS / n_rows)
        low, high = (value + narrow * (bound - value) for bound in (low, high))
        notes.append(f"interval from resamples of {MOST_ROWS:,} of {n_rows:,} rows")
    return float(low), float(high), "; ".join(notes)
