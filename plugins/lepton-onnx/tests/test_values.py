import numpy as np
import pytest
from lepton_onnx.graph import DOUBLE, INT64, Graph
from lepton_onnx.model import session
from lepton_onnx.values import WIDEST, Columns, Dense, Matrix, Sparse, dense, matrix

from lepton_automl.plugin import ExportError


def parts():
    graph = Graph()
    left = Dense(graph.input("left", DOUBLE, [None, 2]), 2)
    index = graph.input("index", INT64, [None, 2])
    right = Sparse(index, graph.input("value", DOUBLE, [None, 2]), 4)
    return graph, Matrix((left, right))


@pytest.mark.parametrize("chosen", [None, [0], [1, 3], [2, 5], [0, 1, 2, 3, 4, 5]])
def test_a_matrix_is_written_out_whole_or_in_part(chosen):
    graph, both = parts()
    graph.output("found", dense(graph, both, chosen), DOUBLE, [None, None])
    running = session(graph.model().SerializeToString())
    given = {
        "left": np.array([[1.0, 2.0], [3.0, 4.0]]),
        "index": np.array([[3, 0], [1, 0]]),
        "value": np.array([[7.0, 8.0], [9.0, 0.0]]),
    }
    needed = {i.name for i in running.get_inputs()}
    found = running.run(None, {k: v for k, v in given.items() if k in needed})[0]
    wanted = np.array([[1.0, 2, 8, 0, 0, 7], [3.0, 4, 0, 9, 0, 0]])
    assert np.array_equal(found, wanted if chosen is None else wanted[:, chosen])


def test_offsets_say_where_each_part_begins():
    _, both = parts()
    assert [start for start, _ in both.offsets()] == [0, 2]
    assert both.width == 6
    assert not both.is_dense


def test_text_where_numbers_are_expected_is_refused():
    columns = Columns({"name": "name"}, frozenset({"name"}))
    with pytest.raises(ExportError, match="Column 'name' is text"):
        dense(Graph(), columns)


def test_rows_too_wide_to_be_written_out_are_refused():
    with pytest.raises(ExportError, match="too much for one row"):
        dense(Graph(), matrix("x", WIDEST + 1))


def test_some_columns_keep_what_is_known_of_them():
    columns = Columns({"a": "a", "b": "b"}, frozenset({"b"}))
    some = columns.some(["b"])
    assert dict(some.tensors) == {"b": "b"}
    assert some.words == {"b"}
