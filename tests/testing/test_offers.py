"""Each statement about a task type, metric, kind, exporter or data set is checked."""

import numpy as np
import pytest

from lepton_automl.plugin import DatasetSpec, ExporterSpec, KindSpec, MetricSpec, TaskSpec
from lepton_automl.testing import spec_checks

TARGETS = "lepton_automl.builtin.targets"


def failing(*specs, examples=None):
    """Return what the checks complain of."""
    found = {}
    for check in spec_checks(list(specs), examples):
        try:
            check()
        except Exception as error:
            found[check.name.split("-")[1]] = str(error)
    return found


def metric(function, **options):
    return MetricSpec("mine", function, {"regression"}, **options)


def error(y_true, y_pred):
    return float(np.abs(y_true - y_pred).mean())


def test_an_honest_metric_passes():
    assert failing(metric(error, greater_is_better=False)) == {}


@pytest.mark.parametrize(
    ("told", "where"),
    [
        (metric(error), "score"),  # an error is not better when greater
        (metric(error, greater_is_better=False, weighted=True), "words"),
        (metric(error, greater_is_better=False, response="probability"), "words"),
        (metric("no_such_module:f"), "words"),
    ],
)
def test_a_lie_about_a_metric_is_found_out(told, where):
    assert where in failing(told)


def task(**options):
    values = {
        "name": "halves",
        "recognise": lambda y, kinds: 0.99 * float((np.asarray(y) == 0.5).all()),
        "target": f"{TARGETS}:values",
        "metrics": ("r2",),
        "baseline": "sklearn.dummy:DummyRegressor",
        "combine": "mean",
        "prediction": "value",
    }
    return TaskSpec(**{**values, **options})


HALVES = {"halves": (np.arange(20.0).reshape(10, 2), np.full(10, 0.5))}
R2 = MetricSpec("r2_of_halves", lambda y_true, y_pred: 1.0, {"halves"})


def test_an_honest_type_of_task_passes():
    assert failing(task(metrics=("r2_of_halves",)), R2, examples=HALVES) == {}


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ({"combine": "median"}, "words"),
        ({"prediction": "object"}, "words"),
        ({"prediction": "image"}, "words"),
        ({"metrics": ()}, "metrics"),
        ({"metrics": ("r2",)}, "metrics"),
        ({"metrics": ("nothing",)}, "metrics"),
        ({"recognise": lambda y, kinds: 0.01}, "recognise"),
        ({"target": lambda y: (y[:3], None)}, "target"),
        ({"prediction": "probability"}, "target"),
        ({"baseline": "sklearn.dummy:DummyTransformer"}, "baseline"),
    ],
)
def test_a_lie_about_a_type_of_task_is_found_out(options, where):
    assert where in failing(task(**options), R2, examples=HALVES)


def test_a_type_of_task_needs_an_example():
    assert "examples=" in failing(task(), R2)["recognise"]


@pytest.mark.parametrize(
    "told",
    [
        KindSpec("colour", "row", "math:sqrt", "math:sqrt", {"number": "math:sqrt"}),
        KindSpec("colour", "column", "math:sqrt", "math:nothing", {"number": "math:sqrt"}),
        KindSpec("colour", "column", "math:sqrt", "math:sqrt", {"nothing": "math:sqrt"}),
        KindSpec("colour", "column", "math:sqrt", "math:sqrt"),
        ExporterSpec("stone", "math:nothing", "math:sqrt"),
        DatasetSpec("sand", "math:nothing"),
    ],
)
def test_references_that_lead_nowhere_are_found_out(told):
    assert "references" in failing(told)


@pytest.mark.parametrize(
    "told",
    [
        KindSpec("colour", "column", "math:sqrt", "math:sqrt", {"number": "math:sqrt"}),
        ExporterSpec("stone", "math:sqrt", "math:sqrt"),
        DatasetSpec("sand", "math:sqrt"),
    ],
)
def test_references_that_lead_somewhere_pass(told):
    assert failing(told) == {}
