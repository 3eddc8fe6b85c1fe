"""Support vector machines: linear, with a kernel, and with an approximated kernel."""

from __future__ import annotations

from typing import Any

from sklearn.kernel_approximation import Nystroem
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR

from lepton_automl.builtin.make.margins import CalibratedMargin
from lepton_automl.builtin.make.plain import WeightedPipeline
from lepton_automl.builtin.make.scaled_target import on_scaled_target

# A kernel machine compares all pairs of rows; beyond this many, pairs with a few hundred rows
# stand in for them.
EXACT_ROWS = 10_000
STEPS = 200_000
MANY_ROWS = 5000  # of which half say as much about margins as two thirds


def linear_svm_classifier(
    C: float = 1.0, random_state: Any = None, n_rows: int = 1000
) -> CalibratedMargin:
    """Return a linear classifier with the widest margin, with probabilities."""
    svm = LinearSVC(C=C, random_state=random_state)
    return CalibratedMargin(svm, cv=3 if n_rows < MANY_ROWS else 2)


def linear_svm_regressor(C: float = 1.0, epsilon: float = 0.1, random_state: Any = None) -> Any:
    """Return a linear regressor that overlooks errors below `epsilon` deviations of y."""
    return on_scaled_target(
        LinearSVR(
            C=C,
            epsilon=epsilon,
            loss="squared_epsilon_insensitive",
            dual="auto",
            random_state=random_state,
        )
    )


def kernel_svm_classifier(
    C: float = 1.0,
    gamma: float | None = None,
    n_components: int = 300,
    random_state: Any = None,
    n_rows: int = 1000,
) -> Any:
    """Return a classifier with a Gaussian kernel, approximated where there are many rows."""
    if n_rows <= EXACT_ROWS:
        width = "scale" if gamma is None else gamma
        svm = SVC(C=C, gamma=width, cache_size=500, max_iter=STEPS)
        return CalibratedMargin(svm)
    return WeightedPipeline.of(
        Nystroem(gamma=gamma, n_components=n_components, random_state=random_state),
        linear_svm_classifier(C, random_state, n_rows),
    )


def kernel_svm_regressor(
    C: float = 1.0,
    gamma: float | None = None,
    epsilon: float = 0.1,
    n_components: int = 300,
    random_state: Any = None,
    n_rows: int = 1000,
) -> Any:
    """Return a regressor with a Gaussian kernel, approximated where there are many rows."""
    if n_rows <= EXACT_ROWS:
        width = "scale" if gamma is None else gamma
        return on_scaled_target(
            SVR(C=C, gamma=width, epsilon=epsilon, cache_size=500, max_iter=STEPS)
        )
    return WeightedPipeline.of(
        Nystroem(gamma=gamma, n_components=n_components, random_state=random_state),
        linear_svm_regressor(C, epsilon, random_state),
    )
