"""What `formats.py` finds of a table: kept as a line of JSON, read again, and as a CSV."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

__all__ = ["FORMATS", "Found", "add", "read", "write"]

FORMATS = ("joblib", "skops", "onnx")
FACTS = ("size", "latency_ms", "rows_per_second", "max_difference", "median_difference")


@dataclass(frozen=True)
class Found:
    """What became of one table: facts of each format, or why there are none.

    Attributes
    ----------
    search : str
        ``"default"``, a format that all had to be written in, or a system beside.
    members : list of str
        The families in the model.
    formats : dict of str to dict
        For each format its size, latency, throughput and differences, or its ``error``.
    held_out : float or None
        The greatest difference of the graph on rows held out, as a share for values.
    seconds : float
        Of all of it: search, save, compare.
    load : float or None
        How many processes wanted to run beside it; more than the cores makes times void.
    """

    table: str
    search: str
    budget: float
    task: str = ""
    rows: int = 0
    columns: int = 0
    members: list[str] = field(default_factory=list)
    formats: dict[str, dict[str, Any]] = field(default_factory=dict)
    held_out: float | None = None
    seconds: float = 0.0
    load: float | None = None
    error: str = ""

    @property
    def key(self) -> tuple[str, str, float]:
        """What was asked for."""
        return self.table, self.search, self.budget

    def fact(self, form: str, name: str) -> Any:
        """Return one fact of a format, None where there is none."""
        return self.formats.get(form, {}).get(name)

    def flat(self) -> dict[str, Any]:
        """Return it as a row of a CSV."""
        row = {k: v for k, v in asdict(self).items() if k not in ("formats", "members")}
        row["members"] = " ".join(dict.fromkeys(self.members))
        for form in (*FORMATS, "folder"):
            for name in (*FACTS, "error"):
                row[f"{form}_{name}"] = self.fact(form, name)
        return row


def read(path: Path) -> list[Found]:
    """Return what was measured before, of each key the last."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(
        {found.key: found for found in (Found(**json.loads(x)) for x in lines)}.values()
    )


def add(path: Path, found: Found) -> None:
    """Append to a file."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(found)) + "\n")


def write(path: Path, found: Sequence[Found]) -> None:
    """Write a file of JSON lines anew, and the CSV beside it."""
    text = "".join(json.dumps(asdict(each)) + "\n" for each in found)
    path.write_text(text, encoding="utf-8")
    rows = pd.DataFrame([each.flat() for each in found])
    rows.dropna(axis=1, how="all").to_csv(path.with_suffix(".csv"), index=False)
