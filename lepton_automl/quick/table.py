"""An encoder of categories as a table of what it says of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl.quick.rows import FEW, Levels, Rows, factorized

__all__ = ["Lookup"]

MOST_LEVELS = 2000  # of all columns; more are asked of the encoder itself
UNSEEN = "\x00 no such level"
MISSING = "\x00 missing"


@dataclass(frozen=True, eq=False)
class Column:
    """What becomes of the levels of one column.

    Attributes
    ----------
    rows : dict
        Level -> row of the arrays.
    places, values : ndarray of shape (n_levels, n_places)
        Where the output depends on the level, and what it is there.
    """

    rows: dict[Any, int]
    places: Any
    values: Any

    @classmethod
    def of(cls, levels: Sequence[Any], outputs: Any, start: Any) -> Column:
        """Return a column by what the encoder says of each level, beside first levels."""
        differs = (outputs != start) & ~(np.isnan(outputs) & np.isnan(start))
        # A one-hot code moves two places, an ordinal one, a level like the first none: places
        # that stay are written too, from among those that are this column's own.
        own = np.flatnonzero(differs.any(axis=0))
        width = int(differs.sum(axis=1).max(initial=0))
        moved = np.argsort(~differs[:, own], axis=1, kind="stable")[:, :width]
        places = own[moved]
        rows = {level: row for row, level in enumerate(levels)}
        return cls(rows, places, np.take_along_axis(outputs, places, axis=1))

    def row(self, level: Any) -> int:
        """Return the row of a level, of a missing one, or of one that was never seen."""
        found = self.rows.get(MISSING if level != level else level)
        return self.rows[UNSEEN] if found is None else found


class Lookup:
    """What an encoder gives for each level, column by column.

    An encoder's output for a row is put together from what it gives for each column. So the
    output for a row of first levels is kept, and for each level of a column what the output
    is in the places that depend on this column.

    Parameters
    ----------
    start : ndarray of shape (n_outputs,)
        The output for a row of first levels.
    columns : list of Column
    """

    def __init__(self, start: Any, columns: list[Column]) -> None:
        self._start = start
        self._columns = columns

    @classmethod
    def of(cls, encoder: Any) -> Lookup | None:
        """Return the table of a fitted encoder; None if there are too many levels."""
        known = [_levels(categories) for categories in encoder.categories_]
        if sum(map(len, known)) > MOST_LEVELS or not all(known):
            return None
        first = [levels[0] for levels in known]
        tried = [(c, level) for c, levels in enumerate(known) for level in (*levels, UNSEEN)]
        rows = np.array([first] * (1 + len(tried)), dtype=object)
        for row, (column, level) in enumerate(tried, start=1):
            rows[row, column] = level
        rows[rows == MISSING] = np.nan
        start, *outputs = _outputs(encoder, rows)
        ends = np.cumsum([len(levels) + 1 for levels in known])[:-1]
        parts = np.split(np.asarray(outputs), ends)
        columns = [
            Column.of((*levels, UNSEEN), part, start)
            for levels, part in zip(known, parts, strict=True)
        ]
        return cls(start, columns)

    def __call__(self, X: Any) -> Any:
        """Return the output for an array of levels, of shape (n_rows, n_columns)."""
        if len(X) > FEW:
            return self._many([factorized(column) for column in X.T], len(X))
        found = np.tile(self._start, (len(X), 1))
        for row, cells in zip(found, X, strict=True):
            for column, cell in zip(self._columns, cells, strict=True):
                at = column.row(cell)
                row[column.places[at]] = column.values[at]
        return found

    def of_rows(self, rows: Rows, columns: tuple[Any, ...] | None) -> Any:
        """Return the output for columns of rows, whose levels many pipelines ask for."""
        if len(rows) > FEW:
            return self._many(rows.levels(columns), len(rows))
        return self(rows.array(columns))

    def _many(self, given: Sequence[Levels], n_rows: int) -> Any:
        found = np.tile(self._start, (n_rows, 1))
        every = np.arange(n_rows)[:, None]
        for column, (codes, levels) in zip(self._columns, given, strict=True):
            at = np.fromiter(map(column.row, levels), np.int64, len(levels))[codes]
            found[every, column.places[at]] = column.values[at]
        return found


def _levels(categories: Any) -> list[Any]:
    """Return the levels of a column, missing last and always among them; none if unknown."""
    if any(c is None or c is pd.NA for c in categories):
        return []  # another missing value than the one that is read here
    present = [c for c in categories if c == c]
    return [*present, MISSING] if present else []


def _outputs(encoder: Any, rows: Any) -> Any:
    names = getattr(encoder, "feature_names_in_", None)
    given = rows if names is None else pd.DataFrame(rows, columns=names, dtype=object)
    found = encoder.transform(given)
    return np.asarray(found.toarray() if hasattr(found, "toarray") else found, dtype=float)
