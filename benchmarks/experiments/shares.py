"""Asks what share of the columns a forest should look at, at each split.

For numbers scikit-learn's own choice are all of them, for classes their square root. The loss
on a quarter held out, and seconds of the processor, beside those of the opening's first.

    LEPTON_DATA_HOME=... python benchmarks/experiments/shares.py [--tables a,b]
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import numpy as np
from quality import loss, prepared

from lepton_automl import prepare
from lepton_automl.plugin import Registry

TABLES = (
    "abalone,energy_efficiency,kc_house_sales,nyc_taxis,quake,socmob,madelon,steel_plates,"
    "telco_churn,wall_robot_navigation"
)
FORESTS = ("random_forest", "extra_trees")
FIRST = {"n_estimators": 200, "max_features": 0.35, "min_samples_leaf": 2}
WAYS: dict[str, dict[str, Any]] = {  # beside the first
    "its own": {"n_estimators": 200},
    "three quarters": {"n_estimators": 150, "max_features": 0.75},
}


def main() -> None:
    """Print a line a table, and the means by task."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tables", default=TABLES)
    asked = parser.parse_args()
    registry = Registry()
    found: dict[bool, list[list[tuple[float, float]]]] = {True: [], False: []}
    for name, data, task, held, y_held in prepared(asked.tables.split(",")):
        row = []
        for forest in FORESTS:
            spec = registry.estimators[forest]
            fits = [
                _fit(spec, params, data, task, registry.kinds, held, y_held)
                for params in (FIRST, *WAYS.values())
            ]
            (least, quickest), *others = fits
            row += [(lost / least, seconds / quickest) for lost, seconds in others]
        _say(name, row)
        found[task.classes is None].append(row)
    for numbers, rows in found.items():
        if rows:
            _say("numbers" if numbers else "classes", np.exp(np.mean(np.log(rows), axis=0)))


def _fit(
    spec: Any, params: dict[str, Any], data: Any, task: Any, kinds: Any, held: Any, y_held: Any
) -> tuple[float, float]:
    """Return the loss on the rows held out, and the seconds of the processor."""
    model = prepare.pipeline(spec, params, task, kinds, random_state=0)
    started = time.process_time()
    model.fit(data.X, data.y)
    seconds = time.process_time() - started
    said = model.predict(held) if task.classes is None else model.predict_proba(held)
    return loss(task.type, y_held, said), seconds


def _say(name: str, row: Any) -> None:
    told = (f"{lost:.3f}, {seconds:.1f}" for lost, seconds in row)
    print(f"| {name} | {' | '.join(told)} |", flush=True)


if __name__ == "__main__":
    main()
