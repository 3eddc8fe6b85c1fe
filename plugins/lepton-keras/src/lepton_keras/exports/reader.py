"""What was written as a graph, with the interface of scikit-learn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lepton_keras.images.uniform import coloured

__all__ = ["ExportedClassifier", "ExportedRegressor"]

AT_ONCE = 512


class ExportedRegressor:
    """Asks a graph for values.

    Parameters
    ----------
    kept : tuple
        What must stay alive, and the function from inputs by name to answers.
    prepare : callable or None
        From rows to inputs by name; None for images, which the graph takes raw.
    channels : int
        Of the images that the graph takes.
    """

    def __init__(
        self,
        kept: tuple[Any, Callable[..., Any]],
        prepare: Callable[[Any], dict[str, Any]] | None,
        channels: int = 0,
    ) -> None:
        self.kept, self.prepare, self.channels = kept, prepare, channels

    def predict(self, X: Any) -> Any:
        """Return the value of each row."""
        return self._said(X).reshape(len(X))

    def _said(self, X: Any) -> Any:
        found = [self._some(X, np.arange(len(X))[i : i + AT_ONCE]) for i in _starts(len(X))]
        return np.concatenate(found).astype(np.float64)

    def _some(self, X: Any, rows: Any) -> Any:
        some = X.iloc[rows] if hasattr(X, "iloc") else X[rows]
        ask = self.kept[1]
        if self.prepare is not None:
            return ask(self.prepare(some))
        if some.dtype != object:
            return ask({"image": coloured(some, self.channels).astype(np.float32)})
        each = (coloured(image[None], self.channels).astype(np.float32) for image in some)
        return np.concatenate([ask({"image": image}) for image in each])


class ExportedClassifier(ExportedRegressor):
    """Asks a graph for probabilities.

    Parameters
    ----------
    kept, prepare, channels
        As for `ExportedRegressor`.
    classes : ndarray
    """

    def __init__(
        self,
        kept: tuple[Any, Callable[..., Any]],
        prepare: Callable[[Any], dict[str, Any]] | None,
        channels: int,
        classes: Any,
    ) -> None:
        super().__init__(kept, prepare, channels)
        self.classes_ = classes

    def predict_proba(self, X: Any) -> Any:
        """Return probabilities of shape (n_rows, n_classes)."""
        found = self._said(X)
        return found / found.sum(axis=1, keepdims=True)

    def predict(self, X: Any) -> Any:
        """Return the most probable class of each row."""
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


def _starts(n_rows: int) -> range:
    return range(0, max(n_rows, 1), AT_ONCE)
