"""A few rows, as the transformers of many pipelines ask for them."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["Rows"]


class Rows:
    """Rows whose columns are taken out once, however many pipelines ask for them.

    Parameters
    ----------
    X : DataFrame or ndarray of shape (n_rows, n_columns)

    Examples
    --------
    >>> import numpy as np
    >>> Rows(np.eye(3)).array((2, 0))
    array([[0., 1.],
           [0., 0.],
           [1., 0.]])
    """

    def __init__(self, X: Any) -> None:
        self.X = X
        self._taken: dict[Any, Any] = {}

    def frame(self, columns: tuple[Any, ...] | None) -> Any:
        """Return columns as scikit-learn takes them; None for all."""
        if columns is None:
            return self.X
        return self.X[list(columns)] if hasattr(self.X, "iloc") else self.X[:, list(columns)]

    def array(self, columns: tuple[Any, ...] | None) -> Any:
        """Return columns as an array: of floats, or of objects where a column holds such."""
        if not hasattr(self.X, "iloc"):
            return self.frame(columns)
        if columns is None:
            columns = tuple(self.X.columns)
        if columns not in self._taken:
            self._taken[columns] = np.column_stack([self._column(name) for name in columns])
        return self._taken[columns]

    def _column(self, name: Any) -> Any:
        if name not in self._taken:
            self._taken[name] = self.X[name].to_numpy()
        return self._taken[name]
