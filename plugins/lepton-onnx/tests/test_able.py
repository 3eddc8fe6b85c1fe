"""What is said to be able is: each built-in estimator, on a table with all that tables have."""

import warnings
from pathlib import Path

import numpy as np
import pytest
from lepton_onnx import able
from lepton_onnx.artifact import save
from lepton_onnx.model import load
from sklearn.exceptions import ConvergenceWarning

from lepton_automl.export.compare import compare
from lepton_automl.export.probe import probe
from lepton_automl.export.replay import answers
from lepton_automl.plugin import EstimatorSpec, Registry
from lepton_automl.prepare import pipeline
from lepton_automl.task import Input, Schema, Task
from lepton_automl.testing.data import examples_for

TOLERANCE = 1e-4
REGISTRY = Registry()
CLAIMED = [
    (name, task)
    for name, spec in REGISTRY.estimators.items()
    if not (str(spec.estimator).startswith("lepton_") and "automl" not in str(spec.estimator))
    for task in sorted(spec.tasks & able.TASKS)
    if REGISTRY.owner("estimators", name).startswith("lepton_automl") and name != "k_neighbors"
]


NUMBERS = (Input(None, "number", 3),)


def array_task(kind="regression", inputs=NUMBERS, form="array"):
    classes = None if kind == "regression" else (0, 1)
    return Task(kind, Schema(form, inputs), n_rows=100, classes=classes)


def written_and_compared(name, example, folder):
    spec = REGISTRY.get("estimators", name)
    assert able.obstacle(spec, example.task) is None
    chosen = next(iter(spec.opening_for(example.task.type)), {})
    X, y = example.data.X, example.data.y
    model = pipeline(spec, chosen, example.task, example.kinds, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # on sixty rows of nearly chance
        model.fit(X, y)
    save(model, folder, example.task)
    rows = probe(X, example.task)
    wanted, found = answers(model, rows), answers(load(folder, example.task), rows)
    if example.task.classes is not None:  # the model was fitted on codes
        wanted["predict"] = np.array(example.task.classes)[wanted["predict"]]
    difference = compare(wanted, found, TOLERANCE)
    assert difference.within(TOLERANCE), difference


def examples(name, task):
    spec = REGISTRY.get("estimators", name)
    return {e.name.partition("-")[2]: e for e in examples_for(spec, REGISTRY, {}) if
            e.task.type == task}  # fmt: skip


def test_most_of_what_is_built_in_is_claimed():
    assert {name for name, _ in CLAIMED} >= {
        "logistic_regression", "ridge", "lasso", "elastic_net", "sgd", "linear_svm",
        "kernel_svm", "gaussian_nb", "complement_nb", "random_forest",
        "extra_trees", "hist_gradient_boosting", "mlp", "gradient_descent", "dummy",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "task"), CLAIMED)
def test_a_model_of_all_kinds_of_columns_is_the_same_as_a_graph(name, task, tmp_path):
    found = examples(name, task)
    written_and_compared(name, found.get("table") or found["text"], tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "task"), CLAIMED)
def test_a_model_of_one_kind_of_column_is_the_same_as_a_graph(name, task, tmp_path):
    for kind, example in examples(name, task).items():
        place = Path(tmp_path) / kind
        place.mkdir()
        written_and_compared(name, example, place)


@pytest.mark.parametrize("task", ["multilabel", "multioutput", "quantile"])
def test_tasks_without_a_graph_are_said_to_have_none(task):
    spec = REGISTRY.get("estimators", "random_forest")
    assert "cannot be written as ONNX" in able.obstacle(spec, array_task(task))


def test_neighbours_that_may_be_equally_near_are_not_promised():
    reason = able.obstacle(REGISTRY.get("estimators", "k_neighbors"), array_task())
    assert "'k_neighbors' keeps rows, maybe more than a file can hold" in reason


def test_kinds_without_a_place_in_a_graph_are_named():
    task = array_task(inputs=(Input("scan", "image", 1),), form="table")
    reason = able.obstacle(REGISTRY.get("estimators", "ridge"), task)
    assert reason == "Column 'scan' has kind 'image', which has no place in an ONNX graph."


@pytest.mark.parametrize("form", ["array", "object"])
def test_images_can_be_written_where_they_are_learned_from_as_they_are(form):
    keras = pytest.importorskip("lepton_keras.offers", reason="no lepton-keras")
    task = array_task("binary", (Input(None, "image", 64),), form)
    networks = {spec.name: spec for spec in keras.networks()}
    assert able.obstacle(networks["keras_image"], task) is None
    reason = able.obstacle(REGISTRY.get("estimators", "logistic_regression"), task)
    assert reason == (
        "'logistic_regression' learns from numbers made of each image, which ONNX cannot make."
    )


@pytest.mark.parametrize(
    ("estimator", "part"),
    [
        ("sklearn.gaussian_process:GaussianProcessRegressor", "GaussianProcessRegressor"),
        (lambda: _piped(), "KernelCenterer"),
    ],
)
def test_a_part_without_a_converter_is_named(estimator, part):
    spec = EstimatorSpec("theirs", estimator, {"regression"})
    reason = able.obstacle(spec, array_task())
    assert reason == f"'theirs' builds a {part}, which has no converter to ONNX."


def _piped():
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import KernelCenterer

    return make_pipeline(KernelCenterer(), Ridge())
