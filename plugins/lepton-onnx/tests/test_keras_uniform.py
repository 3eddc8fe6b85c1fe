"""Images and sequences of any size are made of one."""

import numpy as np
import pytest
from lepton_onnx.convert import transform
from lepton_onnx.graph import FLOAT, Graph
from lepton_onnx.inputs import inputs
from lepton_onnx.model import session

from lepton_automl.plugin import ExportError
from lepton_automl.task import Input, Schema, Task

pytest.importorskip("lepton_keras", reason="images and sequences are lepton-keras'")


def given(kind):
    graph = Graph()
    task = Task("regression", Schema("array", (Input(None, kind, 1),)), 5)
    return graph, inputs(graph, task)


def by_graph(step, kind, X):
    graph, x = given(kind)
    made = transform(step, graph, x)
    graph.output("found", made.name, FLOAT, None)
    assert made.shape == step.transform(X).shape[1:]
    running = session(graph.model().SerializeToString())
    return running.run(None, {"X": X.astype(np.float32)})[0]


@pytest.mark.parametrize("size", [(8, 6), (16, 12), (5, 9), (1, 1), (70, 3)])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_images_are_resized_as_before(size, dtype, rng):
    from lepton_keras.images.uniform import UniformImages

    learned = (255 * rng.random((4, 8, 6, 3))).astype(dtype)
    step = UniformImages().fit(learned)
    X = (255 * rng.random((3, *size, 3))).astype(dtype)
    found, wanted = by_graph(step, "image", X), step.transform(X)
    if dtype == np.uint8:  # what is rounded may fall to either side
        assert np.abs(found - wanted).max() <= 1
        assert np.mean(found != wanted) < 0.01
    else:
        np.testing.assert_allclose(found, wanted, atol=1e-3)


@pytest.mark.parametrize("steps", [1, 7, 20, 33])
@pytest.mark.parametrize("most", [1024, 6])
def test_sequences_are_cut_filled_up_and_averaged(steps, most, rng):
    from lepton_keras.sequences.uniform import PaddedSequences

    step = PaddedSequences(most).fit(rng.normal(size=(4, 20, 2)))
    X = rng.normal(size=(3, steps, 2)).astype(np.float32)
    found = by_graph(step, "sequence", X)
    np.testing.assert_allclose(found, step.transform(X), atol=1e-6)


def test_members_must_take_as_many_channels(rng):
    from lepton_keras.sequences.uniform import PaddedSequences

    graph, x = given("sequence")
    transform(PaddedSequences().fit(rng.normal(size=(4, 20, 2))), graph, x)
    with pytest.raises(ExportError, match="takes 3 numbers along axis 2 of 'X'"):
        transform(PaddedSequences().fit(rng.normal(size=(4, 20, 3))), graph, x)
