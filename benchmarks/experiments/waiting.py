"""Asks how small a gain is worth waiting for, by the number of rows.

Boosters with their defaults learn from a made table, two classes, and stop where the loss on
50,000 rows falls by less than a share within their patience; 1 - AUC is of 20,000 others.

    python benchmarks/experiments/waiting.py [--rows 30000,100000] [--shares 0.005,0.0016]
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))

from lepton_boosting import boosting
from lepton_boosting.catboost import CatBoostClassifier
from lepton_boosting.lightgbm import LightGBMClassifier
from lepton_boosting.xgboost import XGBoostClassifier
from scale import draw
from sklearn.metrics import roc_auc_score

WATCHED, HELD_OUT, COLUMNS = 50_000, 20_000, 30
MODELS = (CatBoostClassifier, LightGBMClassifier, XGBoostClassifier)


def main() -> None:
    """Print rounds, seconds and losses by rows, estimator and share."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rows", default="30000,100000,300000,1000000")
    parser.add_argument("--shares", default="0.005,0.0016,0.0005")
    asked = parser.parse_args()
    for rows in map(int, asked.rows.split(",")):
        X, y = draw(rows + WATCHED + HELD_OUT, COLUMNS)
        learn, watch, test = (
            slice(rows),
            slice(rows, rows + WATCHED),
            slice(rows + WATCHED, None),
        )
        for make in MODELS:
            for share in map(float, asked.shares.split(",")):
                boosting.worthwhile = lambda n_rows, share=share: share
                started = time.perf_counter()
                model = make(random_state=0, n_jobs=-1)
                model.fit(X[learn], y[learn], X_val=X[watch], y_val=y[watch])
                seconds = time.perf_counter() - started
                rounds = model.refit_params_["n_estimators"]
                loss = 1 - roc_auc_score(y[test], model.predict_proba(X[test])[:, 1])
                told = f"{rounds} rounds, {seconds:.1f} s, {loss:.4f}"
                print(f"{rows:,} rows, {make.__name__}, {share:g}: {told}", flush=True)


if __name__ == "__main__":
    main()
