"""Predictions as the columns of a table."""

from __future__ import annotations

import numpy as np

from lepton_automl.serve.columns import cells, labels, named_columns
from lepton_automl.task import Schema, Task

TASK = Task("multiclass", Schema("array", ()), 9, classes=("a", "b"), label_dtype="object")


def test_labels_stand_before_their_probabilities():
    found = named_columns(TASK, "kind", np.array(["b"]), np.array([[0.25, 0.75]]))
    assert list(found) == ["kind", "kind=a", "kind=b"]
    assert found["kind=b"].tolist() == [0.75]


def test_without_a_name_it_is_a_prediction():
    task = Task("regression", Schema("array", ()), 9)
    assert list(named_columns(task, None, np.array([1.5]))) == ["prediction"]
    assert labels(task) == ()


def test_several_outputs_have_a_column_each():
    task = Task("quantile", Schema("array", ()), 9, outputs=(0.1, 0.9))
    found = named_columns(task, "y", np.array([[1.0, 2.0]]))
    assert {name: values.tolist() for name, values in found.items()} == {
        "y=0.1": [1.0],
        "y=0.9": [2.0],
    }


def test_columns_of_y_keep_their_names():
    task = Task("multilabel", Schema("array", ()), 9, outputs=("rain", "wind"))
    said, chances = np.array([[1, 0]]), np.array([[0.75, 0.25]])
    found = named_columns(task, "rain,wind", said, chances)
    assert {name: values.tolist() for name, values in found.items()} == {
        "rain": [1],
        "wind": [0],
        "probability of rain": [0.75],
        "probability of wind": [0.25],
    }
    assert list(named_columns(task, None, said)) == ["rain", "wind"]


def test_structured_predictions_are_written_as_json():
    boxes = np.empty(2, dtype=object)
    boxes[:] = [{"box": np.array([1, 2])}, "none"]
    assert cells(boxes) == ['{"box": [1, 2]}', "none"]
    assert cells(np.array([1.5])).tolist() == [1.5]
