"""What a fit leaves behind for its report: predictions of left-out rows, and some rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lepton_automl.report.meter import Meter, Usage

if TYPE_CHECKING:  # slow to import, and scikit-learn's part of it imports rich
    from lepton_automl.run import Plan

__all__ = ["Record", "record"]

MOST_ROWS = 10_000
MOST_CELLS = 2_000_000  # of X: 16 MB of numbers


@dataclass(frozen=True, eq=False)
class Record:
    """Rows of the training data, each with what models say that have not seen it.

    The rows are in random order, so that the first of them are a sample of all.

    Attributes
    ----------
    rows : ndarray of shape (n_rows,)
        Their positions in the training data.
    folds : ndarray of shape (n_rows,)
        In which fold each was left out.
    y : ndarray of shape (n_rows,)
        Encoded.
    prediction : ndarray of shape (n_rows, n_classes) or (n_rows,)
        The members' average, before it is calibrated.
    weight : ndarray of shape (n_rows,) or None
    X : DataFrame, ndarray, CSR matrix or None
        The first of the rows, in canonical form; None if X has no columns.
    bags : estimator or None
        The members as they predicted rows left out, where the model has learned from these
        since; None where it has not, or they would take too much memory.
    n_left_out : int
        How many rows of the training data were left out of some fold, these among them.
    usage : Usage
        What the fit took.
    """

    rows: NDArray[np.intp]
    folds: NDArray[np.intp]
    y: Any
    prediction: Any
    weight: Any
    X: Any
    bags: Any
    n_left_out: int
    usage: Usage


def record(plan: Plan, folds: Sequence[Any], meter: Meter, bags: Any = None) -> Record:
    """Return the record of a fit.

    Parameters
    ----------
    plan : Plan
    folds : sequence of ``ensemble.Predicted``
        Of the first folds, in order.
    meter : Meter
        Running since the fit began.
    bags : estimator or None
        See `Record`.
    """
    numbers = [np.full(len(f.y), i, dtype=np.intp) for i, f in enumerate(folds)]
    fold = np.concatenate(numbers)
    rows = np.concatenate([f.rows for f in folds])
    order = np.random.default_rng(plan.seed).permutation(len(rows))[:MOST_ROWS]
    weights = [f.weight for f in folds]
    return Record(
        rows=rows[order],
        folds=fold[order],
        y=np.concatenate([f.y for f in folds])[order],
        prediction=np.concatenate([f.prediction for f in folds])[order],
        weight=None if weights[0] is None else np.concatenate(weights)[order],
        X=_some(plan, rows[order]),
        bags=bags,
        n_left_out=sum(len(plan.splits.pairs[i][1]) for i in range(len(folds))),
        usage=meter.stop(),
    )


def _some(plan: Plan, rows: NDArray[np.intp]) -> Any:
    """Return as many of the rows as are light to keep."""
    X, form = plan.data.X, plan.task.schema.form
    if form == "object" or len(X.shape) != 2:
        return None
    cells = X.nnz / max(1, X.shape[0]) if form == "sparse" else X.shape[1]
    kept = rows[: max(1, int(MOST_CELLS / max(1.0, cells)))]
    return X.iloc[kept].reset_index(drop=True) if form == "table" else X[kept]
