from __future__ import annotations

import json
import pickle

import pytest

from lepton_automl.task import Data, Input, Schema, Task

TABLE = Schema(
    form="table",
    inputs=(Input("age", "number"), Input("town", "category"), Input("pay", "number")),
    columns=("age", "town", "id", "pay"),
    left_out=(("id", "every value is different"),),
    named=True,
)
ARRAY = Schema(form="array", inputs=(Input(None, "number", width=30),))


def test_columns_left_out_still_count_as_features():
    assert TABLE.n_features == 4


def test_the_features_of_an_array_are_its_width():
    assert ARRAY.n_features == 30


def test_a_schema_tells_its_kinds_and_the_inputs_of_each_in_order():
    assert TABLE.kinds == {"number", "category"}
    assert [i.name for i in TABLE.of_kind("number")] == ["age", "pay"]
    assert TABLE.of_kind("text") == ()


@pytest.mark.parametrize(
    "task",
    [
        Task("binary", TABLE, 100, (False, True), "bool", weighted=True),
        Task("multiclass", TABLE, 100, ("a", "b", "ü"), "object", grouped=True),
        Task("multiclass", ARRAY, 3, (-1, 5, 9), "int64"),
        Task("regression", ARRAY, 100, None, "float64"),
    ],
)
def test_a_task_comes_back_from_its_json_unchanged(task):
    back = Task.from_json(json.loads(json.dumps(task.to_json())))
    assert back == task
    assert hash(back) == hash(task)
    if task.classes:
        assert [type(c) for c in back.classes] == [type(c) for c in task.classes]


def test_a_task_counts_its_features_and_classes():
    task = Task("multiclass", TABLE, 100, ("a", "b", "c"))
    assert (task.n_features, task.n_classes) == (4, 3)
    assert Task("regression", ARRAY, 100).n_classes == 1


def test_words_are_frozen_and_travel_to_workers():
    task = Task("regression", TABLE, 5)
    assert pickle.loads(pickle.dumps(task)) == task
    with pytest.raises(AttributeError):
        task.n_rows = 6


def test_data_are_compared_by_identity_since_arrays_cannot_be():
    a, b = Data([[1]], [0]), Data([[1]], [0])
    assert a == a
    assert a != b
