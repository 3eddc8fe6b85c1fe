"""Rows, as the transformers of many pipelines ask for them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["FEW", "Rows", "factorized"]

FEW = 16  # rows for which a loop in Python is quicker than a call that is made for many

Levels = tuple[Any, list[Any]]  # which level each row has, and the levels


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
        self._named = hasattr(X, "iloc")
        self._frames: dict[Any, Any] = {}
        self._taken: dict[Any, Any] = {}
        self._levels: dict[Any, Levels] = {}

    def __len__(self) -> int:
        """Return how many rows there are."""
        return int(self.X.shape[0])

    def __getitem__(self, some: slice) -> Rows:
        """Return some of the rows."""
        return Rows(self.X[some])

    def frame(self, columns: tuple[Any, ...] | None) -> Any:
        """Return columns as scikit-learn takes them; None for all."""
        if columns is None:
            return self.X
        if columns not in self._frames:
            some = list(columns)
            self._frames[columns] = self.X[some] if self._named else self.X[:, some]
        return self._frames[columns]

    def alone(self, column: str | int) -> Any:
        """Return one column of one dimension, by its name or position."""
        if column not in self._frames:
            named = self._named and isinstance(column, str)
            cells = self.X.iloc if self._named else self.X
            self._frames[column] = self.X[column] if named else cells[:, column]
        return self._frames[column]

    def array(self, columns: tuple[Any, ...] | None) -> Any:
        """Return columns as an array: of floats, or of objects where a column holds such."""
        if not self._named:
            return self.frame(columns)
        if columns not in self._taken:
            self._taken[columns] = self._together(columns)
        return self._taken[columns]

    def levels(self, columns: tuple[Any, ...] | None) -> list[Levels]:
        """Return, for each column, which level each row has, and the levels."""
        if columns is None:
            columns = tuple(getattr(self.X, "columns", range(self.X.shape[1])))
        for name in columns:
            if name not in self._levels:
                self._levels[name] = factorized(self._column(name))
        return [self._levels[name] for name in columns]

    def _together(self, columns: tuple[Any, ...] | None) -> Any:
        """Return columns of a table as an array; one by one only where their types differ."""
        wanted = self.X.columns.tolist() if columns is None else list(columns)
        if self._places is None:
            return np.column_stack([self._column(name) for name in wanted])
        whole = self.X.to_numpy()
        if wanted != list(self._places):
            whole = whole[:, [self._places[name] for name in wanted]]
        return np.ascontiguousarray(whole)

    @cached_property
    def _places(self) -> dict[Any, int] | None:
        """The place of each column in the table as an array; None where types differ."""
        if len(set(self.X.dtypes)) > 1:
            return None
        return {name: place for place, name in enumerate(self.X.columns.tolist())}

    def _column(self, name: Any) -> Any:
        if not self._named:
            return self.X[:, name]
        if name not in self._taken:
            self._taken[name] = self.X[name].to_numpy()
        return self._taken[name]


def factorized(column: Any) -> Levels:
    """Return which level each row has, and the levels, of an array of shape (n_rows,).

    >>> factorized(np.array(["b", "a", "b"], dtype=object))
    (array([0, 1, 0]), ['b', 'a'])
    """
    if column.dtype != object:
        codes, levels = pd.factorize(column, use_na_sentinel=False)
        return codes, levels.tolist()
    known: dict[Any, int] = {}  # pandas would take None and NaN for one level
    codes = np.fromiter((known.setdefault(cell, len(known)) for cell in column), np.int64)
    return codes, list(known)
