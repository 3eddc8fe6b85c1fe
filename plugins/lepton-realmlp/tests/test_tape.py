"""Arrays are kept by name, as long as they are asked for alike."""

import numpy as np
from lepton_realmlp.tape import Tape


def test_an_array_is_made_anew_for_another_shape_or_type():
    tape = Tape()
    first = tape.array("sums", (2, 3), np.float32)
    assert tape["sums"] is first is tape.like("sums", first)
    assert tape.array("sums", (4, 3), np.float32) is not first
    assert tape.array("sums", (4, 3), np.float64).dtype == np.float64


def test_names_are_kept_apart():
    tape = Tape()
    one, other = tape.array("one", (2,), np.float64), tape.array("other", (2,), np.float64)
    one[...], other[...] = 1.0, 2.0
    assert one.sum() == 2.0
