"""A file -> a table: CSV, TSV (compressed or not) and Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lepton_automl._lazy import missing_packages
from lepton_automl.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ENDINGS", "is_table", "read_table", "text_options"]

SEPARATORS: Mapping[str, str] = {".csv": ",", ".tsv": "\t"}
PACKED = ("", ".gz", ".bz2", ".xz", ".zip")
ENDINGS = (*(text + packed for text in SEPARATORS for packed in PACKED), ".parquet")


def is_table(path: str | Path) -> bool:
    """Tell whether a path ends as a table does.

    Examples
    --------
    >>> is_table("rows.csv.gz"), is_table("iris")
    (True, False)
    """
    return str(path).lower().endswith(ENDINGS)


def read_table(path: str | Path) -> pd.DataFrame:
    """Return the table in a file.

    In CSV and TSV only an empty cell is missing: ``None`` and ``NA`` may be real categories.

    Raises
    ------
    InputError
        If the file is missing, damaged, empty, or of a form that is not read.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"There is no file {str(path)!r}.")
    if not is_table(path):
        raise InputError(
            f"{str(path)!r} is no table that can be read. Known endings: "
            ".csv and .tsv (also .gz, .bz2, .xz, .zip) and .parquet."
        )
    table = _read(path)
    if not len(table):
        raise InputError(f"{str(path)!r} has no rows.")
    return table


def text_options(path: Path) -> dict[str, Any]:
    r"""Return how pandas is to read a CSV or TSV file.

    Examples
    --------
    >>> text_options(Path("rows.TSV.gz"))["sep"]
    '\t'
    """
    ending = next(e for e in SEPARATORS if e in "".join(path.suffixes[-2:]).lower())
    return {
        "sep": SEPARATORS[ending],
        "keep_default_na": False,
        "na_values": [""],
        "low_memory": False,
    }


def _read(path: Path) -> pd.DataFrame:
    """Read by the ending; whatever the reader raises becomes one sentence."""
    is_parquet = path.suffix.lower() == ".parquet"
    if is_parquet and missing_packages(["pyarrow"]):
        raise InputError("Reading .parquet needs pyarrow: pip install pyarrow.")
    try:
        return _parquet(path) if is_parquet else _text(path)
    except Exception as error:  # each packed format has errors of its own
        reason = str(error).strip().rstrip(".")
        raise InputError(f"{str(path)!r} cannot be read as a table: {reason}.") from error


def _parquet(path: Path) -> pd.DataFrame:
    import pandas as pd

    return pd.read_parquet(path)


def _text(path: Path) -> pd.DataFrame:
    import pandas as pd

    table: pd.DataFrame = pd.read_csv(path, **text_options(path))
    return table
