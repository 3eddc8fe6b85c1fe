"""Whether numbers seem to be measured in one unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

__all__ = ["one_unit"]

LEAST = 16  # columns: that the ranges of fewer are alike may be chance
ALIKE = 10.0  # times the range of a narrow column that of a wide one is, at most
SOME_ROWS = 10_000


def one_unit(columns: Sequence[Any]) -> bool:
    """Tell whether columns of numbers seem to be of one unit, as pixels and spectra are.

    They do where there are many, and the ranges of nearly all lie within a power of ten. What
    is then larger in one column than in another is larger in truth, so that scaling each by
    itself throws something away.

    Parameters
    ----------
    columns : sequence of ndarray of shape (n_rows,)
        Floats; NaN where there is no number.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> pixels = rng.uniform(0, 255, (30, 20))
    >>> one_unit(list(pixels.T)), one_unit(list((pixels * np.logspace(0, 5, 20)).T))
    (True, False)
    """
    if len(columns) < LEAST:
        return False
    ranges = np.array([_range(np.asarray(column)) for column in columns])
    varying = ranges[ranges > 0]
    if len(varying) < LEAST:
        return False
    narrow, wide = np.quantile(varying, [0.1, 0.9])
    return bool(wide <= ALIKE * narrow)


def _range(column: Any) -> float:
    some = column[:: max(1, len(column) // SOME_ROWS)]
    present = some[~np.isnan(some)]
    return float(np.ptp(present)) if len(present) else 0.0
