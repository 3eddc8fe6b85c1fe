"""The data sets that recipes and the command line know by name."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lepton_automl.errors import InputError
from lepton_automl.plugin.specs import DatasetSpec

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DATASETS", "HOME", "home_datasets", "load_table"]

HOME = "LEPTON_DATA_HOME"
_BUNDLED = "lepton_automl.builtin.bundled"
_log = logging.getLogger(__name__)


def _bundled(name: str, summary: str) -> DatasetSpec:
    return DatasetSpec(name, load=f"{_BUNDLED}:{name}", summary=summary)


DATASETS: tuple[DatasetSpec, ...] = (
    _bundled("breast_cancer", "binary, 569 rows, 30 numbers: malignant or benign"),
    _bundled("diabetes", "regression, 442 rows, 10 numbers: progression after one year"),
    _bundled("digits", "multiclass, 1797 rows, 64 numbers: handwritten digits, 8 by 8"),
    _bundled("iris", "multiclass, 150 rows, 4 numbers: three species of iris"),
    _bundled("wine", "multiclass, 178 rows, 13 numbers: three growers of wine"),
    _bundled(
        "mixed_demo",
        "binary, 1200 rows, generated: numbers, categories, booleans, dates and text",
    ),
)


def home_datasets() -> tuple[DatasetSpec, ...]:
    """Return the tables of the folder that ``LEPTON_DATA_HOME`` names; none without it.

    The folder has ``tabular/index.json``, a list of objects with ``name``, ``file``,
    ``target`` and ``task``. A folder that cannot be read is logged and offers nothing: a
    wrong variable must not keep anybody from the data sets that are there.
    """
    home = os.environ.get(HOME)
    if not home:
        return ()
    index = Path(home) / "tabular" / "index.json"
    try:
        entries = json.loads(index.read_text(encoding="utf-8"))
        return tuple(_table(index.parent, entry) for entry in entries if _is_new(entry))
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("%s=%s offers no data sets: %s cannot be read (%s).",
                     HOME, home, index, error)  # fmt: skip
        return ()


def load_table(path: Path, target: str) -> tuple[pd.DataFrame, pd.Series[Any]]:
    """Return a table of the data folder as X and y.

    Raises
    ------
    InputError
        If the file is missing or has no column of the target's name.
    """
    from lepton_automl.recipe.table import read_table

    table = read_table(path)
    if target not in table:
        raise InputError(f"{path} has no column {target!r}, which the index calls its target.")
    return table.drop(columns=target), table[target]


@dataclass(frozen=True)
class _Load:
    """Reads a table; equal to its copy in another process, as specs must be."""

    path: Path
    target: str

    def __call__(self) -> tuple[pd.DataFrame, pd.Series[Any]]:
        return load_table(self.path, self.target)


def _is_new(entry: dict[str, Any]) -> bool:
    return entry["name"] not in {spec.name for spec in DATASETS}


def _table(folder: Path, entry: dict[str, Any]) -> DatasetSpec:
    size = f", {entry['rows']} rows" if "rows" in entry else ""
    return DatasetSpec(
        name=entry["name"],
        load=_Load(folder / entry["file"], entry["target"]),
        summary=f"{entry['task']}{size}: target {entry['target']!r}, from {HOME}",
    )
