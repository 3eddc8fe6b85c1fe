"""A model travels as the bytes of a file, and is read when it is asked for."""

from __future__ import annotations

import pickle

import numpy as np


def test_bytes_are_read_once_and_late(trained, digits):
    again = pickle.loads(pickle.dumps(trained.saved_))
    assert again._model is None
    assert again.to_bytes()[:2] == b"PK"  # a .keras file is a zip
    assert again.trained is None

    model = again.model

    assert model is again.model
    images = {"image": digits[0][:4].reshape(4, 8, 8, 1).astype(np.float32)}
    np.testing.assert_array_equal(
        model.predict_on_batch(images), trained.model_.predict_on_batch(images)
    )
