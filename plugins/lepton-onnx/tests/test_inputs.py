import numpy as np
import pytest
from lepton_onnx.graph import STRING, Graph
from lepton_onnx.inputs import inputs, obstacle
from lepton_onnx.model import session

from lepton_automl.plugin import ExportError
from lepton_automl.task import Input, Schema, Task


def task(*found, form="table"):
    return Task("regression", Schema(form, found), n_rows=10)


def test_each_column_is_an_input_of_its_own_name():
    graph = Graph()
    x = inputs(graph, task(Input("a b[c]", "number"), Input("name", "category")))
    assert [i.name for i in graph.inputs] == ["a b[c]", "name"]
    assert x.words == {"name"}
    assert x.width == 2


def test_an_array_is_one_input():
    graph = Graph()
    x = inputs(graph, task(Input(None, "number", 7), form="array"))
    assert [i.name for i in graph.inputs] == ["X"]
    assert x.width == 7


@pytest.mark.parametrize("cell", ["", " ", "\t\n", "\u00a0\u2003", "\x1c", "\x85"])
def test_names_of_white_space_alone_are_missing(cell):
    graph = Graph()
    x = inputs(graph, task(Input("name", "category")))
    graph.output("y", x.tensors["name"], STRING, [None, 1])
    given = {"name": np.array([[cell], ["a "]], dtype=object)}
    found = session(graph.model().SerializeToString()).run(None, given)[0]
    assert found.tolist() == [[""], ["a "]]


def test_what_has_no_place_is_named():
    assert obstacle(task(Input("n", "number"))) is None
    assert "Column 'scan' has kind 'image'" in obstacle(task(Input("scan", "image")))
    assert "form 'objects'" in obstacle(task(Input(None, "number"), form="objects"))
    with pytest.raises(ExportError, match="kind 'image'"):
        inputs(Graph(), task(Input("scan", "image")))
