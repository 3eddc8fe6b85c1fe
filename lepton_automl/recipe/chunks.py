"""A file -> its rows in pieces, each typed as if the file had been read at once.

pandas makes of a CSV column what its cells look like: of ``01`` the number 1, unless some cell
is no number, which makes all of them text. A piece alone may look otherwise than the whole. So
a file of several pieces is read twice: once to see what each column is, once to give it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lepton_automl._lazy import missing_packages
from lepton_automl.errors import InputError
from lepton_automl.recipe.table import is_table, read_table, text_options

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CELLS", "read_chunks"]

CELLS = 4_000_000  # in a piece: as numbers 32 MB, as short strings ten times that


def read_chunks(path: str | Path, cells: int = CELLS) -> Iterator[pd.DataFrame]:
    """Yield the rows of a file in order, a few at a time.

    Parameters
    ----------
    path : path
        CSV or TSV (compressed or not) or Parquet.
    cells : int
        About as many as a piece has.

    Raises
    ------
    InputError
        If the file is missing, damaged, empty, or of a form that is not read.
    """
    path = Path(path)
    if not path.is_file() or not is_table(path):
        read_table(path)  # which says what is wrong
    try:
        yield from _parquet(path, cells) if _is_parquet(path) else _text(path, cells)
    except InputError:
        raise
    except Exception as error:  # each packed format has errors of its own
        reason = str(error).strip().rstrip(".")
        raise InputError(f"{str(path)!r} cannot be read as a table: {reason}.") from error


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() == ".parquet"


def _text(path: Path, cells: int) -> Iterator[pd.DataFrame]:
    import pandas as pd

    options = text_options(path)
    width = len(pd.read_csv(path, nrows=0, **options).columns)
    rows = max(1, cells // max(1, width))
    with pd.read_csv(path, chunksize=rows, **options) as pieces:
        first = next(iter(pieces))
        if not len(first):
            raise InputError(f"{str(path)!r} has no rows.")
        if len(first) < rows:  # that is all: it was read at once
            yield first
            return
        types = _types(first, pieces)
    with pd.read_csv(path, chunksize=rows, dtype=types, **options) as pieces:
        yield from pieces


def _types(first: pd.DataFrame, rest: Any) -> dict[str, Any]:
    """Return the type that each column has as a whole, where the pieces do not agree."""
    seen = {name: _Column() for name in first.columns}
    for piece in chain([first], rest):
        for name, column in seen.items():
            column.look(piece[name])
    return {name: found for name, column in seen.items() if (found := column.type) is not None}


class _Column:
    """What the cells of a column looked like so far."""

    def __init__(self) -> None:
        self.looks: set[str] = set()
        self.missing = False

    def look(self, values: pd.Series[Any]) -> None:
        import pandas as pd

        missing = values.isna()
        self.missing = self.missing or bool(missing.any())
        if not missing.all():
            self.looks.add(pd.api.types.infer_dtype(values, skipna=True))

    @property
    def type(self) -> Any:
        """The type to read it as; None for what looks the same in each piece."""
        if self.looks <= {"integer", "floating"}:
            whole = self.looks == {"integer"} and not self.missing
            return None if whole or not self.looks else "float64"
        return None if self.looks == {"boolean"} else str


def _parquet(path: Path, cells: int) -> Iterator[pd.DataFrame]:
    if missing_packages(["pyarrow"]):
        raise InputError("Reading .parquet needs pyarrow: pip install pyarrow.")
    import pyarrow as pa
    import pyarrow.parquet as pq

    # Read ahead, row groups would be kept until all of the file is in the memory.
    with pq.ParquetFile(path, pre_buffer=False) as file:
        if not file.metadata.num_rows:
            raise InputError(f"{str(path)!r} has no rows.")
        rows = max(1, cells // max(1, len(file.schema_arrow.names)))
        gaps = _gaps(file)
        for batch in file.iter_batches(batch_size=rows):
            piece = pa.Table.from_batches([batch]).to_pandas()
            # Whole numbers with gaps are floats, in a piece without gaps too.
            yield piece.astype({name: "float64" for name in gaps if name in piece})


def _gaps(file: Any) -> list[str]:
    """Return the columns of whole numbers that lack some."""
    import pyarrow as pa

    found = []
    for position, field in enumerate(file.schema_arrow):
        if pa.types.is_integer(field.type) and _has_gaps(file, field.name, position):
            found.append(field.name)
    return found


def _has_gaps(file: Any, name: str, position: int) -> bool:
    groups = [file.metadata.row_group(i) for i in range(file.metadata.num_row_groups)]
    flat = len(file.schema_arrow.names) == file.metadata.num_columns
    told = [group.column(position).statistics for group in groups] if flat else [None]
    counts = [one.null_count for one in told if one is not None and one.has_null_count]
    if len(counts) == len(told):
        return any(counts)
    batches = file.iter_batches(columns=[name])
    return any(batch.column(0).null_count for batch in batches)
