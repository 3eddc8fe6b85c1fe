import pickle

import numpy as np
import pytest
from lepton_onnx import model as module
from lepton_onnx.artifact import save
from lepton_onnx.model import OnnxClassifier, feeds, load, spelled
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from lepton_automl.task import Input, Schema, Task


def a_task(classes, dtype="object"):
    schema = Schema("array", (Input(None, "number", 4),))
    return Task("binary", schema, n_rows=200, classes=classes, label_dtype=dtype)


LABELS = [
    (("no", "yes"), "object"),
    ((0, 1), "int64"),
    ((False, True), "bool"),
    ((0.0, 1.0), "float64"),
    ((1, 2), "uint8"),
]


@pytest.mark.parametrize(("classes", "dtype"), LABELS, ids=str)
def test_labels_come_back_with_their_type(classes, dtype, numbers, tmp_path):
    X, _, two, *_ = numbers
    y = np.array(classes, dtype=dtype)[(two == "yes").astype(int)]
    model, task = LogisticRegression().fit(X, y), a_task(classes, dtype)
    save(model, tmp_path, task)
    found = load(tmp_path, task)
    assert found.predict(X).dtype == y.dtype
    assert np.array_equal(found.predict(X), model.predict(X))
    assert found.classes_.tolist() == list(classes)


def test_labels_of_mixed_types_are_spelled():
    assert spelled(a_task((1, "a"))) == ["1", "a"]
    assert spelled(a_task((0, 2**70))) == ["0", str(2**70)]
    assert spelled(a_task((0, 1))) == [0, 1]


def test_many_rows_go_through_in_parts(numbers, written, monkeypatch):
    X, _, two, *_ = numbers
    model = LogisticRegression().fit(X, two)
    graph = written(model, X)
    monkeypatch.setattr(module, "MOST_ROWS", 7)
    assert np.array_equal(graph.predict(X), model.predict(X))
    assert graph.predict_proba(X).shape == (200, 2)


def test_a_model_can_be_pickled(numbers, written):
    X, _, two, *_ = numbers
    graph = written(LogisticRegression().fit(X, two), X)
    again = pickle.loads(pickle.dumps(graph))
    assert isinstance(again, OnnxClassifier)
    assert np.array_equal(again.predict_proba(X), graph.predict_proba(X))


def test_a_sparse_matrix_is_written_out():
    X = sparse.csr_matrix(np.eye(4))
    assert np.array_equal(feeds(X, a_task((0, 1)))["X"], np.eye(4))


def test_cells_of_a_table_are_fed_as_the_graph_wants_them():
    import pandas as pd

    schema = Schema("table", (Input("when", "datetime"), Input("name", "category")))
    X = pd.DataFrame(
        {
            "when": np.array(["1970-01-02", "NaT"], dtype="datetime64[ns]"),
            "name": np.array(["x", np.nan], dtype=object),
        }
    )
    found = feeds(X, Task("regression", schema, n_rows=2))
    assert found["when"][0, 0] == 86_400.0
    assert np.isnan(found["when"][1, 0])
    assert found["name"].tolist() == [["x"], [""]]
