"""What networks are given, where it is not what they learned from."""

import numpy as np
import pytest
from lepton_onnx.graph import DOUBLE, FLOAT, Graph
from lepton_onnx.keras.feeds import fed
from lepton_onnx.model import session
from lepton_onnx.values import Whole, matrix

from lepton_automl.plugin import ExportError

pytest.importorskip("lepton_keras", reason="the networks are lepton-keras'")


def test_sequences_that_all_had_one_length_go_on_with_their_last_value(rng):
    from lepton_keras.networks.sequence import SequenceNetwork, to_the_end

    X = rng.normal(size=(4, 6, 2)).astype(np.float32)
    network = SequenceNetwork().fit(X)
    X[0, 3:] = X[1, 1:] = X[2, :] = np.nan
    graph = Graph()
    given = fed(network, None, graph, Whole(graph.input("X", FLOAT, [None, 6, 2]), (6, 2)))
    graph.output("found", given["sequence"].name, FLOAT, [None, 6, 2])
    running = session(graph.model().SerializeToString())
    np.testing.assert_allclose(running.run(None, {"X": X})[0], to_the_end(X))


def test_codes_that_are_new_or_missing_are_none(rng):
    from lepton_keras.networks.table import TableNetwork

    network = TableNetwork(categorical=(0,)).fit(np.array([[0.0], [1.0], [2.0]]))
    X = np.array([[0.0], [2.0], [3.0], [np.nan], [-1.0]])
    graph = Graph()
    given = fed(network, None, graph, matrix(graph.input("X", DOUBLE, [None, 1]), 1))
    graph.output("found", graph.cast(given["category_0"].name, DOUBLE), DOUBLE, [None, 1])
    running = session(graph.model().SerializeToString())
    found = running.run(None, {"X": X})[0]
    assert found.tolist() == network.arrays(X)["category_0"].tolist()


def test_columns_are_no_images(rng):
    from lepton_keras.networks.image import ImageNetwork

    network = ImageNetwork().fit(rng.random((3, 4, 4, 1)))
    graph = Graph()
    with pytest.raises(ExportError, match="given columns of a table"):
        fed(network, None, graph, matrix(graph.input("X", DOUBLE, [None, 1]), 1))
