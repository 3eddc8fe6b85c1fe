"""LeptonClassifier and LeptonRegressor: thin forms for scikit-learn's tools."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import ClassifierMixin, RegressorMixin

from lepton_automl.automl.automl import LeptonAutoML

__all__ = ["LeptonClassifier", "LeptonRegressor"]


class LeptonClassifier(ClassifierMixin, LeptonAutoML):
    """`LeptonAutoML` for classes, for use inside scikit-learn's tools.

    It takes the same arguments; ``task="auto"`` means binary, multiclass or multilabel, never
    regression.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from lepton_automl import LeptonClassifier
    >>> X, y = load_iris(return_X_y=True)
    >>> model = LeptonClassifier(n_trials=2, random_state=0, verbose=0).fit(X, y)
    >>> model.score(X, y) > 0.9
    True
    """

    def _task_type(self, y: Any) -> str:
        if self.task != "auto" or y is None:
            return self.task
        if _has_columns(y):
            return "multilabel"
        distinct = pd.Series(np.ravel(np.asarray(y, dtype=object))).nunique()
        return "binary" if distinct == 2 else "multiclass"


class LeptonRegressor(RegressorMixin, LeptonAutoML):
    """`LeptonAutoML` for numbers, for use inside scikit-learn's tools.

    It takes the same arguments; ``task="auto"`` means regression, of several numbers where y
    has several columns, or of quantiles where `quantiles` are given.

    Examples
    --------
    >>> from sklearn.datasets import load_diabetes
    >>> from lepton_automl import LeptonRegressor
    >>> X, y = load_diabetes(return_X_y=True)
    >>> model = LeptonRegressor(n_trials=2, random_state=0, verbose=0).fit(X, y)
    >>> model.score(X, y) > 0.4
    True
    """

    def _task_type(self, y: Any) -> str:
        if self.task != "auto":
            return self.task
        if self._wants_quantiles():
            return "quantile"
        return "multioutput" if _has_columns(y) else "regression"

    def _may_have(self, name: str) -> bool:
        return name != "predict_proba"


def _has_columns(y: Any) -> bool:
    """Tell whether y has several columns, or a set for each row."""
    if isinstance(y, list) and any(isinstance(row, (set, frozenset)) for row in y):
        return True
    try:
        shape = np.asarray(y).shape
    except ValueError:  # lists of unlike length: of labels, at best
        return True
    return len(shape) == 2 and shape[1] > 1
