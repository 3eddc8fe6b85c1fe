"""Fitted estimators as functions of arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse
from scipy.special import expit, softmax
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import (
    ElasticNet,
    Lasso,
    LinearRegression,
    LogisticRegression,
    Ridge,
    SGDRegressor,
)
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

from lepton_automl.quick.margins import kernel_machine, sigmoids
from lepton_automl.quick.rows import FEW, Rows
from lepton_automl.quick.steps import step_of
from lepton_automl.quick.transformers import transform
from lepton_automl.quick.trees import Trees

__all__ = ["keeps_sparse_rows", "predictor"]

Predict = Callable[[Any], Any]

# Threads for a tree: two that wait for each other on a busy machine take ten times the time.
ONE = 1


def predictor(estimator: Any, response: str) -> Predict:
    """Return what a fitted estimator predicts from an array.

    Parameters
    ----------
    estimator : estimator
    response : {"predict", "predict_proba"}
    """
    if isinstance(estimator, Pipeline):
        return _last(estimator, response)
    plain: Predict = getattr(estimator, response)
    return _known(estimator, response) or plain


def keeps_sparse_rows(estimator: Any) -> bool:
    """Tell whether it compares with rows of a sparse matrix, which is slow for others.

    >>> from sklearn.neighbors import KNeighborsRegressor
    >>> keeps_sparse_rows(KNeighborsRegressor(1).fit([[0.0], [1.0]], [0, 1]))
    False
    """
    last = estimator.steps[-1][1] if isinstance(estimator, Pipeline) else estimator
    return bool(sparse.issparse(getattr(last, "_fit_X", None)))


def _last(pipeline: Pipeline, response: str) -> Predict:
    """Return what the last step predicts, if what is before it is known."""
    *before, (_, last) = pipeline.steps
    prepare = step_of(Pipeline(before)) if before else step_of("passthrough")
    if prepare is None:
        plain: Predict = getattr(pipeline, response)
        return plain
    known, predict = prepare, predictor(last, response)
    return lambda X: predict(known(X))


def _known(estimator: Any, response: str) -> Predict | None:
    if isinstance(estimator, CalibratedClassifierCV):  # or one that differs in `fit` alone
        return sigmoids(estimator) if response == "predict_proba" else None
    for known, make in _KNOWN[response].items():
        if type(estimator) in known and not _has_columns(estimator):
            return make(estimator)
    return None


def _kernel_values(estimator: SVR) -> Predict | None:
    machine = kernel_machine(estimator)
    return machine and (lambda X: machine(X).ravel())


def _scaled_back(estimator: TransformedTargetRegressor) -> Predict | None:
    """Return what undoes the scaling of one number, within bounds if there are any."""
    scaler, low, high = estimator.transformer_, -np.inf, np.inf
    if isinstance(scaler, Pipeline):
        *others, scaler = [step for _, step in scaler.steps]
        if len(others) != 1 or getattr(others[0], "inverse_func", None) is not np.clip:
            return None
        low, high = (others[0].inv_kw_args[name] for name in ("a_min", "a_max"))
    known = type(scaler) is StandardScaler and scaler.with_std
    if not known or estimator._training_dim != 1:
        return None
    inner = predictor(estimator.regressor_, "predict")
    scale, shift = scaler.scale_[0], scaler.mean_[0] if scaler.with_mean else 0.0
    return lambda X: np.clip(inner(X) * scale + shift, low, high)


def _has_columns(estimator: Any) -> bool:
    """Tell whether it learned several values or sets of labels at once."""
    regression = not hasattr(estimator, "classes_")
    return getattr(estimator, "n_outputs_", 1) > 1 or (
        regression and np.ndim(getattr(estimator, "coef_", ())) > 1
    )


def _linear(estimator: Any) -> Predict:
    coef, intercept = np.ravel(estimator.coef_), float(np.ravel(estimator.intercept_)[0])
    return lambda X: X @ coef + intercept


def _logistic(estimator: LogisticRegression) -> Predict:
    coef, intercept = estimator.coef_.T, estimator.intercept_
    if len(estimator.classes_) == 2:
        return lambda X: _two(expit(X @ coef + intercept))
    return lambda X: softmax(X @ coef + intercept, axis=1)


def _two(positive: Any) -> Any:
    column = positive.reshape(-1, 1)
    return np.hstack([1 - column, column])


def _forest_classes(estimator: Any) -> Predict:
    values = [tree.tree_.value[:, 0, :] for tree in estimator.estimators_]
    shares = [v / v.sum(axis=1, keepdims=True) for v in values]
    trees = Trees.of_forest([tree.tree_ for tree in estimator.estimators_], shares)
    return _by_number(
        lambda X: trees.value[trees.leaves(_narrow(X))].mean(axis=1), estimator.predict_proba
    )


def _forest_values(estimator: Any) -> Predict:
    found = [tree.tree_ for tree in estimator.estimators_]
    trees = Trees.of_forest(found, [t.value[:, 0, :] for t in found])
    return _by_number(
        lambda X: trees.value[trees.leaves(_narrow(X)), 0].mean(axis=1), estimator.predict
    )


def _by_number(few: Predict, many: Predict) -> Predict:
    """Return what walks all trees at once for few rows, and one after the other for many."""
    return lambda X: few(X) if len(X) <= FEW else many(X)


def _narrow(X: Any) -> Any:
    """Return what scikit-learn's trees look at: numbers of single precision."""
    return np.asarray(X, dtype=np.float32)


def _boosting(estimator: Any) -> Predict:
    """Return the raw scores, of shape (n_rows, n_trees_per_iteration)."""
    width = estimator.n_trees_per_iteration_
    trees = Trees.of_boosting([p for step in estimator._predictors for p in step])
    start = np.asarray(estimator._baseline_prediction).reshape(1, -1)
    inner = estimator._preprocessor
    prepare = None if inner is None else transform(inner)

    def raw(X: Any) -> Any:
        ready = np.asarray(X if prepare is None else prepare(Rows(X)), dtype=np.float64)
        if len(ready) > FEW:
            total = np.zeros((len(ready), width), order="F") + start
            estimator._predict_iterations(ready, estimator._predictors, total, False, ONE)
            return total
        leaves = trees.value[trees.leaves(ready), 0]
        return start + leaves.reshape(len(ready), -1, width).sum(axis=1)

    return raw


def _boosting_classes(estimator: HistGradientBoostingClassifier) -> Predict:
    raw, loss = _boosting(estimator), estimator._loss
    return lambda X: loss.predict_proba(raw(X))


def _boosting_values(estimator: HistGradientBoostingRegressor) -> Predict:
    raw, link = _boosting(estimator), estimator._loss.link
    return lambda X: link.inverse(raw(X)).ravel()


_KNOWN: dict[str, dict[tuple[type, ...], Callable[[Any], Predict | None]]] = {
    "predict_proba": {
        (LogisticRegression,): _logistic,
        (RandomForestClassifier, ExtraTreesClassifier): _forest_classes,
        (HistGradientBoostingClassifier,): _boosting_classes,
    },
    "predict": {
        (LinearRegression, Ridge, Lasso, ElasticNet, SGDRegressor): _linear,
        (RandomForestRegressor, ExtraTreesRegressor): _forest_values,
        (HistGradientBoostingRegressor,): _boosting_values,
        (SVR,): _kernel_values,
        (TransformedTargetRegressor,): _scaled_back,
    },
}
