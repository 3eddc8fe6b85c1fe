"""A fitted model that is saved by joblib: most of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import joblib

__all__ = ["Dumped"]


class Dumped:
    """A model, the function that predicts with it, and its classes."""

    def __init__(
        self, model: Any, predict: Callable[[Any], Any], classes: Sequence[int] = ()
    ) -> None:
        self.model, self.predict, self.classes = model, predict, classes

    def save(self, folder: Path) -> int:
        """Save the model and return the bytes it takes on disk."""
        path = folder.with_suffix(".joblib")
        joblib.dump(self.model, path)
        return path.stat().st_size
