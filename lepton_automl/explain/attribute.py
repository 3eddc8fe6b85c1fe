"""A model and rows -> what each input column has to do with each prediction."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lepton_automl.explain.additive import additive
from lepton_automl.explain.blend import members, outputs, quietly, respond, unthresholded
from lepton_automl.explain.columns import Columns
from lepton_automl.explain.sampled import Sampled, sampled
from lepton_automl.explain.trees import trees
from lepton_automl.intake import labels
from lepton_automl.task import Task

__all__ = ["BACKGROUND", "attribute"]

Array = NDArray[np.float64]
Predict = Callable[[Any], Array]
Parts = list[tuple[float, Any]]
BACKGROUND = 100  # rows to compare with: more cost time and change little
EXACT_SHARE = 0.5  # of the time, for members whose values can be computed and not sampled
NOTHING = Sampled(np.zeros((1, 1, 1)), np.zeros((1, 1, 1)), 0)
TRIAL = 4  # rows on which it is first seen whether a member is a sum over its columns


def attribute(
    model: Any,
    rows: Columns,
    background: Columns,
    task: Task,
    response: str,
    *,
    time_budget: float,
    random_state: int | None = 0,
    index: Any = None,
) -> pd.DataFrame:
    """Return the Shapley values of every row's columns as a table.

    Members that are a sum over columns (linear ones), and trees, are computed exactly; the
    others, together, are sampled until the time has run out or nothing changes any more.

    Parameters
    ----------
    model : estimator
        Fitted; of the members' average its parts are looked at.
    rows, background : Columns
        What is explained, and what it is compared with.
    task : Task
    response : {"predict_proba", "predict"}
        What is explained.
    time_budget : float
        Seconds.
    random_state : int or None
        The seed of the sampling.
    index : Index or None
        Names of the rows.

    Returns
    -------
    DataFrame of shape (n_rows, n_columns)
        Each row sums to its prediction minus ``attrs["base_value"]``, the mean prediction of
        the background; of two classes, to the probability of the second. With several
        classes or outputs, the columns have two levels: first the class, then the column.
        ``attrs`` has ``"base_value"``, ``"error"`` (the largest standard error of a column, a
        mean over rows), ``"method"`` and ``"exact"`` (the share of the model that is).
    """
    two = task.classes is not None and task.n_classes == 2

    def predict(parts: Parts) -> Predict:
        def total(X: Any) -> Array:
            return sum(w * outputs(respond(e, response, X), two) for w, e in parts)  # type: ignore[return-value]

        return total

    with quietly():
        base = predict([(1.0, model)])(background.X).mean(axis=0)
        end = time.monotonic() + time_budget
        numbers = task.classes is None
        exact = _exact(model, predict, rows, background, time_budget * EXACT_SHARE, numbers)
        rest = predict(exact.rest if exact.share else [(1.0, model)])
        left = end - time.monotonic()
        estimate = (
            sampled(rest, rows, background, seconds=left, random_state=random_state)
            if exact.rest
            else NOTHING
        )
    table = _table(exact.values + estimate.values, rows.names, task, index)
    table.attrs = {
        "base_value": float(base[0]) if len(base) == 1 else base.tolist(),
        "error": float(np.nan_to_num(estimate.error).mean(axis=0).max()),
        "method": _method(exact.share, estimate.n_pairs),
        "exact": exact.share,
    }
    return table


@dataclass(frozen=True, eq=False)
class _Exact:
    """The values of what can be computed, the members that cannot, and the share that is."""

    values: Any
    rest: Parts
    share: float


def _exact(
    model: Any,
    predict: Callable[[Parts], Predict],
    rows: Columns,
    background: Columns,
    seconds: float,
    numbers: bool,
) -> _Exact:
    """Return what can be computed of the members, until the seconds have run out."""
    end = time.monotonic() + seconds
    values: Any = 0.0
    rest, share = [], 0.0
    for weight, member in members(unthresholded(model)):
        left = end - time.monotonic()
        one = predict([(1.0, member)])
        found = None if left <= 0 else _computed(member, one, rows, background, left, numbers)
        if found is None:
            rest.append((weight, member))
        else:
            values, share = values + weight * found, share + weight
    return _Exact(values, rest, min(1.0, share))


def _computed(
    member: Any,
    predict: Predict,
    rows: Columns,
    background: Columns,
    seconds: float,
    numbers: bool,
) -> Array | None:
    """Return a member's exact values, or None; probabilities are hardly ever sums."""
    both = predict(rows.X), predict(background.X)
    found = trees(member, rows, background, predicted=both, seconds=seconds)
    if found is not None or not numbers:
        return found
    some = rows.take(np.arange(min(TRIAL, len(rows))))
    few = background.take(np.arange(min(TRIAL, len(background))))
    if additive(predict, some, few) is None:
        return None
    return additive(predict, rows, background)


def _table(values: Array, names: tuple[str, ...], task: Task, index: Any) -> pd.DataFrame:
    n_rows, n_columns, n_outputs = values.shape
    if n_outputs == 1:
        return pd.DataFrame(values[:, :, 0], index=index, columns=list(names))
    tops = labels(task).tolist() if task.classes is not None else list(task.outputs)
    if len(tops) != n_outputs:
        tops = list(range(n_outputs))
    flat = np.moveaxis(values, 2, 1).reshape(n_rows, n_outputs * n_columns)
    columns = pd.MultiIndex.from_product([tops, names], names=["output", "column"])
    return pd.DataFrame(flat, index=index, columns=columns)


def _method(share: float, n_pairs: int) -> str:
    walked = f"{n_pairs} pairs of orders sampled"
    if not n_pairs:
        return "exact"
    return f"{share:.0%} of the model exact, the rest by {walked}" if share else walked
