"""What is checked of an estimator's spec."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Iterator
from inspect import signature
from typing import Any

import numpy as np
from sklearn.base import clone

from lepton_automl._lazy import resolve
from lepton_automl.plugin.registry import Registry
from lepton_automl.plugin.specs import EstimatorSpec
from lepton_automl.prepare import obstacle
from lepton_automl.space import Choice, active, contains
from lepton_automl.testing.attempt import (
    build,
    fit,
    fit_elsewhere,
    predict,
    same,
    same_at_once,
    well_formed,
)
from lepton_automl.testing.claims import CLAIMS, example_for
from lepton_automl.testing.data import Example, Given, examples_for

__all__ = ["estimator_checks"]

Check = Callable[[], None]
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def estimator_checks(
    spec: EstimatorSpec, registry: Registry, given: Given
) -> Iterator[tuple[str, Check]]:
    """Yield the names of the checks of a spec, and the checks."""
    yield "name", lambda: check_name(spec.name)
    yield "requires", lambda: check_requires(spec.requires)
    yield "cost", lambda: check_cost(spec)
    yield "space", lambda: check_space(spec)
    yield "opening", lambda: check_opening(spec)
    examples = examples_for(spec, registry, given)
    for example in examples:
        yield f"predictions-{example.name}", _bind(check_predictions, spec, example)
    for example in _one_a_reference(spec, examples):
        for check in (check_repeatable, check_opening_fits, check_corners, check_worker):
            yield f"{check.__name__[6:]}-{example.name}", _bind(check, spec, example)
        for claim in sorted(spec.handles):
            prove = _bind(CLAIMS[claim], spec, example_for(claim, example, spec, registry))
            yield f"{claim}-{example.task.type}", prove


def check_name(name: str) -> None:
    """Refuse names that cannot be written in recipes, or be taken for a kind's parameter."""
    assert NAME.fullmatch(name), (
        f"The name {name!r} must be lower case words joined by single underscores."
    )


def check_requires(requires: tuple[str, ...]) -> None:
    """Refuse names with dots: to look up a submodule imports its package."""
    assert not isinstance(requires, str), "requires must be a tuple of names, not one string."
    for name in (one for some in requires for one in some.split("|")):
        assert name.isidentifier(), f"requires must hold top-level names only, got {name!r}."


def check_cost(spec: EstimatorSpec) -> None:
    """Refuse costs that are negative, or fall as the data grow."""
    small, large = spec.cost.seconds(100, 10, 2), spec.cost.seconds(100_000, 10, 2)
    assert 0 <= small <= large, f"The cost falls from {small} s to {large} s as rows are added."


def check_space(spec: EstimatorSpec) -> None:
    """Refuse a space with what the estimator does not take, or bounds that make no sense."""
    assert not set(spec.space) & set(spec.fixed), "A parameter cannot be both fixed and varied."
    for task_type in spec.tasks:
        taken = set(signature(resolve(spec.estimator_for(task_type))).parameters)
        wanted = {*spec.space, *spec.fixed} | (
            {spec.categorical} if spec.categorical else set()
        )
        assert wanted <= taken, (
            f"{spec.estimator_for(task_type)} has no parameter {sorted(wanted - taken)}."
        )
    before: set[str] = set()
    for name, parameter in spec.space.items():
        assert set(parameter.when) <= before, (
            f"{name!r} depends on what does not come before it."
        )
        before.add(name)
        if isinstance(parameter, Choice):
            assert len(parameter.values) > 1, f"{name!r} offers no choice."
        else:
            assert parameter.low < parameter.high, f"{name!r}: low must be below high."
            assert not parameter.log or parameter.low > 0, f"{name!r}: log needs low above 0."


def check_opening(spec: EstimatorSpec) -> None:
    """Refuse opening configurations outside the space, or that are repeated.

    What they choose of a preparation (``number__scaling``) hangs on the task.
    """
    for task_type in sorted(spec.tasks):
        opening = spec.opening_for(task_type)
        for i, params in enumerate(opening):
            own = {n: v for n, v in params.items() if n in spec.space or "__" not in n}
            reason = contains(spec.space, own)
            assert reason is None, f"Opening {i}: {reason}."
            for name in own:
                assert active(spec.space[name], params), (
                    f"Opening {i}: {name!r} does not exist there."
                )
            assert params not in opening[:i], f"Opening {i} is there twice."


def check_predictions(spec: EstimatorSpec, example: Example) -> None:
    """Fit, look at the form of the predictions, and see that the data were left alone."""
    reason = obstacle(spec, example.task, example.kinds)
    assert reason is None, reason
    before = pickle.dumps((example.data.X, example.data.y))
    model = fit(build(spec, example), example)
    well_formed(predict(model, example), example, example.task.n_rows)
    one = example.data.X.iloc[:1] if hasattr(example.data.X, "iloc") else example.data.X[:1]
    well_formed(predict(model, example, one), example, 1)
    assert pickle.dumps((example.data.X, example.data.y)) == before, "X or y was changed."


def check_repeatable(spec: EstimatorSpec, example: Example) -> None:
    """See that a seed decides all: a clone, under another global seed, predicts the same."""
    model = build(spec, example)
    twin = clone(model)
    state = np.random.get_state()
    try:
        expected = predict(_fit_seeded(model, example, 1), example)
        again = predict(_fit_seeded(twin, example, 2), example)
    finally:
        np.random.set_state(state)
    assert same(again, expected), (
        "A clone with the same random_state predicts differently: is chance taken from "
        "random_state alone, and does __init__ only store what it is given?"
    )
    copy = pickle.loads(pickle.dumps(model))
    assert same(predict(copy, example), expected), "Unpickled, it predicts differently."
    assert same_at_once(copy, example), (
        "Asked by several threads at once, it predicts differently: does predict change "
        "anything that others read?"
    )


def check_corners(spec: EstimatorSpec, example: Example) -> None:
    """Fit every bound and every choice of the space."""
    for params in _corners(spec):
        try:
            model = fit(build(spec, example, params), example)
            well_formed(predict(model, example), example, example.task.n_rows)
        except Exception as error:
            raise AssertionError(f"With {params}: {type(error).__name__}: {error}") from error


def check_opening_fits(spec: EstimatorSpec, example: Example) -> None:
    """Fit every opening configuration."""
    for params in spec.opening_for(example.task.type):
        model = fit(build(spec, example, params), example)
        well_formed(predict(model, example), example, example.task.n_rows)


def check_worker(spec: EstimatorSpec, example: Example) -> None:
    """Send the spec to a worker process, and the fitted pipeline back."""
    model, expected = fit_elsewhere(spec, example)
    assert same(predict(model, example), expected), (
        "Back from a worker, it predicts differently."
    )


def _one_a_reference(spec: EstimatorSpec, examples: list[Example]) -> list[Example]:
    """Return the last, richest example for each estimator that the spec refers to."""
    last = {e.task.type: e for e in examples}
    return list({str(spec.estimator_for(t)): e for t, e in last.items()}.values())


def _corners(spec: EstimatorSpec) -> Iterator[dict[str, Any]]:
    for name, parameter in spec.space.items():
        # What it depends on takes the first value under which it exists.
        base: dict[str, Any] = {}
        _require(spec, name, base)
        if isinstance(parameter, Choice):
            ends = parameter.values
        else:
            ends = (parameter.low, parameter.high)
        for value in ends:
            yield {**base, name: value}


def _require(spec: EstimatorSpec, name: str, chosen: dict[str, Any]) -> None:
    for other, wanted in spec.space[name].when.items():
        _require(spec, other, chosen)
        chosen[other] = wanted[0] if isinstance(wanted, tuple) else wanted


def _fit_seeded(model: Any, example: Example, seed: int) -> Any:
    np.random.seed(seed)
    return fit(model, example)


def _bind(check: Callable[[EstimatorSpec, Example], None], spec: Any, example: Any) -> Check:
    return lambda: check(spec, example)
