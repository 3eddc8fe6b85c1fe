"""Asks when numbers should be scaled together, not each column by itself.

On every table of sixteen columns of numbers or more, and on pictures of digits as rows of
pixels, what wants scaled numbers is fitted once with each way of scaling, on at most 3,000
rows; the loss on further rows is shown as a share of that with each column scaled by itself.
Beside it stands how far apart the columns' ranges are: the 90 % quantile over the 10 %.

    LEPTON_DATA_HOME=... python benchmarks/experiments/units.py [--tables a b] [--seeds 0 1 2]
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Iterator
from statistics import geometric_mean
from typing import Any

import numpy as np
from portfolio import REGISTRY, take
from quality import loss, prepared
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from threadpoolctl import threadpool_limits

from lepton_automl import intake, prepare
from lepton_automl.intake.units import LEAST

EACH, OTHERS = "standard", ("together", "minmax", "quantile")
WANTING = ("kernel_svm", "k_neighbors", "logistic_regression", "ridge", "mlp")
MOST_ROWS = 3_000


def main() -> None:
    """Fit, and print a line for each table and estimator."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", nargs="*")
    parser.add_argument("--seeds", type=int, nargs="*", default=[0, 1, 2])
    asked = parser.parse_args()
    print("| table | columns | ranges | one unit | estimator |", " | ".join(OTHERS), "|")
    for name, data, task in tables(asked.tables):
        numbers = numbers_of(data, task)
        if numbers.shape[1] < LEAST:
            continue
        about = f"{numbers.shape[1]} | {apart(numbers):,.1f} | {task.schema.one_unit}"
        for estimator in WANTING:
            shares = [share(estimator, other, data, task, asked.seeds) for other in OTHERS]
            told = " | ".join(f"{each:.3f}" for each in shares)
            print(f"| {name} | {about} | {estimator} | {told} |", flush=True)


def tables(names: list[str] | None) -> Iterator[tuple[str, Any, Any]]:
    """Yield tables, and the pictures."""
    if not names or "digits" in names:
        yield "digits", *intake.take(*load_digits(return_X_y=True), registry=REGISTRY)
    for name, data, task, *_ in prepared(names):
        yield name, data, task


def numbers_of(data: Any, task: Any) -> Any:
    """Return the columns of numbers as an array."""
    if task.schema.form == "array":
        return data.X
    return data.X[[i.name for i in task.schema.of_kind("number")]].to_numpy(float)


def apart(numbers: Any) -> float:
    """Return how many times the range of a narrow column that of a wide one is."""
    ranges = np.nanmax(numbers, axis=0) - np.nanmin(numbers, axis=0)
    narrow, wide = np.quantile(ranges[ranges > 0], [0.1, 0.9])
    return float(wide / narrow)


def share(estimator: str, scaling: str, data: Any, task: Any, seeds: list[int]) -> float:
    """Return the loss with a way of scaling, by that with each column scaled by itself."""
    ratios = [
        max(lost(estimator, scaling, data, task, seed), 1e-9)
        / max(lost(estimator, EACH, data, task, seed), 1e-9)
        for seed in seeds
    ]
    return geometric_mean(ratios)


def lost(estimator: str, scaling: str, data: Any, task: Any, seed: int) -> float:
    """Return the loss on a third of the rows."""
    classes = task.classes is not None
    known, new = train_test_split(
        np.arange(len(data.y)),
        train_size=min(MOST_ROWS, len(data.y) * 2 // 3),
        test_size=min(MOST_ROWS, len(data.y) // 3),
        random_state=seed,
        stratify=data.y if classes else None,
    )
    spec = REGISTRY.estimators[estimator]
    params = {**spec.opening[0], "number__scaling": scaling}
    model = prepare.pipeline(spec, params, task, REGISTRY.kinds, random_state=seed)
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(take(data.X, known), data.y[known])
        if not classes:
            return loss(task.type, data.y[new], model.predict(take(data.X, new)))
        new = new[np.isin(data.y[new], model.classes_)]
        seen = np.searchsorted(model.classes_, data.y[new])
        return loss(task.type, seen, model.predict_proba(take(data.X, new)))


if __name__ == "__main__":
    main()
