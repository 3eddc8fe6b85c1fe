"""The Pipeline of a candidate: preparation by kind, then the estimator."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import signature
from operator import methodcaller
from typing import Any

import numpy as np

from lepton_automl._lazy import resolve
from lepton_automl.plugin.specs import EstimatorSpec, KindSpec
from lepton_automl.prepare.route import Route, routes
from lepton_automl.prepare.space import as_asked, defaults, preparation
from lepton_automl.task import Task

__all__ = ["pipeline"]


def pipeline(
    spec: EstimatorSpec,
    params: Mapping[str, Any],
    task: Task,
    kinds: Mapping[str, KindSpec],
    *,
    random_state: int | None = None,
    n_jobs: int | None = 1,
    max_seconds: float | None = None,
    fit_name: str | None = None,
) -> Any:
    """Return an unfitted scikit-learn Pipeline: ``"prepare"``, then ``"estimator"``.

    Parameters
    ----------
    spec : EstimatorSpec
        The estimator; `obstacle` must have found nothing against it.
    params : mapping
        Chosen parameters, from `space`; those left out take their defaults.
    task : Task
        What is to be learned.
    kinds : mapping from str to KindSpec
        All kinds there are, by name.
    random_state, n_jobs, max_seconds, fit_name
        Given to the estimator where its signature has them, as are ``n_rows`` and ``outputs``;
        `random_state` also to each step of the preparation that takes one.
    """
    from sklearn.pipeline import Pipeline

    ways = routes(spec, task.schema, kinds)
    own, chosen = _divided(params, kinds)
    for kind, found in preparation(spec, task, kinds).items():
        chosen[kind] = defaults(found) | chosen.get(kind, {})
    prepare = _seeded(_prepare(spec, ways, chosen, task), random_state)
    offered: dict[str, Any] = {
        "random_state": random_state,
        "n_jobs": n_jobs,
        "n_rows": task.n_rows,
        "outputs": task.outputs or None,
        "fit_name": fit_name,
        "max_seconds": max_seconds if "deadline" in spec.handles else None,
    }
    codes = sum(len(r.inputs) for r in ways if r.target == "category")
    if spec.categorical and codes:
        offered[spec.categorical] = list(range(codes))
    estimator = _estimator(spec, task.type, own, offered)
    return Pipeline([("prepare", prepare), ("estimator", estimator)])


def _divided(
    params: Mapping[str, Any], kinds: Mapping[str, KindSpec]
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    own: dict[str, Any] = {}
    chosen: dict[str, dict[str, Any]] = {}
    for name, value in params.items():
        kind, separator, rest = name.partition("__")
        if separator and kind in kinds:
            chosen.setdefault(kind, {})[rest] = value
        else:
            own[name] = value
    return own, chosen


def _prepare(
    spec: EstimatorSpec,
    ways: tuple[Route, ...],
    chosen: Mapping[str, Mapping[str, Any]],
    task: Task,
) -> Any:
    # The narrowed spec tells a kind what is learned: encoding by the target depends on it.
    needs = as_asked(spec, task).narrowed(task.type)
    parts = [(way, _transformer(way, chosen.get(way.kind, {}), needs)) for way in ways]
    if task.schema.form != "table":
        return _whole(parts[0][1], spec, task)
    if len(parts) > 1:
        return _columns(parts, needs)
    ((_, transformer),) = parts
    return _plain_array() if transformer == "passthrough" else transformer


def _transformer(way: Route, params: Mapping[str, Any], needs: EstimatorSpec) -> Any:
    if way.convert is None:
        return "passthrough"
    return resolve(way.convert)(way.inputs, params, needs)


def _whole(transformer: Any, spec: EstimatorSpec, task: Task) -> Any:
    """One input that is all of X needs no choice of columns."""
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    if task.schema.form != "sparse" or "sparse" in spec.handles:
        return transformer
    dense = FunctionTransformer(
        methodcaller("toarray"), accept_sparse=True, feature_names_out="one-to-one"
    )
    return dense if transformer == "passthrough" else make_pipeline(dense, transformer)


def _columns(parts: list[tuple[Route, Any]], spec: EstimatorSpec) -> Any:
    from sklearn.compose import ColumnTransformer

    kinds = [way.kind for way, _ in parts]
    named = [
        (
            way.kind if kinds.count(way.kind) == 1 else f"{way.kind}_as_{way.target}",
            transformer,
            [i.name for i in way.inputs],
        )
        for way, transformer in parts
    ]
    sparse = 0.3 if "sparse" in spec.handles else 0.0
    return ColumnTransformer(named, sparse_threshold=sparse)


def _plain_array() -> Any:
    """Estimators learn from arrays: column names such as "a[b]" make some refuse a table."""
    from sklearn.preprocessing import FunctionTransformer

    return FunctionTransformer(np.asarray, feature_names_out="one-to-one")


def _seeded(prepare: Any, random_state: int | None) -> Any:
    """Give the seed to steps, and to splitters within steps, that have none yet."""
    if isinstance(prepare, str):
        return prepare
    for name, value in prepare.get_params(deep=True).items():
        if name.split("__")[-1] == "random_state":
            if value is None:
                prepare.set_params(**{name: random_state})
        elif not hasattr(value, "get_params") and hasattr(value, "random_state"):
            value.random_state = random_state
    return prepare


def _estimator(
    spec: EstimatorSpec, task_type: str, own: Mapping[str, Any], offered: Mapping[str, Any]
) -> Any:
    build = resolve(spec.estimator_for(task_type))
    takes = signature(build).parameters
    if offered["n_jobs"] == 1 and build.__module__.startswith("sklearn."):
        # One job is what None means there, and those that no longer take n_jobs warn of it.
        offered = {**offered, "n_jobs": None}
    wanted = {n: v for n, v in offered.items() if n in takes and v is not None}
    return build(**{**wanted, **spec.fixed, **own})
