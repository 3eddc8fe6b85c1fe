"""Rows whose columns can be exchanged one by one with those of other rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from lepton_automl.errors import InputError
from lepton_automl.task import Schema

__all__ = ["Columns", "columns_of"]

CELLS = 2_000_000  # that are predicted at a time


@dataclass(frozen=True, eq=False)
class Columns:
    """Rows in the canonical form of a model's inputs, as a list of columns.

    Attributes
    ----------
    names : tuple of str
        One for each input column.
    X : DataFrame, ndarray or CSR matrix
        Of shape (n_rows, n_columns).
    """

    names: tuple[str, ...]
    X: Any

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self.X.shape[0])

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.names)

    def take(self, rows: Any) -> Columns:
        """Return some rows."""
        return Columns(self.names, self.X.iloc[rows] if self._table else self.X[rows])

    def joined(self, others: Columns) -> Columns:
        """Return these rows and then the others."""
        if self._table:
            both = pd.concat([self.X, others.X], ignore_index=True)
        elif sparse.issparse(self.X):
            both = sparse.vstack([self.X, others.X], format="csr")
        else:
            both = np.concatenate([self.X, others.X])
        return Columns(self.names, both)

    def column(self, position: int) -> Any:
        """Return one column as an array."""
        if self._table:
            return self.X.iloc[:, position].to_numpy()
        if sparse.issparse(self.X):
            return self.X[:, [position]].toarray()[:, 0]
        return self.X[:, position]

    def with_column(self, position: int, values: Any) -> Columns:
        """Return the rows with other values in one column."""
        if self._table:
            found = self.X.copy(deep=False)
            found.isetitem(position, values)
            return Columns(self.names, found)
        found = self.X.toarray() if sparse.issparse(self.X) else self.X.copy()
        found[:, position] = values
        return Columns(self.names, self._like(found))

    def mixed(self, others: Columns, own: NDArray[np.bool_]) -> Columns:
        """Return rows with each cell from here where `own` says so, else from the others.

        Both have as many rows as `own`, which is of shape (n_rows, n_columns).
        """
        if self._table:
            parts = {
                position: np.where(mask, self.column(position), others.column(position))
                for position, mask in enumerate(own.T)
            }
            frame = pd.DataFrame(parts, copy=False)
            frame.columns = self.X.columns
            return Columns(self.names, frame)
        mine, theirs = (x.toarray() if sparse.issparse(x) else x for x in (self.X, others.X))
        return Columns(self.names, self._like(np.where(own, mine, theirs)))

    def chunks(self, n_rows: int) -> Iterator[slice]:
        """Yield slices of `n_rows` rows as wide as these, each of about `CELLS` cells."""
        size = max(1, CELLS // max(1, self.width))
        for start in range(0, n_rows, size):
            yield slice(start, min(start + size, n_rows))

    @property
    def _table(self) -> bool:
        return isinstance(self.X, pd.DataFrame)

    def _like(self, dense: Any) -> Any:
        return type(self.X)(dense) if sparse.issparse(self.X) else dense


def columns_of(X: Any, schema: Schema) -> Columns:
    """Return canonical X as columns.

    Raises
    ------
    InputError
        If X has no columns that mean something by themselves, such as an array of images.

    Examples
    --------
    >>> from lepton_automl.task import Input
    >>> columns_of(np.zeros((3, 2)), Schema("array", (Input(None, "number", 2),))).names
    ('x0', 'x1')
    """
    if schema.form == "table":
        return Columns(tuple(str(i.name) for i in schema.inputs), X)
    if schema.form in ("array", "sparse") and len(X.shape) == 2:
        return Columns(tuple(f"x{i}" for i in range(X.shape[1])), X)
    kind = schema.inputs[0].kind
    raise InputError(
        f"X is one input of the kind {kind!r}, without columns that could be explained. "
        "Columns of tables and of two-dimensional arrays can be."
    )
