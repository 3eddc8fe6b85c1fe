"""An encoder of categories as a table of what it says of each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

__all__ = ["Lookup"]

MOST_LEVELS = 2000  # of all columns; more are asked of the encoder itself
UNSEEN = "\x00 no such level"
MISSING = "\x00 missing"


class Lookup:
    """What an encoder gives for each level, column by column.

    An encoder's output for a row is put together from what it gives for each column. So the
    output for a row of first levels is kept, and for every other level of a column the places
    in which the output is then another one.

    Parameters
    ----------
    start : ndarray of shape (n_outputs,)
        The output for a row of first levels.
    levels : list of dict
        For each column: level -> (places, values).
    """

    def __init__(self, start: Any, levels: list[dict[Any, tuple[Any, Any]]]) -> None:
        self._start = start
        self._levels = levels

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
        outputs = _outputs(encoder, rows)
        start = outputs[0]
        levels: list[dict[Any, tuple[Any, Any]]] = [{} for _ in known]
        for output, (column, level) in zip(outputs[1:], tried, strict=True):
            same = (output == start) | (np.isnan(output) & np.isnan(start))
            places = np.flatnonzero(~same)
            levels[column][level] = places, output[places]
        return cls(start, levels)

    def __call__(self, X: Any) -> Any:
        """Return the output for an array of levels, of shape (n_rows, n_columns)."""
        found = np.tile(self._start, (len(X), 1))
        for row, cells in zip(found, X, strict=True):
            for table, cell in zip(self._levels, cells, strict=True):
                level = MISSING if cell != cell else cell
                places, values = table.get(level) or table[UNSEEN]
                row[places] = values
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
