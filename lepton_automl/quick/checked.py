"""Quick where it is known to be right, the model itself everywhere else."""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from lepton_automl.quick.model import quick
from lepton_automl.quick.rows import FEW

__all__ = ["Quick"]

CHECKS = 2  # predictions that are compared with the model's own before it is trusted
COMPARED = 64  # rows of a prediction that are compared
AT_ONCE = 20_000  # rows whose columns are held in memory once more, at most
CELLS = 4_000_000  # numbers of them, at most
CLOSE = 1e-5  # of what is said of a row, and of rows on average: rounding in single precision

_log = logging.getLogger("lepton_automl")


class Quick:
    """A fitted model's predictions, quick where they can be.

    The first few predictions are made in both ways, for few rows and for many; of very many,
    for some from everywhere among them and those that are predicted to be the most and the
    least. Where they differ, or the quick way fails, it is not used again.

    Parameters
    ----------
    model : estimator
        Fitted.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from sklearn.pipeline import make_pipeline
    >>> model = make_pipeline(Ridge()).fit([[0.0], [1.0], [2.0]], [0.0, 1.0, 2.0])
    >>> Quick(model).predict(np.array([[1.0]])).round(6)
    array([1.])
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self._ways: dict[str, Callable[[Any], Any] | None] = {}
        self._checked: Counter[tuple[str, bool]] = Counter()

    def predict(self, X: Any) -> Any:
        """Return a label or value for each row."""
        return self._said(X, "predict")

    def predict_proba(self, X: Any) -> Any:
        """Return an array of shape (n_rows, n_classes)."""
        return self._said(X, "predict_proba")

    def _said(self, X: Any, response: str) -> Any:
        own, way = getattr(self.model, response), self._way(response)
        if way is None:
            return own(X)
        try:
            found = _in_parts(way, X)
        except Exception as error:
            self._give_up(response, f"{type(error).__name__}: {error}")
            return own(X)
        form = response, X.shape[0] > FEW
        if len(found) != X.shape[0]:
            self._give_up(response, "it says something for each output, not for each row")
            return own(X)
        if self._checked[form] < CHECKS:
            said = np.asarray(found)
            some = _telling(said)
            rows = X.iloc[some] if hasattr(X, "iloc") else X[some]
            if not _alike(said[some], own(_double(rows))):
                self._give_up(response, "it predicts something else")
                return own(X)
            self._checked[form] += 1
        return found

    def _way(self, response: str) -> Callable[[Any], Any] | None:
        if response not in self._ways:
            try:
                self._ways[response] = quick(self.model, response)
            except Exception as error:
                self._give_up(response, f"{type(error).__name__}: {error}")
        return self._ways[response]

    def _give_up(self, response: str, why: str) -> None:
        _log.info("%s goes the long way: %s", response, why)
        self._ways[response] = None


def _in_parts(way: Callable[[Any], Any], X: Any) -> Any:
    """Return a prediction that is made of so many rows at once as memory is spent on."""
    n_rows, *width = X.shape
    at_once = min(AT_ONCE, max(FEW, CELLS // math.prod(width)))
    if n_rows <= at_once:
        return way(_double(X))
    parts = [X[at : at + at_once] for at in range(0, n_rows, at_once)]
    return np.concatenate([way(_double(part)) for part in parts])


def _double(X: Any) -> Any:
    """Return numbers of single precision in double: quick ways do not round as others do."""
    if not hasattr(X, "dtypes"):
        return X.astype(np.float64) if getattr(X, "dtype", None) == np.float32 else X
    kinds = set(X.dtypes)
    if np.dtype(np.float32) not in kinds:
        return X
    single = X.columns[(X.dtypes == np.float32).to_numpy()]
    return X.astype(np.float64 if len(kinds) == 1 else dict.fromkeys(single, float))


def _telling(found: Any) -> Any:
    """Return which rows to compare, ascending: all if they are few.

    What is wrong for rare rows alone, such as those beyond a bound, is seen at the extremes.
    """
    n_rows = len(found)
    if n_rows <= COMPARED:
        return np.arange(n_rows)
    spread = np.linspace(0, n_rows - 1, COMPARED // 2).astype(int)
    if found.dtype.kind not in "biuf":
        return spread
    quarter = COMPARED // 4
    order = np.argsort(found.reshape(n_rows, -1)[:, :quarter], axis=0, kind="stable")
    share = quarter // order.shape[1]
    return np.union1d(spread, np.vstack([order[:share], order[n_rows - share :]]))


def _alike(found: Any, expected: Any) -> bool:
    found, expected = np.asarray(found), np.asarray(expected)
    if found.shape != expected.shape:
        return False
    if expected.dtype.kind in "biuf":
        finite = expected[np.isfinite(expected)]
        least = CLOSE * float(np.abs(finite).mean()) if len(finite) else 0.0
        return bool(np.allclose(found, expected, rtol=CLOSE, atol=least, equal_nan=True))
    # Labels are compared; other objects, such as boxes, say not how close they are.
    labels = all(isinstance(label, str) for label in expected.ravel())
    return labels and bool(np.array_equal(found, expected))
