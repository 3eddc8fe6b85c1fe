"""A Keras model that is pickled as the bytes of a ``.keras`` file."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path
from typing import Any

from lepton_keras.networks.backend import load_keras

__all__ = ["SavedModel"]


class SavedModel:
    """Holds a model; unpickled, it reads it back when it is first asked for.

    Whoever puts an ensemble together need not wait for Keras to be imported.

    Parameters
    ----------
    model : keras.Model
        What predicts.
    trained : keras.Model or None
        What is trained, with the state of its optimizer; it shares the model's weights and is
        left behind by a pickle.
    """

    def __init__(self, model: Any, trained: Any = None) -> None:
        self._model = model
        self._bytes: bytes | None = None
        self.trained = trained

    @property
    def model(self) -> Any:
        """The model."""
        if self._model is None:
            self._model = _read(self._bytes or b"")
            self._bytes = None
        return self._model

    def to_bytes(self) -> bytes:
        """Return what a ``.keras`` file holds."""
        return self._bytes or _written(self._model)

    def __getstate__(self) -> dict[str, Any]:
        return {"_model": None, "_bytes": self.to_bytes(), "trained": None}


def _written(model: Any) -> bytes:
    keras = load_keras()
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "model.keras"
        keras.saving.save_model(model, path)
        return path.read_bytes()


def _read(content: bytes) -> Any:
    keras = load_keras()
    # Both register what such a file may name.
    import lepton_keras.face.models
    import lepton_keras.networks.layers  # noqa: F401

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "model.keras"
        path.write_bytes(content)
        # A pickle may run code anyway: a model's own functions add nothing to that.
        return keras.saving.load_model(path, compile=False, safe_mode=False)
