"""What the experiments on whole searches have in common: records in a folder, then a report."""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import joblib

sys.path.insert(0, str(Path(__file__).parents[1]))
from systems import frames, split

__all__ = ["SECONDS", "command", "divided"]

SECONDS = 60


def command(
    told: str | None,
    tables: str,
    seeds: str,
    record: Callable[[str, int], dict[str, Any]],
    report: Callable[[Sequence[dict[str, Any]]], None],
) -> None:
    """Record the searches that are not recorded yet, then report.

    Parameters
    ----------
    told : str or None
        What the command says of itself.
    tables, seeds : str
        Which are taken unless others are asked for, separated by commas.
    record : callable
        ``(table, seed) -> what is kept of a search``.
    report : callable
        Prints what all records say.
    """
    parser = argparse.ArgumentParser(description=told)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tables", default=tables)
    parser.add_argument("--seeds", default=seeds)
    parser.add_argument("--report", action="store_true", help="only what is recorded")
    asked = parser.parse_args()
    asked.folder.mkdir(exist_ok=True)
    for seed in map(int, asked.seeds.split(",")):
        for name in asked.tables.split(","):
            place = asked.folder / f"{name}-{seed}.joblib"
            if not asked.report and not place.exists():
                joblib.dump(record(name, seed), place)
                print(name, seed, flush=True)
    report([joblib.load(place) for place in sorted(asked.folder.glob("*.joblib"))])


@contextmanager
def divided(name: str, seed: int) -> Iterator[tuple[Path, dict[str, Any], Any, Any, Any, Any]]:
    """Give a scratch folder, what is known of a table, X and y, and X and y held out.

    Warnings are not shown meanwhile.
    """
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        job, y_test = split.prepare(name, seed, Path(scratch))
        X, y, X_test = frames.read(job, Path(scratch))
        yield Path(scratch), job, X, y, X_test, y_test
