import numpy as np
import pytest
from lepton_onnx import trees as module
from lepton_onnx.graph import DOUBLE, Graph
from lepton_onnx.model import session
from lepton_onnx.trees import (
    AT_MOST,
    BELOW,
    LARGEST,
    MEMBER,
    UNLIKE,
    Trees,
    looked_up,
    single,
    total,
)
from lepton_onnx.values import matrix

from lepton_automl.plugin import ExportError

STUMP = {"left": [1, -1, -1], "right": [2, -1, -1], "feature": [0, 0, 0], "value": [0.0, 1, 2]}


def stump(trees, target=0, missing_left=False, **options):
    options = {"threshold": [1.0, 0, 0], "missing_left": [missing_left] * 3, **options}
    trees.add(**{**STUMP, **options}, target=target)
    return trees


def run(make, values, n_targets=1):
    graph = Graph()
    x = matrix(graph.input("x", DOUBLE, [None, 1]), 1)
    graph.output("y", make(graph, x), DOUBLE, [None, n_targets])
    running = session(graph.model().SerializeToString())
    return running.run(None, {"x": np.array(values, dtype=float)[:, None]})[0]


@pytest.mark.parametrize(
    ("mode", "members", "values", "wanted"),
    [
        (AT_MOST, None, [0.5, 1.0, 1.5], [1, 1, 2]),
        (BELOW, None, [0.5, 1.0, 1.5], [1, 2, 2]),
        (UNLIKE, None, [0.5, 1.0, np.nan], [1, 2, 1]),
        (MEMBER, {0: [0, 3]}, [0.0, 1.0, 3.0], [1, 2, 1]),
        (MEMBER, {0: []}, [0.0, 1.0, 3.0], [2, 2, 2]),
        (MEMBER, {0: range(0, 200, 2)}, [0.0, 64.0, 199.0], [1, 1, 2]),
    ],
)
def test_splits_compare_as_they_say(mode, members, values, wanted):
    trees = stump(Trees(), mode=np.array([mode, 0, 0]), members=members)
    assert run(lambda g, x: total(g, x, trees), values).ravel().tolist() == wanted


@pytest.mark.parametrize("mode", [AT_MOST, BELOW, MEMBER])
@pytest.mark.parametrize("left", [True, False])
def test_missing_numbers_go_the_way_that_was_learned(mode, left):
    trees = stump(
        Trees(), missing_left=left, mode=np.array([mode, 0, 0]), members={0: [1.0]}
        if mode == MEMBER else None,
    )  # fmt: skip
    assert run(lambda g, x: total(g, x, trees), [np.nan]) == [[1.0 if left else 2.0]]


def test_a_tree_of_one_leaf_gives_it_always():
    trees = Trees()
    alone = {"left": [-1], "right": [-1], "feature": [0], "threshold": [0.0], "value": [5.0]}
    trees.add(**alone, missing_left=[False])
    stump(trees)
    found = run(lambda g, x: total(g, x, trees), [0.0, np.nan, 3.0])
    assert found.ravel().tolist() == [6.0, 7.0, 7.0]


def test_targets_are_summed_apart():
    trees = stump(stump(Trees(), target=0), target=1)
    stump(trees, target=1)
    assert run(lambda g, x: total(g, x, trees, 2), [0.0], 2).tolist() == [[1.0, 2.0]]


def test_rounded_numbers_are_compared_in_single_precision():
    just_above = 1.0 + 1e-12
    trees = stump(Trees())
    assert run(lambda g, x: total(g, x, trees), [just_above]) == [[2.0]]
    assert run(lambda g, x: total(g, x, trees, rounded=True), [just_above]) == [[1.0]]


@pytest.mark.parametrize("at_once", [4096, 2])
def test_leaves_of_several_numbers_are_looked_up(at_once, monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", at_once)

    def add(trees, value, target):
        values = np.array([0.0, *value])
        stump(trees, target=target, value=values)

    tables = [np.array([[1.0, 10.0], [2.0, 20.0]]), np.array([[3.0, 30.0], [4.0, 40.0]])]
    found = run(lambda g, x: looked_up(g, x, [add, add], tables), [0.0, 2.0], 2)
    assert found.tolist() == [[4.0, 40.0], [6.0, 60.0]]


def test_single_cuts_what_is_too_large():
    found = run(single_column, [0.1, 1e300, -1e300])
    assert found.ravel().tolist() == [float(np.float32(0.1)), LARGEST, -LARGEST]


def single_column(graph, x):
    return single(graph, x).parts[0].name


def test_too_many_nodes_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MOST_NODES", 2)
    with pytest.raises(ExportError, match="more than fit into one file"):
        total(Graph(), matrix("x", 1), stump(Trees()))
