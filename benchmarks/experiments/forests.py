"""Asks what random forests lose when they are judged out of bag, and what that saves.

A bag of forests, one a fold, stands beside one forest of all rows, on real tables with a
quarter held out: the loss on that, the loss that is seen without it, and the seconds of the
processor.

    LEPTON_DATA_HOME=... python benchmarks/experiments/forests.py [--tables a,b]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from quality import loss, prepared

from lepton_automl import prepare
from lepton_automl.plugin import Registry
from lepton_automl.resample.split import split
from lepton_automl.run.bag import fit_bagged

TABLES = "qsar_biodeg,pc4,eucalyptus,steel_plates,telco_churn,nursery,abalone,energy_efficiency"
PARAMS = {"max_features": 0.35, "min_samples_leaf": 2}
IN_FOLDS, OUT_OF_BAG = 100, (100, 200, 300)


def main() -> None:
    """Print a line a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tables", default=TABLES)
    asked = parser.parse_args()
    registry = Registry()
    logs, costs = [], []
    for name, data, task, held, y_held in prepared(asked.tables.split(",")):
        found = list(ways(data, task, held, y_held, registry))
        said = (f"{kept:.4g} ({seen:.4g}), {seconds:.1f} s" for kept, seen, seconds in found)
        print(f"| {name} | {' | '.join(said)} |", flush=True)
        logs.append(np.log([way[0] / found[0][0] for way in found]))
        costs.append(np.log([way[2] / found[0][2] for way in found]))
    shares = [np.exp(np.mean(values, axis=0)) for values in (logs, costs)]
    said = (
        f"{loss:.3f}, {seconds:.2f} of the time" for loss, seconds in zip(*shares, strict=True)
    )
    print(f"| geometric mean | {' | '.join(said)} |")


def ways(
    data: Any, task: Any, held: Any, y_held: Any, registry: Registry
) -> Iterator[tuple[float, float, float]]:
    """Yield losses on held-out rows, losses seen before, and seconds: in folds, out of bag."""

    def forest(n_trees: int) -> Any:
        params = {**PARAMS, "n_estimators": n_trees}
        spec = registry.estimators["random_forest"]
        return prepare.pipeline(spec, params, task, registry.kinds, random_state=0)

    def said(model: Any, X: Any) -> Any:
        return model.predict(X) if task.type == "regression" else model.predict_proba(X)

    started = time.process_time()
    seen, kept = [], []
    splits = split(data, registry.tasks[task.type])
    for learned, left_out in splits.pairs:
        model = forest(IN_FOLDS).fit(data.X.iloc[learned], data.y[learned])
        seen.append(said(model, data.X.iloc[left_out]))
        kept.append(said(model, held))
    rows = np.concatenate([left_out for _, left_out in splits.pairs])
    seconds = time.process_time() - started
    yield (
        loss(task.type, y_held, np.mean(kept, axis=0)),
        loss(task.type, data.y[rows], np.concatenate(seen)),
        seconds,
    )
    form = "value" if task.type == "regression" else "probability"
    for n_trees in OUT_OF_BAG:
        started = time.process_time()
        pipeline = forest(n_trees)
        X = pipeline[:-1].fit_transform(data.X, data.y)
        out_of_bag = fit_bagged(pipeline[-1], X, data.y, form)
        seconds = time.process_time() - started
        yield (
            loss(task.type, y_held, said(pipeline, held)),
            loss(task.type, data.y, out_of_bag),
            seconds,
        )


if __name__ == "__main__":
    main()
