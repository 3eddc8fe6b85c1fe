"""The course of one fit: what its losses were after each epoch, and its layers."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from lepton_keras.board.events import Events

__all__ = ["Curves", "within"]


class Curves:
    """Told of each epoch, it writes what TensorBoard draws.

    Folders and names are those of Keras' own callback: the losses of training and of rows held
    back are two runs, drawn as one figure.

    Parameters
    ----------
    folder : path
    model : keras.Model
        Compiled.
    begun : int
        Epochs that earlier fits have gone through.
    then : callable or None
        Told afterwards.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        model: Any,
        begun: int = 0,
        then: Callable[[int, dict[str, float]], None] | None = None,
    ) -> None:
        self._folder, self._model, self._begun, self._then = Path(folder), model, begun, then
        self._train = Events(self._folder / "train")
        self._held: Events | None = None
        self._train.graph(model)

    def __call__(self, epoch: int, losses: dict[str, float]) -> None:
        """Write the losses of an epoch."""
        step = self._begun + epoch
        rate = float(self._model.optimizer.learning_rate)
        said = {"epoch_loss": losses["loss"], "epoch_learning_rate": rate}
        self._train.scalars(step, said)
        self._held_out(step, losses)
        if self._then is not None:
            self._then(epoch, losses)

    def _held_out(self, step: int, losses: Mapping[str, float]) -> None:
        if "val_loss" not in losses:
            return
        if self._held is None:
            self._held = Events(self._folder / "validation")
        self._held.scalars(step, {"epoch_loss": losses["val_loss"]})


def within(folder: str | os.PathLike[str] | None, fit_name: str | None) -> str | None:
    """Return the folder of one fit in that of a search.

    Examples
    --------
    >>> within("logs", "keras_text-1a2b/fold_1")
    'logs/keras_text-1a2b/fold_1'
    """
    return None if folder is None else Path(folder, fit_name or "").as_posix()
