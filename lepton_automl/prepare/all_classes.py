"""A classifier that has not seen all classes, made to speak of all of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin

__all__ = ["AllClasses"]


class AllClasses(ClassifierMixin, BaseEstimator):
    """A fitted classifier whose probabilities get zero columns for classes it never saw.

    A custom split can leave a class out of a training fold; the members of an ensemble must
    nevertheless agree on their columns.

    Parameters
    ----------
    estimator : classifier
        Fitted on some of the classes 0, 1, ..., n_classes - 1.
    n_classes : int
        How many classes there are.

    Examples
    --------
    >>> from sklearn.dummy import DummyClassifier
    >>> seen = DummyClassifier().fit([[0], [0]], [0, 2])
    >>> AllClasses(seen, n_classes=3).predict_proba([[0]])
    array([[0.5, 0. , 0.5]])
    """

    def __init__(self, estimator: Any, n_classes: int) -> None:
        self.estimator = estimator
        self.n_classes = n_classes

    @property
    def classes_(self) -> Any:
        """All classes."""
        return np.arange(self.n_classes)

    @property
    def n_features_in_(self) -> int:
        """The number of features that the classifier was fitted on."""
        return int(self.estimator.n_features_in_)

    def fit(self, X: Any, y: Any, **fit_params: Any) -> AllClasses:
        """Fit the classifier on whatever classes y has."""
        self.estimator.fit(X, y, **fit_params)
        return self

    def predict_proba(self, X: Any) -> Any:
        """Return probabilities of shape (n_rows, n_classes)."""
        seen = self.estimator.predict_proba(X)
        everything = np.zeros((len(seen), self.n_classes), dtype=seen.dtype)
        everything[:, np.asarray(self.estimator.classes_, dtype=int)] = seen
        return everything

    def predict(self, X: Any) -> Any:
        """Return the most probable class of each row."""
        return self.predict_proba(X).argmax(axis=1)

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self.estimator, "classes_")
