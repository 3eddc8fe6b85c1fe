"""Quick where it is known to be right, the model itself everywhere else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import numpy as np

from lepton_automl.quick.model import quick

__all__ = ["Quick"]

MOST_ROWS = 16  # from here on scikit-learn's own way is as fast
CHECKS = 2  # predictions that are compared with the model's own before it is trusted
CLOSE = 1e-6  # what rounding may change

_log = logging.getLogger("lepton_automl")


class Quick:
    """A fitted model's predictions: quick ones for a few rows.

    The first few predictions are made in both ways. Where they differ, or the quick way fails,
    it is not used again.

    Parameters
    ----------
    model : estimator
        Fitted.
    most_rows : int
        More rows than this are left to the model.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> from sklearn.pipeline import make_pipeline
    >>> model = make_pipeline(Ridge()).fit([[0.0], [1.0], [2.0]], [0.0, 1.0, 2.0])
    >>> Quick(model).predict(np.array([[1.0]])).round(6)
    array([1.])
    """

    def __init__(self, model: Any, most_rows: int = MOST_ROWS) -> None:
        self.model = model
        self.most_rows = most_rows
        self._ways: dict[str, Callable[[Any], Any] | None] = {}
        self._checks = dict.fromkeys(("predict", "predict_proba"), CHECKS)

    def predict(self, X: Any) -> Any:
        """Return a label or value for each row."""
        if not hasattr(self.model, "classes_"):
            return self._said(X, "predict")
        # Whose labels are not the likeliest class (a threshold, several labels) is not quick.
        if not self._is_quick(X, "predict_proba"):
            return self.model.predict(X)
        likeliest = np.argmax(self.predict_proba(X), axis=1)
        return np.asarray(self.model.classes_)[likeliest]

    def predict_proba(self, X: Any) -> Any:
        """Return an array of shape (n_rows, n_classes)."""
        return self._said(X, "predict_proba")

    def _said(self, X: Any, response: str) -> Any:
        own = getattr(self.model, response)
        if not self._is_quick(X, response):
            return own(X)
        way = self._ways[response]
        try:
            found = None if way is None else way(X)
        except Exception as error:
            return self._given_up(response, f"{type(error).__name__}: {error}", own(X))
        if self._checks[response] > 0:
            expected = own(X)
            if not _alike(found, expected):
                return self._given_up(response, "it predicts something else", expected)
            self._checks[response] -= 1
        return found

    def _is_quick(self, X: Any, response: str) -> bool:
        if X.shape[0] > self.most_rows:
            return False
        if response not in self._ways:
            try:
                self._ways[response] = quick(self.model, response)
            except Exception as error:
                self._given_up(response, f"{type(error).__name__}: {error}")
        return self._ways[response] is not None

    def _given_up(self, response: str, why: str, instead: Any = None) -> Any:
        _log.info("%s goes the long way for few rows: %s", response, why)
        self._ways[response] = None
        return instead


def _alike(found: Any, expected: Any) -> bool:
    found, expected = np.asarray(found), np.asarray(expected)
    if expected.dtype.kind not in "biuf":  # objects, such as boxes, say not how close they are
        return False
    return found.shape == expected.shape and bool(
        np.allclose(found, expected, rtol=CLOSE, atol=CLOSE, equal_nan=True)
    )
