"""Networks for texts: of each kind, whatever the text."""

from __future__ import annotations

import numpy as np
import pytest
from lepton_keras.networks.backend import load_keras
from lepton_keras.networks.text import TextNetwork

TEXTS = np.array(
    [["a good film"], ["a bad film , really bad"], ["good"], ["bad"]], dtype=object
)


@pytest.mark.parametrize("kind", ["convolution", "gru", "average"])
def test_every_kind_reads_every_text(kind):
    keras = load_keras()
    network = TextNetwork(kind, words=50, longest=10, width=8, filters=8).fit(TEXTS)
    model = keras.Model(*network.body(keras))
    strange = np.array([[""], ["ΑΘΗΝΑ 東京"], ["good " * 50]], dtype=object)

    found = keras.ops.convert_to_numpy(model.predict_on_batch(network.arrays(strange)))

    assert found.shape[0] == 3
    assert np.isfinite(found).all()


def test_columns_are_read_as_one_text():
    both = np.array([["a good", "film"], ["a bad", "film"]], dtype=object)

    one = TextNetwork().fit(both).arrays(both)["words"]

    assert one.shape[1] >= 3
    assert (one > 0).sum(axis=1).tolist() == [3, 3]
