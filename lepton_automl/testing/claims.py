"""What is checked of an estimator's claims, each by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from inspect import signature
from typing import Any

import numpy as np
from sklearn.base import clone
from sklearn.utils.validation import has_fit_parameter

from lepton_automl._lazy import resolve
from lepton_automl.plugin.registry import Registry
from lepton_automl.plugin.specs import EstimatorSpec
from lepton_automl.run import bag
from lepton_automl.testing.attempt import build, fit, fit_alone, predict, same, well_formed
from lepton_automl.testing.data import BUILTIN_TASKS, Example, number_example

__all__ = ["CLAIMS", "example_for"]

CHANCE_ROWS = 200


def check_missing(spec: EstimatorSpec, example: Example) -> None:
    """Fit the estimator alone on NaN."""
    assert np.isnan(example.data.X).any()
    estimator = build(spec, example).named_steps["estimator"]
    fit_alone(estimator, example.data.X, example.data.y)
    well_formed(predict(estimator, example), example, example.task.n_rows)


def check_sparse(spec: EstimatorSpec, example: Example) -> None:
    """Fit the estimator alone on a sparse matrix, and behind its preparation."""
    model = fit(build(spec, example), example)
    well_formed(predict(model, example), example, example.task.n_rows)
    estimator = clone(model.named_steps["estimator"])
    fit_alone(estimator, example.data.X, example.data.y)
    well_formed(predict(estimator, example), example, example.task.n_rows)


def check_sample_weight(spec: EstimatorSpec, example: Example) -> None:
    """See that weights are taken, and make a difference."""
    rows = np.arange(example.task.n_rows)
    even = fit(build(spec, example), example, sample_weight=np.ones(len(rows)))
    uneven = fit(build(spec, example), example, sample_weight=np.where(rows < 20, 20.0, 0.1))
    # Not on the rows learned from: a full tree knows these by heart, whatever their weights.
    X = example.data.X
    if isinstance(X, np.ndarray) and X.dtype.kind == "f":
        X = X + np.random.default_rng(0).normal(size=X.shape)
    assert not same(predict(even, example, X), predict(uneven, example, X)), (
        "sample_weight is taken by fit but makes no difference."
    )


def check_validation(spec: EstimatorSpec, example: Example) -> None:
    """Fit with rows to watch, and with their weights where weights are claimed too."""
    _fit_watching(spec, example)
    if "sample_weight" not in spec.handles:
        return
    estimator = build(spec, example).named_steps["estimator"]
    assert has_fit_parameter(estimator, "sample_weight_val"), (
        "It claims validation and sample_weight, but fit has no parameter sample_weight_val: "
        "rows to watch would all count the same."
    )
    weight = np.linspace(0.0, 2.0, example.task.n_rows)
    _fit_watching(spec, example, sample_weight=weight, sample_weight_val=weight)


def check_deadline(spec: EstimatorSpec, example: Example) -> None:
    """Give it a second, and see that it stops soon after and is usable."""
    takes = signature(resolve(spec.estimator_for(example.task.type))).parameters
    assert "max_seconds" in takes, "It claims a deadline but has no parameter max_seconds."
    started = time.perf_counter()
    model = fit(build(spec, example, max_seconds=1.0), example)
    took = time.perf_counter() - started
    assert took < 3.0, f"With max_seconds=1 the fit took {took:.1f} s."
    well_formed(predict(model, example), example, example.task.n_rows)


def check_pruning(spec: EstimatorSpec, example: Example) -> None:
    """See that it reports its steps in their order, and ends when it is told to."""
    said = _reported(spec, example, most=None)
    assert len(said) > 1, f"It called report {len(said)} times; there must be two, or more."
    steps = [step for step, _ in said]
    assert all(step == int(step) > 0 for step in steps), f"Steps are 1, 2, ..., not {steps}."
    assert steps == sorted(set(steps)), f"Steps must rise; it reported {steps}."
    assert np.isfinite([score for _, score in said]).all(), "It reported what is not finite."
    count = len(_reported(spec, example, most=1))
    assert count == 1, f"Told to stop after its first report, it made {count - 1} more."


def check_out_of_bag(spec: EstimatorSpec, example: Example) -> None:
    """See that rows are predicted by what has not seen them, where y is nothing but chance.

    It is only asked of tasks with one output.
    """
    form = example.task_spec.prediction
    if form not in bag.FORMS:
        return
    estimator = build(spec, example).named_steps["estimator"]
    takes = signature(type(estimator)).parameters
    assert "oob_score" in takes, "It claims out_of_bag but has no parameter oob_score."
    rng = np.random.default_rng(0)
    X = rng.normal(size=(CHANCE_ROWS, 4))
    y = np.resize(example.data.y, CHANCE_ROWS)[rng.permutation(CHANCE_ROWS)]
    said = bag.fit_bagged(estimator, X, y, form)
    assert said is not None, "Some rows were seen by all of the model."
    true = np.eye(example.task.n_classes)[y] if form == "probability" else y
    assert said.shape == true.shape, f"It gave shape {said.shape}, not {true.shape}."
    error = np.mean((said - true) ** 2)
    constant = np.mean((true.mean(axis=0) - true) ** 2)
    assert error > 0.8 * constant, (
        "Its out-of-bag predictions know what only the rows themselves could tell."
    )


def _reported(
    spec: EstimatorSpec, example: Example, most: int | None
) -> list[tuple[int, float]]:
    """Return what a fit reports that is told to stop after so many reports."""
    said: list[tuple[int, float]] = []

    def report(step: int, score: float) -> bool:
        said.append((step, score))
        return most is not None and len(said) >= most

    _fit_watching(spec, example, report=report)
    return said


def _fit_watching(spec: EstimatorSpec, example: Example, **fit_params: Any) -> None:
    """Fit with rows to watch, if that is claimed, and see that predictions are possible."""
    model = build(spec, example)
    preparation, estimator = model.named_steps["prepare"], model.named_steps["estimator"]
    X, y = example.data.X, example.data.y
    if preparation != "passthrough":
        X = preparation.fit_transform(X, y)
    if "validation" in spec.handles:
        fit_params |= {"X_val": X, "y_val": y}
    fit_alone(estimator, X, y, **fit_params)
    well_formed(predict(estimator, example, X), example, example.task.n_rows)


CLAIMS: Mapping[str, Callable[[EstimatorSpec, Example], None]] = {
    "missing": check_missing,
    "sparse": check_sparse,
    "missing_in_sparse": check_sparse,
    "sample_weight": check_sample_weight,
    "validation": check_validation,
    "deadline": check_deadline,
    "pruning": check_pruning,
    "out_of_bag": check_out_of_bag,
}


def example_for(
    claim: str, example: Example, spec: EstimatorSpec, registry: Registry
) -> Example:
    """Return the example that a claim is about; a plugin's own where none can be made."""
    if "number" not in spec.accepts or example.task.type not in BUILTIN_TASKS:
        return example
    form = "sparse" if claim in ("sparse", "missing_in_sparse") else "array"
    missing = claim in ("missing", "missing_in_sparse")
    return number_example(example.task.type, registry, form, missing, spec.positive_only)
