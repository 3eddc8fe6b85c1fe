import numpy as np
from lepton_onnx.graph import DOUBLE, Graph
from lepton_onnx.model import session


def run(graph, **given):
    return session(graph.model().SerializeToString()).run(None, given)


def test_an_equal_node_is_made_once():
    graph = Graph()
    one = graph.add(graph.constant(1.0), graph.constant(2.0))
    assert graph.add(graph.constant(1.0), graph.constant(2.0)) == one
    assert graph.sub(graph.constant(1.0), graph.constant(2.0)) != one
    assert len(graph.nodes) == 2


def test_what_no_output_needs_is_left_out():
    graph = Graph()
    x = graph.input("x", DOUBLE, [None, 1])
    graph.mul(x, graph.constant(np.ones((5, 5))))
    graph.output("y", graph.add(x, graph.constant(1.0)), DOUBLE, [None, 1])
    file = graph.model()
    assert [node.op_type for node in file.graph.node] == ["Add", "Identity"]
    assert len(file.graph.initializer) == 1
    assert run(graph, x=np.array([[2.0]]))[0] == [[3.0]]


def test_nodes_are_named_after_the_part_they_belong_to():
    graph = Graph()
    with graph.inside("a/b"), graph.inside("c"):
        assert graph.path == "a|b/c"
        assert graph.add(graph.constant(1.0), graph.constant(1.0)).startswith("a|b/c/Add")
    assert graph.path == ""


def test_numbers_are_doubles():
    graph = Graph()
    graph.output("y", graph.constant(np.float32(0.1)), DOUBLE, [])
    assert run(graph)[0].dtype == np.float64
