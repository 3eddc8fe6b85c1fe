"""Measure what large tables cost: memory, seconds and quality, against rows and columns.

    python benchmarks/scale.py [million] [rows] [columns] [plot] [--out FOLDER]

`million` fits 1,000,000 x 30 numbers within 300 s, beside LightGBM with its defaults. `rows`
and `columns` measure a fixed amount of work, five candidates, from 1,000 to 1,000,000 rows and
from 10 to 5,000 columns. `plot` draws what is there, with matplotlib, and writes the page; the
others end with it too. The environments are those that `tabular.py setup` makes. What is
measured already is not measured again.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from systems import environments, results, run
from systems.catalogue import SYSTEMS, System

HERE = Path(__file__).parent
MEMORY_BOUND = 6 * 2**30  # bytes, over all processes
TRIALS = 5
HELD_OUT = 50_000
FIXED = System("lepton", "lepton", {"n_trials": TRIALS}, f"{TRIALS} candidates")
MILLION = [(1_000_000, 30)]
ROWS = [(n, 20) for n in (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)]
COLUMNS = [(2_000, n) for n in (10, 30, 100, 300, 1_000, 3_000, 5_000)]


def draw(rows: int, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Return numbers and two classes that hang on ten of the columns, with interactions."""
    rng = np.random.default_rng([rows, columns])
    X = rng.standard_normal((rows, columns), dtype=np.float32)
    signal = 2 * np.sin(2 * X[:, 0]) + X[:, 1] * X[:, 2] + 2 * np.abs(X[:, 3]) + X[:, 4]
    signal += np.where(X[:, 5] > 0, X[:, 6], -X[:, 7]) + 0.5 * X[:, 8] + 0.5 * X[:, 9] ** 2
    chance = rng.logistic(size=rows)
    return X, (signal - np.median(signal) + chance > 0).astype(np.int64)


def measure(
    name: str, what: System, rows: int, columns: int, budget: float, home: Path, warn: bool
) -> results.Result:
    """Run a system on a table of a size."""
    load = run.quiet(warn)
    X, y = draw(rows + HELD_OUT, columns) if rows > 10_000 else draw(2 * rows, columns)
    with tempfile.TemporaryDirectory(prefix="b-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        for key, values in {"X": X[:rows], "X_test": X[rows:], "y": y[:rows]}.items():
            np.save(folder / f"{key}.npy", values)
        held = y[rows:]
        del X, y
        job: dict[str, Any] = {"table": f"{rows}x{columns}", "task": "binary"}
        job |= {"classes": ["0", "1"], "rows": rows, "columns": columns}
        job |= {"seed": 0, "budget": budget}
        return run.work(name, what, job, held, folder, home, load)


def plan(parts: Sequence[str]) -> list[tuple[str, System, int, int, float]]:
    """Return what is to be measured: a name, a system, the size and the budget."""
    sizes = {"million": MILLION, "rows": ROWS, "columns": COLUMNS}
    runs = []
    for part in parts:
        lepton = ("lepton", SYSTEMS["lepton"]) if part == "million" else ("fixed", FIXED)
        for name, what in (lepton, ("lightgbm", SYSTEMS["lightgbm"])):
            runs += [(name, what, *size, 300.0) for size in sizes.get(part, [])]
    return runs


def page(found: Sequence[results.Result]) -> str:
    """Return the page of results."""
    lines = [
        "# What large tables cost",
        "",
        f"Two classes drawn from numbers; {run.CORES} cores. *lepton* has 300 s and does as "
        f"much as it can; *fixed* is lepton with {TRIALS} candidates, the same work for each "
        "size; *lightgbm* is one fit with its defaults. Peak memory is over all processes, "
        f"with the data; the bound for 1,000,000 x 30 is {MEMORY_BOUND / 1e6:,.0f} MB. Made by "
        "`benchmarks/scale.py`.",
        "",
        "![cost against rows and columns](scale.svg)",
        "",
        "| rows x columns | system | fit s | peak MB | 1 - AUC | rows/s | failure | others |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for r in sorted(found, key=lambda r: (r.columns, r.rows, r.system)):
        cells = [f"{r.rows:,} x {r.columns:,}", r.system, shown(r.fit_seconds, "{:.1f}")]
        cells += [shown(r.peak_mb, "{:,.0f}"), shown(r.loss, "{:.4f}")]
        cells += [shown(r.rows_per_second, "{:,.0f}"), r.failure]
        lines.append(f"| {' | '.join([*cells, shown(r.load_during, '{:.1f}')])} |")
    return "\n".join(lines) + "\n"


def shown(value: float | None, form: str) -> str:
    """Return a value to read, or a dash."""
    return "-" if value is None else form.format(value)


def plot(found: Sequence[results.Result], path: Path) -> None:
    """Draw seconds and memory against rows and columns."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(2, 2, figsize=(9, 6), layout="constrained", sharex="col")
    for column, (axis, sizes) in enumerate((("rows", ROWS), ("columns", COLUMNS))):
        for row, (field, words) in enumerate(
            (("fit_seconds", "fit s"), ("peak_mb", "peak MB"))
        ):
            place = axes[row, column]
            for name, style in (("fixed", "o-"), ("lightgbm", "s--")):
                line = [r for r in found if r.system == name and (r.rows, r.columns) in sizes]
                line = sorted(line, key=lambda r: (r.rows, r.columns))
                line = [r for r in line if getattr(r, field) is not None]
                x, y = [getattr(r, axis) for r in line], [getattr(r, field) for r in line]
                place.loglog(x, y, style, label=name)
            place.set_ylabel(words)
            place.grid(alpha=0.3)
        axes[1, column].set_xlabel(axis)
    axes[0, 0].legend()
    figure.savefig(path)


def main() -> None:
    """Measure what is asked for and not measured yet, then write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    every = ("million", "rows", "columns", "plot")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(every))
    parser.add_argument("--home", type=environments.home, default=environments.home())
    parser.add_argument("--out", type=Path, default=HERE / "results")
    parser.add_argument("--busy", choices=("refuse", "warn"), default="refuse")
    asked = parser.parse_args()
    if strange := set(asked.parts) - set(every):
        parser.error(f"no part is named {min(strange)!r}; there are {', '.join(every)}")
    path = asked.out / "scale.jsonl"
    for name, what, rows, columns, budget in plan(asked.parts or every):
        version = run.version_of(what.environment, asked.home)
        key = (name, version, f"{rows}x{columns}", 0, budget)
        if key not in {r.key for r in results.read(path)}:
            warn = asked.busy == "warn"
            result = measure(name, what, rows, columns, budget, asked.home, warn)
            results.add(path, result)
            print(result, flush=True)
    found = results.latest(results.read(path))
    (asked.out / "scale.md").write_text(page(found))
    plot(found, asked.out / "scale.svg")


if __name__ == "__main__":
    main()
