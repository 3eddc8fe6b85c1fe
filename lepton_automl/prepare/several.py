"""Predictions of several columns a row, in one form whatever an estimator gives."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import signature
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lepton_automl._lazy import resolve
from lepton_automl.plugin.specs import TaskSpec
from lepton_automl.task import Task

__all__ = ["SEVERAL", "baseline", "predict_several"]

SEVERAL = ("labels", "values", "quantiles")


def predict_several(model: Any, X: Any, form: str) -> NDArray[np.float64]:
    """Return an array of shape (n_rows, n_outputs).

    Parameters
    ----------
    model : estimator
        Fitted on a y of several columns, or to several quantiles of one.
    X : array-like
    form : {"labels", "values", "quantiles"}
        ``"labels"``: the probability of each label; scikit-learn's estimators give a list of
        arrays, one a label, or one array. ``"quantiles"``: values, sorted in each row, which
        never makes them worse (Chernozhukov, Fernández-Val and Galichon, Econometrica 2010).

    Examples
    --------
    >>> from sklearn.tree import DecisionTreeClassifier
    >>> tree = DecisionTreeClassifier().fit([[0], [1]], [[0, 1], [1, 1]])
    >>> predict_several(tree, [[1]], "labels")
    array([[1., 1.]])
    """
    if form == "labels":
        said = model.predict_proba(X)
        return _joined(said, model.classes_) if isinstance(said, list) else np.asarray(said)
    found = np.asarray(model.predict(X), dtype=np.float64)
    found = found.reshape(len(found), -1)
    return np.sort(found, axis=1) if form == "quantiles" else found


def baseline(spec: TaskSpec, task: Task) -> Any:
    """Return the unfitted trivial estimator of a type of task."""
    build = resolve(spec.baseline)
    if task.outputs and "outputs" in signature(build).parameters:
        return build(outputs=task.outputs)
    return build()


def _joined(said: Sequence[Any], classes: Sequence[Any]) -> NDArray[np.float64]:
    """Return the probabilities of 1; a label that never varied has one column only."""
    parts = [
        part[:, list(known).index(1)] if 1 in known else np.zeros(len(part))
        for part, known in zip(said, classes, strict=True)
    ]
    return np.column_stack(parts).astype(np.float64)
