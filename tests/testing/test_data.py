"""Data made from claims."""

import numpy as np
import pytest

from lepton_automl.errors import PluginError
from lepton_automl.plugin import EstimatorSpec
from lepton_automl.testing.data import COLUMNS, N_ROWS, examples_for, number_example, targets


def spec(**options):
    return EstimatorSpec("some", "sklearn.dummy:DummyRegressor", **options)


def test_each_kind_comes_alone_and_all_together(registry):
    both = spec(tasks={"regression"}, accepts={"number", "category"})
    found = {e.name: e for e in examples_for(both, registry, {})}
    assert set(found) == {f"regression-{n}" for n in ("array", "category", "number", "table")}
    assert found["regression-category"].task.schema.kinds == {"category"}
    assert found["regression-table"].task.schema.kinds == set(COLUMNS)


@pytest.mark.parametrize("task_type", ["binary", "multiclass", "regression"])
def test_each_type_of_task_has_a_y_of_its_type(registry, task_type):
    (example, *_) = examples_for(spec(tasks={task_type}), registry, {})
    assert example.task.type == task_type
    assert len(targets(task_type)) == N_ROWS


def test_missing_values_and_sparse_matrices_are_made(registry):
    assert np.isnan(number_example("binary", registry, missing=True).data.X).any()
    assert number_example("binary", registry, "sparse").task.schema.form == "sparse"


def test_data_given_are_used(registry):
    X, y = np.zeros((6, 1)) + np.arange(6)[:, None], np.array([0, 1] * 3)
    (example,) = examples_for(spec(tasks={"binary"}), registry, {"binary": (X, y)})
    assert example.name == "binary-given"
    assert example.task.n_rows == 6


@pytest.mark.parametrize(
    "options", [{"tasks": {"detection"}}, {"tasks": {"binary"}, "accepts": {"image"}}]
)
def test_what_cannot_be_made_is_asked_for(registry, options):
    with pytest.raises(PluginError, match="examples="):
        examples_for(spec(**options), registry, {})
