"""Asks into how many bins boosting should put numbers.

The first and the small trees of each library are fitted on the rows that `portfolio.py`
learned from, with as many bins as the package takes (0) and with others. Shares are of the
loss on further rows with the package's own, the seconds of the processor's.

    LEPTON_DATA_HOME=... python benchmarks/experiments/bins.py FOLDER [--report]
"""

from __future__ import annotations

import argparse
import time
import warnings
from itertools import product
from pathlib import Path
from typing import Any

import joblib
import lepton_boosting.catboost
import lepton_boosting.lightgbm
import lepton_boosting.xgboost
import numpy as np
from lepton_boosting.boosting import bins
from portfolio import MOST_SECONDS, REGISTRY, divided, said, take
from recorded import LEAST, Table, mean_ratio
from threadpoolctl import threadpool_limits

from lepton_automl import prepare

LIBRARIES = (lepton_boosting.catboost, lepton_boosting.lightgbm, lepton_boosting.xgboost)
OPENINGS = (("lightgbm", 0), ("lightgbm", 1), ("catboost", 1), ("xgboost", 0))
OWN = 0
BINS = (OWN, 63, 127, 255, 1023)
ENOUGH_ROWS = 1_990  # to learn from: with fewer, few bins are better
Way = tuple[str, int, int]  # estimator, which of its openings, bins


def main() -> None:
    """Record what is not recorded yet, then report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--report", action="store_true", help="only what is recorded")
    asked = parser.parse_args()
    for path in sorted(asked.folder.glob("*.joblib"), key=lambda p: p.stat().st_size):
        place = asked.folder / "bins" / path.name
        if not asked.report and not place.exists():
            place.parent.mkdir(exist_ok=True)
            name, _, seed = path.stem.rpartition("-")
            joblib.dump(record(name, int(seed)), place)
            print(path.stem, flush=True)
    report(asked.folder)


def record(name: str, seed: int) -> dict[Way, dict[str, Any]]:
    """Return what boosting says of a table, by the bins."""
    data, task, rows = divided(name, seed)
    return {
        (*opening, n_bins): measure(*opening, n_bins, data, task, rows)
        for opening in OPENINGS
        for n_bins in BINS
    }


def measure(
    estimator: str, opening: int, n_bins: int, data: Any, task: Any, rows: list[Any]
) -> dict[str, Any]:
    """Return the seconds of a fit, and what it says of the rows that it was tested on."""
    for library in LIBRARIES:
        library.bins = (lambda n_rows: n_bins) if n_bins else bins
    spec = REGISTRY.estimators[estimator]
    params = {k: v for k, v in spec.opening[opening].items() if k != "max_bin"}
    pipeline = prepare.pipeline(
        spec, params, task, REGISTRY.kinds, random_state=0, max_seconds=MOST_SECONDS
    )
    X, y = [take(data.X, r) for r in rows], [data.y[r] for r in rows]
    started = time.process_time()
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if pipeline[0] != "passthrough":
            fitted = pipeline[0].fit_transform(X[0], y[0])
            X = [fitted, *map(pipeline[0].transform, X[1:])]
        model = pipeline[-1].set_params(**params)
        model.fit(X[0], y[0], X_val=X[1], y_val=y[1])
        seconds = time.process_time() - started
        return {"seconds": seconds, "tested": said(model, X[2], task)}


def report(folder: Path) -> None:
    """Print losses and seconds as shares of those with the package's own bins."""
    known = {p: joblib.load(p) for p in sorted((folder / "bins").glob("*.joblib"))}
    contents = {p: joblib.load(folder / p.name) for p in known}
    divisions = {p: Table(p.stem, 0, content) for p, content in contents.items()}
    large = {p for p, content in contents.items() if len(content["y"][0]) >= ENOUGH_ROWS}
    for few, chosen in (("fewer", set(known) - large), ("as many or more", large)):
        print(f"{ENOUGH_ROWS} rows to learn from, or {few}: {len(chosen)} divisions")
        for opening, n_bins in product(OPENINGS, BINS[1:]):
            found = [compared(divisions[p], known[p], opening, n_bins) for p in chosen]
            shares, times = np.array(found).T
            print(
                *opening,
                f"{n_bins} bins: {mean_ratio(shares):.4f} of the loss (cut), "
                f"{(shares < 0.999).sum()} better, {(shares > 1.001).sum()} worse, "
                f"{np.median(times):.2f} of the seconds",
            )


def compared(
    table: Table, known: dict[Way, Any], opening: tuple[str, int], n_bins: int
) -> tuple[float, float]:
    """Return the loss and the seconds as shares of those with the package's own bins."""
    now, own = (known[*opening, n] for n in (n_bins, OWN))
    losses = [max(table.judged(row["tested"]), LEAST) for row in (now, own)]
    return losses[0] / losses[1], now["seconds"] / own["seconds"]


if __name__ == "__main__":
    main()
