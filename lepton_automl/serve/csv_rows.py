"""CSV -> rows, read as ``lepton predict`` reads a file; and predictions -> CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

import pandas as pd

from lepton_automl.serve.refusal import Refusal, columns_differ
from lepton_automl.serve.rows import Rows
from lepton_automl.serve.signature import Signature

__all__ = ["csv_from_columns", "rows_from_csv"]


def rows_from_csv(body: bytes, signature: Signature) -> Rows:
    """Return the rows that a CSV with a header holds; only an empty cell is missing.

    Raises
    ------
    Refusal
        If it cannot be read, or columns are missing or unknown.
    """
    if not signature.is_table:
        raise Refusal(415, "The model takes arrays, which have no CSV. Send JSON.")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(400, f"The CSV is not in UTF-8: byte {error.start} is not.") from None
    _check(text, signature)
    try:
        table = pd.read_csv(
            io.StringIO(text),
            keep_default_na=False,
            na_values=[""],
            low_memory=False,
            usecols=list(signature.by_name),
        )
    except Exception as error:  # the parser has errors of many types
        reason = str(error).strip().rstrip(".")
        raise Refusal(400, f"The body cannot be read as CSV: {reason}.") from None
    if not len(table):
        raise Refusal(422, "The CSV has no rows below its header.")
    return Rows(len(table), others={str(n): _cells(table[n]) for n in table.columns})


def csv_from_columns(columns: Mapping[str, Any]) -> bytes:
    r"""Return columns as CSV.

    Examples
    --------
    >>> csv_from_columns({"species": ["setosa", "virginica"]}).decode()
    'species\nsetosa\nvirginica\n'
    """
    return pd.DataFrame(dict(columns)).to_csv(index=False).encode()


def _check(text: str, signature: Signature) -> None:
    """Refuse what pandas would take in its own way: other columns, lines of other lengths."""
    lines = csv.reader(io.StringIO(text, newline=""))
    try:
        names = next(lines, None)
        if not names:
            raise Refusal(422, "The CSV is empty: its first line must name the columns.")
        _match(names, signature)
        row = 0
        for cells in lines:
            if cells and len(cells) != len(names):
                raise Refusal(
                    422, f"Row {row} has {len(cells)} cells for {len(names)} columns.", row=row
                )
            row += bool(cells)
    except csv.Error as error:
        raise Refusal(400, f"The body cannot be read as CSV: {error}.") from None


def _match(names: list[str], signature: Signature) -> None:
    present: set[str] = set()
    for name in names:
        if name in present:
            raise Refusal(422, f"The CSV has the column {name!r} twice.", column=name)
        present.add(name)
    missing = [n for n in signature.by_name if n not in present]
    extra = [n for n in names if n not in signature.known]
    if missing or extra:
        raise columns_differ(missing, extra, "The CSV")


def _cells(column: pd.Series[Any]) -> Any:
    """Return numbers as an array and all else as a list."""
    if isinstance(column.dtype, pd.StringDtype) or column.dtype == object:
        return column.astype(object).where(column.notna(), None).tolist()
    return column.to_numpy()
