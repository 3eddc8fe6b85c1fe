"""Linear models."""

from __future__ import annotations

from typing import Any

from sklearn.compose import TransformedTargetRegressor
from sklearn.linear_model import (
    ElasticNet,
    Lasso,
    LinearRegression,
    LogisticRegression,
    Ridge,
    RidgeClassifier,
    SGDClassifier,
    SGDRegressor,
)

from lepton_automl.builtin.make.margins import CalibratedMargin
from lepton_automl.builtin.make.scaled_target import on_scaled_target


def logistic_regression(
    C: float = 1.0,
    l1_ratio: float = 0.0,
    class_weight: str | None = None,
    random_state: Any = None,
    n_rows: int = 1000,
) -> LogisticRegression:
    """Return a logistic regression whose solver suits its penalty and ends in time."""
    if l1_ratio == 0.0:
        return LogisticRegression(C=C, class_weight=class_weight, max_iter=500)
    # The only solver for l1 with several classes takes passes over all rows, and many of them
    # to converge; what the search needs is there long before.
    passes = max(50, min(1000, 2_000_000 // n_rows))
    return LogisticRegression(
        C=C,
        l1_ratio=l1_ratio,
        class_weight=class_weight,
        solver="saga",
        max_iter=passes,
        tol=1e-3,
        random_state=random_state,
    )


def ridge_classifier(alpha: float = 1.0) -> CalibratedMargin:
    """Return a ridge classifier with probabilities."""
    return CalibratedMargin(RidgeClassifier(alpha=alpha))


def linear_regression() -> TransformedTargetRegressor:
    """Return least squares."""
    return on_scaled_target(LinearRegression())


def ridge_regression(alpha: float = 1.0) -> TransformedTargetRegressor:
    """Return least squares with a penalty; the scale of y makes no difference to it."""
    return on_scaled_target(Ridge(alpha=alpha))


def lasso(alpha: float = 0.01, random_state: Any = None) -> TransformedTargetRegressor:
    """Return a lasso; `alpha` is relative to the spread of y."""
    return on_scaled_target(
        Lasso(alpha=alpha, max_iter=2000, tol=1e-3, random_state=random_state)
    )


def elastic_net(
    alpha: float = 0.01, l1_ratio: float = 0.5, random_state: Any = None
) -> TransformedTargetRegressor:
    """Return an elastic net; `alpha` is relative to the spread of y."""
    return on_scaled_target(
        ElasticNet(
            alpha=alpha, l1_ratio=l1_ratio, max_iter=2000, tol=1e-3, random_state=random_state
        )
    )


def sgd_classifier(
    alpha: float = 1e-4,
    l1_ratio: float = 0.0,
    robust: bool = False,
    random_state: Any = None,
) -> SGDClassifier:
    """Return a linear classifier learned row by row; `robust` to mislabelled rows or not."""
    return SGDClassifier(
        loss="modified_huber" if robust else "log_loss",
        penalty="elasticnet",
        alpha=alpha,
        l1_ratio=l1_ratio,
        average=True,
        max_iter=200,
        random_state=random_state,
    )


def sgd_regressor(
    alpha: float = 1e-4,
    l1_ratio: float = 0.0,
    robust: bool = False,
    random_state: Any = None,
) -> TransformedTargetRegressor:
    """Return a linear regressor learned row by row; `robust` to outliers in y or not."""
    return on_scaled_target(
        SGDRegressor(
            loss="huber" if robust else "squared_error",
            penalty="elasticnet",
            alpha=alpha,
            l1_ratio=l1_ratio,
            average=True,
            max_iter=200,
            random_state=random_state,
        )
    )
