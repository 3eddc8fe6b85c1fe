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

    It takes the same arguments; ``task="auto"`` means binary or multiclass, never regression.

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
        distinct = pd.Series(np.ravel(np.asarray(y, dtype=object))).nunique()
        return "binary" if distinct == 2 else "multiclass"


class LeptonRegressor(RegressorMixin, LeptonAutoML):
    """`LeptonAutoML` for numbers, for use inside scikit-learn's tools.

    It takes the same arguments; ``task="auto"`` means regression.

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
        return "regression" if self.task == "auto" else self.task

    def _may_have(self, name: str) -> bool:
        return name != "predict_proba"
