"""Asks in how many rows a column of a sparse X must hold something for XGBoost to look at it.

::

    python benchmarks/experiments/fullest.py [--least 1 5 20 50] [--tables NAME ...]

One fit a table and number, watched on a quarter of the rows: its score there, its seconds, and
the columns that were looked at. The tables have words: addresses beside numbers and categories,
titles, sentences (all of them), and letters of four newsgroups. Needs `lepton-boosting` and the
data of `LEPTON_DATA_HOME`; the last two also `lepton-keras`, which reads them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
from lepton_boosting import xgboost
from lepton_boosting.xgboost import fullest

from lepton_automl import LeptonAutoML

sys.path.insert(0, str(Path(__file__).parents[1]))
import tables

REAL = ("melbourne_housing", "video_game_sales")
WORDS = (*REAL, "rt_polarity", "newsgroups")
GROUPS = 4


def main() -> None:
    """Print a line for each table and number."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--least", nargs="+", type=int, default=[1, 5, 20, 50])
    parser.add_argument("--tables", nargs="+", default=list(WORDS), choices=WORDS)
    asked = parser.parse_args()
    print("table least columns score seconds")
    for name in asked.tables:
        X, y = rows(name)
        for least in asked.least:
            xgboost.FILLED_ROWS = least
            n_columns, score, seconds = fit(X, y)
            print(f"{name} {least} {n_columns:,} {score:.5g} {seconds:.1f}", flush=True)


def rows(name: str) -> tuple[Any, Any]:
    """Return X and y of a set."""
    if name in REAL:
        return tables.real(name)
    from lepton_keras.datasets.load import parts, with_labels

    X, y = with_labels(parts(name), "train")
    some = np.isin(y, np.unique(y)[:GROUPS])
    return pd.DataFrame(X).loc[some], np.asarray(y)[some]


def fit(X: Any, y: Any) -> tuple[int, float, float]:
    """Return how many columns XGBoost looked at, its score on rows watched, and its seconds."""
    watched = np.zeros(len(y), dtype=bool)
    watched[np.random.default_rng(0).choice(len(y), len(y) // 4, replace=False)] = True
    found: list[int] = []

    def noted(*told: Any) -> Any:
        columns = fullest(*told)
        found.append(len(columns))
        return columns

    with patch.object(xgboost, "fullest", noted):
        automl = LeptonAutoML(
            estimators=["xgboost"],
            n_trials=1,
            executor="inline",
            refit="bag",
            random_state=0,
            cv=[(np.flatnonzero(~watched), np.flatnonzero(watched))],
            verbose=0,
        ).fit(X, y)
    best = automl.leaderboard().iloc[0]
    return found[0], float(best.score), float(best.seconds)


if __name__ == "__main__":
    main()
