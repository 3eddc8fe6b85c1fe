"""Asks whether features made of pairs of columns lift boosting, and the ensemble with it.

Each way of making them is fitted on the rows that `portfolio.py` learned from, inside the fold,
and predicts the rows that it tested on; so a member can be added to the ensembles of all that
was recorded. Beside it stand the same parameters without features, another seed, further
configurations (any member may lift an ensemble a little), and what `lightgbm` makes itself.
Seconds are the processor's, of preparation and fit, in one run with those of the plain fit.

    LEPTON_DATA_HOME=... python benchmarks/experiments/features.py FOLDER [--report]
"""

from __future__ import annotations

import argparse
import time
import warnings
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import scipy.sparse
from made import Arithmetic, Crosses
from portfolio import MOST_SECONDS, REGISTRY, divided, said, take
from recorded import Table, mean_ratio, ratios
from threadpoolctl import threadpool_limits

from lepton_automl import prepare

SPEC = REGISTRY.estimators["lightgbm"]
TARGETS = {"binary": "binary", "multiclass": "multiclass", "regression": "continuous"}
SMALL_TREES = dict(SPEC.opening[1])
RANDOM_CUTS = {"colsample_bytree": 0.5, "extra_trees": True, "num_leaves": 50}
MAKERS: dict[str, list[tuple[Any, dict[str, Any]]]] = {
    "plain": [],
    "arithmetic by gain": [(Arithmetic, {})],
    "arithmetic by residual": [(Arithmetic, {"by": "residual"})],
    "arithmetic at random": [(Arithmetic, {"by": "random", "n_new": 100})],
    "fewer at random": [(Arithmetic, {"by": "random"})],
    "crosses": [(Crosses, {})],
    "crosses, integers too": [(Crosses, {"integers": True})],
    "both": [(Crosses, {}), (Arithmetic, {})],
}
PARAMS = {"default": {}, "small trees": SMALL_TREES, "random cuts": RANDOM_CUTS}
Way = tuple[str, str, int]  # parameters, what is made, seed
WAYS: list[Way] = [
    *(("default", maker, 0) for maker in ("plain", "arithmetic by gain")),
    *(("default", maker, 1) for maker in ("plain", "arithmetic by gain")),
    *(("small trees", maker, 0) for maker in ("plain", "arithmetic by gain")),
    *(
        ("default", maker, 0)
        for maker in ("crosses", "arithmetic at random", "fewer at random")
    ),
    *(("random cuts", maker, 0) for maker in ("plain", "arithmetic by gain")),
    *(("default", maker, 0) for maker in ("both", "crosses, integers too")),
    ("default", "arithmetic by residual", 0),
]
OWN = 'lightgbm {"arithmetic": 30}'  # as the package has it, where the opening is recorded
PLAIN = str(WAYS[0])  # as one of the opening: no more than another draw of the ties


def main() -> None:
    """Record the ways that are not recorded yet, then report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--report", action="store_true", help="only what is recorded")
    asked = parser.parse_args()
    for path in sorted(asked.folder.glob("*.joblib"), key=lambda p: p.stat().st_size):
        place = asked.folder / "features" / path.name
        known = joblib.load(place) if place.exists() else {}
        if not asked.report and any(way not in known for way in WAYS):
            place.parent.mkdir(exist_ok=True)
            name, _, seed = path.stem.rpartition("-")
            joblib.dump(record(name, int(seed), known), place)
    report(asked.folder)


def record(name: str, seed: int, known: dict[Any, Any]) -> dict[str, Any]:
    """Return what LightGBM says of a table with each of the ways of making features."""
    data, task, rows = divided(name, seed)
    found = dict(known)
    for way in WAYS:
        if way in found:
            continue
        found[way] = measure(way, data, task, rows)
        shown = {k: v for k, v in found[way].items() if k in ("seconds", "made")}
        print(name, seed, *way, shown, flush=True)
    return found


def measure(way: tuple[str, str, int], data: Any, task: Any, rows: list[Any]) -> dict[str, Any]:
    """Return a way's seconds, how many columns it made, and what is said of two parts."""
    params, maker, seed = way
    pipeline = prepare.pipeline(
        SPEC,
        PARAMS[params] if params != "random cuts" else {},
        task,
        REGISTRY.kinds,
        random_state=seed,
        max_seconds=MOST_SECONDS,
    )
    preparation, model = pipeline[0], pipeline[-1]
    model.set_params(**PARAMS[params])
    n_codes = len(model.categorical_features or ())
    X, y = [take(data.X, r) for r in rows], [data.y[r] for r in rows]
    started = time.process_time()
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if preparation != "passthrough":
            fitted = preparation.fit_transform(X[0], y[0])
            X = [fitted, *map(preparation.transform, X[1:])]
        width = X[0].shape[1]
        for build, how in MAKERS[maker]:
            if scipy.sparse.issparse(X[0]):
                break
            made = build(TARGETS[task.type], n_codes, random_state=seed, **how)
            fitted = made.fit_transform(X[0], y[0])
            X = [fitted, *map(made.transform, X[1:])]
        model.fit(X[0], y[0], X_val=X[1], y_val=y[1])
        seconds = time.process_time() - started
        watched, tested = (said(model, part, task) for part in X[1:])
    made_n = X[0].shape[1] - width
    return {"seconds": seconds, "made": made_n, "watched": watched, "tested": tested}


def read(folder: Path) -> dict[str, tuple[Table, dict[Way, Any]]]:
    """Return what is recorded of each table and seed, and the ways among it."""
    read_ = {}
    for place in sorted((folder / "features").glob("*.joblib")):
        content, ways = joblib.load(folder / place.name), joblib.load(place)
        content["found"] |= {str(way): row for way, row in ways.items()}
        name, _, seed = place.stem.rpartition("-")
        read_[place.stem] = Table(name, int(seed), content), ways
    return read_


def report(folder: Path) -> None:
    """Print what features do to LightGBM alone, and to the ensemble of the opening."""
    known = list(read(folder).values())
    alone = pd.DataFrame({_named(w): _alone(known, w) for w in WAYS if w[1:] != ("plain", 0)})
    print("LightGBM alone: loss and seconds as a share of those without features\n")
    print(alone.T.to_string(float_format="{:.4f}".format))
    together = {_named(w): _together(known, str(w)) for w in WAYS} | {
        OWN: _together(known, OWN)
    }
    boosting = ("lightgbm", "xgboost", "catboost")
    offered = {
        key
        for table, ways in known
        for key in table.found.keys() - set(table.book) - set(map(str, ways)) - {OWN}
        if key.startswith(boosting)
    }
    others = pd.DataFrame([_together(known, key) for key in sorted(offered)])
    if len(others):
        together[f"any of {len(others)} further configurations"] = others.mean()
        together["the best of them"] = others.loc[others["all"].idxmin()]
    print("\nThe ensemble of the opening and one more: share of its loss with the plain one\n")
    print(pd.DataFrame(together).T.sort_values("all").to_string(float_format="{:.4f}".format))


def _alone(known: Any, way: Way) -> dict[str, float]:
    """Compare with the same parameters without features, where any were made."""
    plain: Way = (way[0], "plain", 0)
    where = [
        (t, w) for t, w in known if way in w and (w[way]["made"] or way == plain[:2] + (1,))
    ]
    found = ratios([t for t, _ in where], lambda t: [str(way)], lambda t: [str(plain)])
    if not found:
        return {}
    times = [np.log(w[way]["seconds"] / w[plain]["seconds"]) for _, w in where]
    return {
        "loss": float(np.exp(np.mean(np.log(list(found.values()))))),
        "cut": mean_ratio(found.values()),
        "median": float(np.median(list(found.values()))),
        "better on": sum(ratio < 1 for ratio in found.values()),
        "of": float(len(found)),
        "least": min(found.values()),
        "most": max(found.values()),
        "seconds": float(np.exp(np.mean(times))),
    }


def _together(known: Any, key: str) -> dict[str, float]:
    """Return the mean over tables, over each half of them, and on how many it is better."""
    where = [t for t, _ in known if key in t.found and PLAIN in t.found]
    found = ratios(where, lambda t: [*_book(t), key], lambda t: [*_book(t), PLAIN])
    values = list(found.values())
    if not values:
        return {}
    return {
        "all": mean_ratio(values),
        "one half": mean_ratio(values[::2]),
        "the other": mean_ratio(values[1::2]),
        "better on": sum(v < 1 for v in values),
        "worse on": sum(v > 1 for v in values),
        "of": len(values),
        "least": min(values),
        "most": max(values),
    }


def _book(table: Table) -> list[str]:
    return [key for key in table.book if key != OWN]


def _named(way: Way) -> str:
    params, maker, seed = way
    return f"{params}, {maker}" + (f", seed {seed}" if seed else "")


if __name__ == "__main__":
    main()
