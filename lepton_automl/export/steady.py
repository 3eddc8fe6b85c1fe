"""On which rows a model can be compared with another form of itself.

Not on those that it refuses: an estimator may mind huge numbers where nobody else does. Nor on
those where it predicts otherwise when its huge numbers change in their last digits: there
rounding decides, and no answer is right or wrong.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_automl.errors import ExportError
from lepton_automl.export.compare import differences
from lepton_automl.export.probe import len_of, take
from lepton_automl.export.replay import answers

__all__ = ["expected", "steady"]

HUGE = 1e9
SHAKE = 2.0**-48  # some sixteen of the smallest steps that a float64 can take


def expected(model: Any, X: Any) -> tuple[Any, dict[str, Any]]:
    """Return the rows that the model itself can predict, and what it says of them.

    An estimator may refuse a row that nobody else minds, such as one with huge numbers.
    """
    try:
        return X, answers(model, X)
    except Exception as refused:
        kept = [
            row for row in range(len_of(X)) if _can(model, take(X, np.arange(row, row + 1)))
        ]
        if not kept:
            raise ExportError(
                f"The model cannot predict any of the rows made up for it: {refused}. "
                "Nothing can be compared, so nothing was written."
            ) from refused
        X = take(X, np.array(kept))
        return X, answers(model, X)


def steady(model: Any, X: Any, wanted: dict[str, Any], tolerance: float) -> Any:
    """Return the positions of the rows whose prediction hangs on no last digit of huge numbers.

    Where it does in all rows, there are no others to compare on, and all are returned.

    Parameters
    ----------
    model : object
        The fitted model.
    X : DataFrame, array or CSR matrix
        Rows in canonical form.
    wanted : mapping
        What `expected` returned for them.
    tolerance : float
        How far predictions may be from each other.
    """
    kept = np.ones(len_of(X), dtype=bool)
    for step in (SHAKE, -SHAKE):
        shaken = _shaken(X, 1.0 + step)
        if shaken is None:
            break
        apart = differences(wanted, answers(model, shaken))
        if apart is not None:
            kept &= apart.reshape(len(kept), -1).max(axis=1) <= tolerance
    return np.flatnonzero(kept if kept.any() else ~kept)


def _shaken(X: Any, factor: float) -> Any:
    """Return X with its huge numbers changed a little; None if it has none."""
    if hasattr(X, "columns"):
        numbers = X.select_dtypes("floating")
        huge = numbers.abs() >= HUGE
        found = X.copy()
        found[numbers.columns] = numbers.mask(huge, numbers * factor)
        return found if bool(huge.to_numpy().any()) else None
    if not isinstance(X, np.ndarray) or X.dtype.kind != "f":
        return None
    huge = np.abs(X) >= HUGE
    return np.where(huge, X * X.dtype.type(factor), X) if huge.any() else None


def _can(model: Any, X: Any) -> bool:
    try:
        answers(model, X)
    except Exception:
        return False
    return True
