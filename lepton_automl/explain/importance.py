"""How much worse a model gets when the values of one column are shuffled."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from lepton_automl.explain.blend import quietly
from lepton_automl.explain.columns import Columns

__all__ = ["importance"]

Array = NDArray[np.float64]
Predict = Callable[[Any, Any], Any]
MOST_ROWS, FEWEST_ROWS = 5_000, 500
REPEATS, FEWEST_REPEATS = 5, 2


def importance(
    predict: Predict,
    rows: Columns,
    y: Any,
    score: Callable[..., float],
    *,
    n_repeats: int = REPEATS,
    time_budget: float = 30.0,
    random_state: int | None = 0,
    sample_weight: Any = None,
) -> pd.DataFrame:
    """Return each column's permutation importance, greatest first.

    What does not fit into the time is left out in this order: rows beyond `FEWEST_ROWS`,
    repeats beyond `FEWEST_REPEATS`, and columns, those least associated with the predictions.

    Parameters
    ----------
    predict : callable
        From X and row positions to predictions in the form of the task type: the rows are
        always those at these positions, but for the shuffled column.
    rows : Columns
    y : ndarray of shape (n_rows,)
        Encoded.
    score : Score
        ``score(y, prediction, sample_weight)``, greater is better.
    n_repeats : int
        How often each column is shuffled.
    time_budget : float
        About how many seconds it may take.
    random_state : int or None
        Seeds the shuffling.
    sample_weight : ndarray of shape (n_rows,) or None

    Returns
    -------
    DataFrame
        ``column``, ``importance`` (the loss of score, a mean over the repeats) and ``std``
        (over the repeats). ``attrs`` has ``"n_rows"``, ``"n_repeats"`` and ``"n_left_out"``
        (columns).
    """
    from sklearn.inspection import permutation_importance  # slow to import

    random = np.random.default_rng(random_state)
    chosen = np.sort(random.permutation(len(rows))[:MOST_ROWS])
    with quietly():
        prediction, each = _timed(predict, rows, chosen)
        limit = time_budget / (rows.width * n_repeats)
        if each > limit:
            n_rows = max(FEWEST_ROWS, int(len(chosen) * limit / each))
            chosen = np.sort(random.permutation(len(rows))[:n_rows])
            prediction, each = _timed(predict, rows, chosen)
        n_repeats = max(
            min(n_repeats, FEWEST_REPEATS), min(n_repeats, int(time_budget / rows.width / each))
        )
        most = max(1, int(time_budget / n_repeats / each))
        columns = _telling(rows.take(chosen), prediction, most)
        found = permutation_importance(
            _Shuffled(rows.take(chosen), columns, lambda X: predict(X, chosen)),
            np.tile(np.arange(len(chosen))[:, None], len(columns)),
            y[chosen],
            scoring=_scorer(score, None if sample_weight is None else sample_weight[chosen]),
            n_repeats=n_repeats,
            random_state=random_state,
        )
    return _table(found, columns, rows, n_repeats, len(chosen))


class _Shuffled(BaseEstimator):
    """Predicts rows from where each of their cells is taken: positions, column by column."""

    def __init__(self, rows: Columns, columns: Any, predict: Callable[[Any], Any]) -> None:
        self.rows = rows
        self.columns = columns
        self.predict_rows = predict

    def fit(self, X: Any, y: Any = None) -> _Shuffled:
        return self

    def predict(self, X: Any) -> Any:
        found = self.rows
        for position, taken in zip(self.columns, X.T, strict=True):
            if (taken != np.arange(len(taken))).any():
                found = found.with_column(position, found.column(position)[taken])
        return self.predict_rows(found.X)


def _scorer(score: Callable[..., float], weight: Any) -> Callable[..., float]:
    return lambda estimator, X, y: score(y, estimator.predict(X), weight)


def _timed(predict: Predict, rows: Columns, chosen: Any) -> tuple[Any, float]:
    part = rows.take(chosen).X
    started = time.monotonic()
    prediction = predict(part, chosen)
    return prediction, max(time.monotonic() - started, 1e-6)


def _telling(rows: Columns, prediction: Any, most: int) -> NDArray[np.intp]:
    """Return the columns to look at: all, or those most associated with the predictions."""
    if rows.width <= most:
        return np.arange(rows.width)
    said = np.asarray(prediction, dtype=np.float64)
    said = said[:, -1] if said.ndim == 2 else said
    strength = [_association(rows.column(j), said) for j in range(rows.width)]
    return np.sort(np.argsort(strength, kind="stable")[::-1][:most])


def _association(column: Any, said: Array) -> float:
    """Return the absolute correlation of a column with predictions; of levels, by means."""
    if column.dtype.kind in "biuf":
        values = np.nan_to_num(np.asarray(column, dtype=np.float64))
    else:
        codes = pd.factorize(pd.Series(column).astype(str), use_na_sentinel=False)[0]
        values = (np.bincount(codes, said) / np.bincount(codes))[codes]
    spread = values.std() * said.std()
    return (
        abs(float(((values - values.mean()) * (said - said.mean())).mean() / spread))
        if (spread > 0)
        else 0.0
    )


def _table(
    found: Any, columns: NDArray[np.intp], rows: Columns, n_repeats: int, n_rows: int
) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "column": [rows.names[j] for j in columns],
            "importance": found["importances_mean"],
            "std": found["importances_std"],
        }
    )
    table = table.sort_values("importance", ascending=False, kind="stable", ignore_index=True)
    table.attrs = {
        "n_rows": n_rows,
        "n_repeats": n_repeats,
        "n_left_out": rows.width - len(columns),
    }
    return table
