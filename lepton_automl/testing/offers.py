"""What is checked of types of task, metrics, kinds, exporters and data sets."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from inspect import signature
from typing import Any

import numpy as np

from lepton_automl._lazy import resolve
from lepton_automl.intake import take
from lepton_automl.plugin.registry import Registry
from lepton_automl.plugin.specs import (
    DatasetSpec,
    ExporterSpec,
    KindSpec,
    MetricSpec,
    TaskSpec,
)
from lepton_automl.plugin.task_spec import PREDICTIONS
from lepton_automl.prepare import baseline
from lepton_automl.score import make_score
from lepton_automl.testing.attempt import respond, same
from lepton_automl.testing.data import BUILTIN_TASKS, Given, targets
from lepton_automl.testing.estimators import check_name, check_requires

__all__ = ["dataset_checks", "exporter_checks", "kind_checks", "metric_checks", "task_checks"]

Checks = Iterator[tuple[str, Callable[[], None]]]


def task_checks(spec: TaskSpec, registry: Registry, given: Given) -> Checks:
    """Yield the checks of a type of task."""
    yield "name", lambda: check_name(spec.name)
    yield "words", lambda: check_task_words(spec)
    yield "metrics", lambda: check_task_metrics(spec, registry)
    yield "recognise", lambda: check_recognise(spec, registry, given)
    yield "target", lambda: check_target(spec, given)
    yield "baseline", lambda: check_baseline(spec, registry, given)


def metric_checks(spec: MetricSpec, registry: Registry, given: Given) -> Checks:
    """Yield the checks of a metric."""
    yield "name", lambda: check_name(spec.name)
    yield "words", lambda: check_metric_words(spec)
    for task_type in sorted(spec.tasks):
        yield f"score-{task_type}", _bind(spec, task_type, registry, given)


def kind_checks(spec: KindSpec, registry: Registry, given: Given) -> Checks:
    """Yield the checks of a kind."""
    yield "name", lambda: check_name(spec.name)
    yield "references", lambda: check_kind_references(spec, registry)


def exporter_checks(spec: ExporterSpec, registry: Registry, given: Given) -> Checks:
    """Yield the checks of an export format."""
    yield "name", lambda: check_name(spec.name)
    yield "requires", lambda: check_requires(spec.requires)
    more = [r for r in (spec.obstacle, spec.blame) if r is not None]
    yield "references", lambda: check_callable(spec.save, spec.load, *more)


def dataset_checks(spec: DatasetSpec, registry: Registry, given: Given) -> Checks:
    """Yield the checks of a data set; it is not loaded: it may be large, or far away."""
    yield "name", lambda: check_name(spec.name)
    yield "requires", lambda: check_requires(spec.requires)
    yield "references", lambda: check_callable(spec.load)


def check_callable(*references: Any) -> None:
    """Refuse references that lead nowhere."""
    for reference in references:
        assert callable(resolve(reference)), f"{reference!r} cannot be called."


def check_task_words(spec: TaskSpec) -> None:
    """Refuse words that mean nothing."""
    assert spec.combine in ("mean", "best"), f"combine is {spec.combine!r}."
    assert spec.prediction in PREDICTIONS, f"prediction is {spec.prediction!r}."
    if spec.outputs is not None:
        check_callable(spec.outputs)
    assert spec.combine == "best" or spec.prediction != "object", "Objects have no mean."
    if not (isinstance(spec.splitter, str) and spec.splitter in ("stratified", "shuffled")):
        check_callable(spec.splitter)


def check_task_metrics(spec: TaskSpec, registry: Registry) -> None:
    """See that the metrics named are offered, and state that they apply."""
    assert spec.metrics, "A type of task needs a metric; the first is the default."
    for name in spec.metrics:
        assert name in registry.metrics, f"No plugin offers the metric {name!r}."
        assert spec.name in registry.metrics[name].tasks, (
            f"The metric {name!r} does not state that it applies to {spec.name!r}."
        )


def check_recognise(spec: TaskSpec, registry: Registry, given: Given) -> None:
    """See that its own y is recognised, by it surest of all types of task.

    A type without `recognise` is only asked for by name.
    """
    if spec.recognise is None:
        return
    X, y = _example(spec.name, given)
    _, task = take(X, y, registry=registry, task="auto")
    assert task.type == spec.name, f"y of {spec.name!r} is taken for {task.type!r}."
    for other in _builtin_targets(spec.name):
        sure = resolve(spec.recognise)(other, frozenset({"number"}))
        assert 0.0 <= sure <= 1.0, f"recognise gave {sure!r}."


def check_target(spec: TaskSpec, given: Given) -> None:
    """See that y keeps its length, and that the labels give it back."""
    _, y = _example(spec.name, given)
    encoded, classes = resolve(spec.target)(y)
    assert len(encoded) == len(y), f"target gave {len(encoded)} of {len(y)} rows."
    if spec.prediction == "probability":
        assert classes is not None, "A prediction of probabilities needs classes."
    if classes is not None and spec.prediction != "labels":
        assert list(classes) == sorted(classes), "The labels must be sorted."
        assert same(np.asarray(classes)[encoded], y), "The labels do not give y back."


def check_baseline(spec: TaskSpec, registry: Registry, given: Given) -> None:
    """Fit the baseline, predict with it and score it by the default metric."""
    X, y = _example(spec.name, given)
    data, task = take(X, y, registry=registry, task=spec.name)
    trivial = baseline(spec, task).fit(data.X, data.y)
    score = make_score(None, spec, registry, task.outputs)(
        data.y, respond(trivial, data.X, spec)
    )
    assert np.isfinite(score), f"The baseline's {spec.metrics[0]} is {score}."


def check_metric_words(spec: MetricSpec) -> None:
    """Refuse words that mean nothing, and parameters that the function does not take."""
    assert spec.response in ("predict", "predict_proba", "score"), (
        f"response is {spec.response!r}."
    )
    check_callable(spec.function)
    wanted = {*spec.params} | ({"sample_weight"} if spec.weighted else set())
    takes = signature(resolve(spec.function)).parameters
    if not any(p.kind is p.VAR_KEYWORD for p in takes.values()):
        assert wanted <= set(takes), (
            f"The function does not take {sorted(wanted - set(takes))}."
        )


def check_score(spec: MetricSpec, task_type: str, registry: Registry, given: Given) -> None:
    """Score a perfect prediction no worse than the baseline's; give weights if claimed."""
    task_spec = registry.get("tasks", task_type)
    X, y = _example(task_type, given)
    if task_type in ("regression", "multioutput", "quantile"):
        y = np.abs(y) + 1  # some metrics are of logarithms, or for counts
    data, task = take(X, y, registry=registry, task=task_type)
    score = make_score(spec.name, task_spec, registry, task.outputs)
    dull = baseline(task_spec, task).fit(data.X, data.y)
    trivial = score(data.y, respond(dull, data.X, task_spec))
    perfect = data.y
    if task_spec.prediction == "probability":
        perfect = np.eye(task.n_classes)[data.y]
    elif task_spec.prediction == "quantiles":
        perfect = np.repeat(data.y[:, None], task.n_outputs, axis=1)
    best = score(data.y, perfect)
    assert np.isfinite(best), f"A perfect prediction scores {best}."
    assert not best < trivial, (
        f"Perfect scores {best}, the baseline {trivial}: wrong direction?"
    )
    if spec.weighted:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            weighted = score(data.y, perfect, sample_weight=np.linspace(0.5, 2, len(data.y)))
        assert np.isfinite(weighted), f"With sample_weight a perfect prediction is {weighted}."


def check_kind_references(spec: KindSpec, registry: Registry) -> None:
    """Refuse a kind that nothing leads to, or that leads nowhere."""
    assert spec.form in ("column", "array"), f"form is {spec.form!r}."
    check_callable(spec.recognise, spec.read, *spec.becomes.values())
    if spec.space is not None:
        check_callable(spec.space)
    for other in spec.becomes:
        assert other in registry.kinds, f"No plugin offers the kind {other!r}."
    accepted = {kind for e in registry.estimators.values() for kind in e.accepts}
    assert accepted & {spec.name, *spec.becomes}, f"No estimator can learn from {spec.name!r}."


def _bind(spec: Any, task_type: str, registry: Registry, given: Given) -> Callable[[], None]:
    return lambda: check_score(spec, task_type, registry, given)


def _example(task_type: str, given: Mapping[str, tuple[Any, Any]]) -> tuple[Any, Any]:
    if task_type in given:
        return given[task_type]
    y = targets(task_type)
    return np.random.default_rng(0).normal(size=(len(y), 3)), y


def _builtin_targets(name: str) -> list[Any]:
    return [targets(task_type) for task_type in BUILTIN_TASKS if task_type != name]
