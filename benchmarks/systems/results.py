"""Results: one line of JSON for each run, and what is still to be run."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

__all__ = ["Key", "Result", "add", "latest", "order", "read"]

Key = tuple[str, str, str, int, float]


@dataclass(frozen=True)
class Result:
    """One run: a system on a table with a seed and a budget, and what came of it.

    Attributes
    ----------
    loss : float or None
        1 - AUC, log loss or RMSE on the rows held out; None if there is no prediction.
    fit_seconds : float or None
        Wall-clock seconds of the fit, measured inside the system's process.
    rows_per_second, latency_ms, size_mb : float or None
        Of predicting 10,000 rows, of predicting one row (median), of the model on disk.
    peak_mb : float or None
        The most memory that all of its processes held together, in the whole run.
    failure : str
        Why there is no loss; empty if there is one.
    note : str
        What else went wrong.
    load_before, load_during : float or None
        Cores that other processes kept busy, just before the run and while it lasted.
    work_seconds : float or None
        How long a fixed piece of work took, just before the run.
    """

    system: str
    version: str
    table: str
    seed: int
    budget: float
    task: str = ""
    rows: int = 0
    columns: int = 0
    loss: float | None = None
    fit_seconds: float | None = None
    rows_per_second: float | None = None
    latency_ms: float | None = None
    size_mb: float | None = None
    peak_mb: float | None = None
    wall_seconds: float | None = None
    failure: str = ""
    note: str = ""
    load_before: float | None = None
    load_during: float | None = None
    work_seconds: float | None = None
    when: str = ""

    @property
    def key(self) -> Key:
        """What makes it the same run."""
        return (self.system, self.version, self.table, self.seed, float(self.budget))


def read(path: Path) -> list[Result]:
    """Return the results in a file, of each key the last; a line cut short is left out."""
    known = {field.name for field in fields(Result)}
    found: dict[Key, Result] = {}
    for line in path.read_text().splitlines() if path.exists() else []:
        try:
            values = json.loads(line)
        except ValueError:  # the run was killed while it wrote
            continue
        result = Result(**{k: v for k, v in values.items() if k in known})
        found.pop(result.key, None)
        found[result.key] = result
    return list(found.values())


def add(path: Path, result: Result) -> None:
    """Append a result to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = not path.exists() or not path.read_bytes() or path.read_bytes().endswith(b"\n")
    with path.open("a") as file:
        file.write(("" if whole else "\n") + json.dumps(asdict(result)) + "\n")


def latest(results: Iterable[Result]) -> list[Result]:
    """Return the newest result of each run, whichever version it is of: the page names all."""
    newest = {
        (r.system, r.table, r.seed, r.budget): r for r in sorted(results, key=lambda r: r.when)
    }
    return list(newest.values())


def order(
    systems: list[str], tables: list[str], seeds: list[int], budgets: list[float]
) -> list[tuple[str, str, int, float]]:
    """Return all runs asked for, systems side by side, each round begun by another.

    Examples
    --------
    >>> [(s, t) for s, t, _, _ in order(["a", "b"], ["x", "y"], [0], [60])]
    [('a', 'x'), ('b', 'x'), ('b', 'y'), ('a', 'y')]
    """
    rounds = [(b, seed, t) for b in budgets for seed in seeds for t in tables]
    runs = []
    for number, (budget, seed, table) in enumerate(rounds):
        first = number % len(systems)
        turn = systems[first:] + systems[:first]
        runs += [(system, table, seed, budget) for system in turn]
    return runs
