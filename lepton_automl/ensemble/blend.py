"""The weighted mean of estimators that predict several columns a row.

scikit-learn's ``VotingClassifier`` and ``VotingRegressor`` take one column of y. This does the
same for labels of which a row may have any number, for several numbers, and for quantiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, clone
from sklearn.metrics import accuracy_score, r2_score
from sklearn.utils import Bunch, ClassifierTags, RegressorTags, Tags
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from lepton_automl.prepare import predict_several

__all__ = ["Blend"]

HALF = 0.5


def _of_labels(blend: Any) -> bool:
    return bool(blend.form == "labels")


class Blend(BaseEstimator):
    """Averages predictions of several columns.

    Parameters
    ----------
    estimators : list of (str, estimator)
        The members and their names.
    weights : list of float or None
        How much each counts; None for all alike.
    form : {"labels", "values", "quantiles"}
        What a prediction is: the probability of each label, numbers, or the quantiles of one
        number, from low to high.
    threshold : float or list of float
        The probability from which a row has a label; one for all labels or one each.

    Attributes
    ----------
    estimators_ : list of estimator
        The fitted members.
    named_estimators_ : Bunch
        The same, by name.
    classes_ : ndarray of shape (n_outputs,)
        The labels, for ``form="labels"``.

    Examples
    --------
    >>> from sklearn.dummy import DummyRegressor
    >>> low = DummyRegressor(strategy="constant", constant=[0.0, 10.0])
    >>> high = DummyRegressor(strategy="constant", constant=[4.0, 30.0])
    >>> X, y = [[0], [1]], [[1.0, 2.0], [3.0, 4.0]]
    >>> Blend([("low", low), ("high", high)], weights=[0.75, 0.25]).fit(X, y).predict([[0]])
    array([[ 1., 15.]])
    """

    def __init__(
        self,
        estimators: Sequence[tuple[str, Any]],
        weights: Sequence[float] | None = None,
        form: str = "values",
        threshold: float | Sequence[float] = HALF,
    ) -> None:
        self.estimators = estimators
        self.weights = weights
        self.form = form
        self.threshold = threshold

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Blend:
        """Fit a clone of each member."""
        options = {} if sample_weight is None else {"sample_weight": sample_weight}
        fitted = [clone(member).fit(X, y, **options) for _, member in self.estimators]
        labels = np.arange(np.shape(y)[1]) if self.form == "labels" else None
        return self.take(fitted, labels)

    def take(self, fitted: Sequence[Any], labels: Any = None) -> Blend:
        """Take members that are fitted already, and the labels that they have learned."""
        self.estimators_ = list(fitted)
        names = [name for name, _ in self.estimators]
        self.named_estimators_ = Bunch(**dict(zip(names, fitted, strict=True)))
        if labels is not None:
            self.classes_ = np.asarray(labels)
        return self

    def predict(self, X: Any) -> NDArray[Any]:
        """Return an array of shape (n_rows, n_outputs): 0 and 1 for labels, else numbers."""
        found = self._mean(X)
        if self.form != "labels":
            return found
        return (found >= np.asarray(self.threshold)).astype(np.int64)

    @available_if(_of_labels)  # type: ignore[untyped-decorator]
    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Return the probability of each label, in the order of ``classes_``."""
        return self._mean(X)

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Return the share of rows whose labels are all right, or the mean R2."""
        score = accuracy_score if self.form == "labels" else r2_score
        return float(score(y, self.predict(X), sample_weight=sample_weight))

    @property
    def n_features_in_(self) -> int:
        """The columns that the members were fitted on."""
        check_is_fitted(self)
        return int(self.estimators_[0].n_features_in_)

    def _mean(self, X: Any) -> NDArray[np.float64]:
        check_is_fitted(self)
        parts = [predict_several(member, X, self.form) for member in self.estimators_]
        mean: NDArray[np.float64] = np.average(parts, axis=0, weights=self.weights)
        return mean

    def __sklearn_tags__(self) -> Tags:
        """Say what it is, for scikit-learn's tools."""
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        tags.target_tags.single_output = self.form == "quantiles"
        tags.target_tags.multi_output = self.form != "quantiles"
        if self.form == "labels":
            tags.estimator_type = "classifier"
            tags.classifier_tags = ClassifierTags(multi_class=False, multi_label=True)
        elif self.form == "values":
            tags.estimator_type = "regressor"
            tags.regressor_tags = RegressorTags()
        return tags
