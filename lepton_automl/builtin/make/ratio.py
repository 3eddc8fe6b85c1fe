"""Linear support vector machines on texts, weighted by how words tell the classes apart."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import LinearSVC
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import (
    _check_sample_weight,
    check_non_negative,
    validate_data,
)

from lepton_automl.builtin.kinds.text import weighted_counts
from lepton_automl.builtin.make.bayes import joined
from lepton_automl.builtin.make.margins import CalibratedMargin
from lepton_automl.builtin.make.plain import SavedAsParent, WeightedPipeline
from lepton_automl.builtin.make.svm import MANY_ROWS

__all__ = ["RatioSVC", "nb_svm"]

Array = NDArray[np.float64]


class RatioSVC(SavedAsParent, LinearSVC):
    """`LinearSVC` that leans on the columns that tell a class from the others.

    Each column is multiplied by its log-count ratio: the logarithm of how much more often it
    occurs in rows of the class than in others. The ratios are part of the coefficients
    afterwards, so that the fitted form is a plain linear one. Wang and Manning: Baselines and
    bigrams, ACL 2012.

    Parameters
    ----------
    C : float
        The inverse of the penalty.
    alpha : float
        What is added to each count.
    random_state : int, RandomState or None

    Examples
    --------
    >>> RatioSVC().fit([[2, 0], [1, 0], [0, 1], [1, 2]], [0, 0, 1, 1]).predict([[0, 3]])
    array([1])
    """

    def __init__(self, C: float = 1.0, alpha: float = 0.3, random_state: Any = None) -> None:
        super().__init__(C=C, random_state=random_state)
        self.alpha = alpha

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Fit one machine a class, or one alone for two classes."""
        X, y = validate_data(self, X, y, accept_sparse="csr", dtype=np.float64)
        check_non_negative(X, "RatioSVC")
        check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("y has one class only; a classifier needs two or more classes.")
        apart = range(1 if len(self.classes_) == 2 else 0, len(self.classes_))
        fitted = [self._fitted(X, codes == code, sample_weight) for code in apart]
        self.coef_ = np.vstack([ratio * svm.coef_ for ratio, svm in fitted])
        self.intercept_ = np.concatenate([svm.intercept_ for _, svm in fitted])
        self.n_iter_ = max(svm.n_iter_ for _, svm in fitted)
        return self

    def _fitted(self, X: Any, there: NDArray[np.bool_], weight: Any) -> tuple[Array, LinearSVC]:
        """Return the ratios of a class, and the machine that tells it from the others."""
        ratio = self._log_ratio(X, there, weight)
        if hasattr(X, "tocsr"):
            scaled = X.copy()
            scaled.data = scaled.data * ratio[scaled.indices]
        else:
            scaled = X * ratio
        svm = LinearSVC(C=self.C, random_state=self.random_state)
        return ratio, svm.fit(scaled, there, sample_weight=weight)

    def _log_ratio(self, X: Any, there: NDArray[np.bool_], weight: Any) -> Array:
        each = _check_sample_weight(weight, X)
        inside, outside = (self.alpha + X.T @ (each * rows) for rows in (there, ~there))
        found: Array = np.log(inside / inside.sum()) - np.log(outside / outside.sum())
        return found


def nb_svm(
    C: float = 1.0,
    alpha: float = 0.3,
    tokens: str = "words",
    words: int = 2,
    longest: int = 5,
    min_rows: int = 1,
    random_state: Any = None,
    n_rows: int = 1000,
) -> WeightedPipeline:
    """Return a linear machine on what is counted of all columns of text together.

    The ratios are learned within the calibration's folds: learned on all rows, they would
    make the margins of held-out rows too wide.
    """
    counts = weighted_counts(tokens, words, longest, min_rows=min_rows)
    svm = RatioSVC(C=C, alpha=alpha, random_state=random_state)
    margins = CalibratedMargin(svm, cv=3 if n_rows < MANY_ROWS else 2)
    return WeightedPipeline.of(FunctionTransformer(joined), counts, margins)
