"""Metrics of quantiles: `outputs` holds their levels, `y_pred` one column a level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def pinball_loss(
    y_true: Array,
    y_pred: Array,
    sample_weight: Array | None = None,
    outputs: Sequence[float] = (0.5,),
) -> float:
    """Return the pinball loss, averaged over levels.

    Too low a quantile costs its level for each unit, too high a one the rest to 1; for the
    median it is half the absolute error.

    Examples
    --------
    >>> pinball_loss(np.array([10.0]), np.array([[6.0, 12.0]]), outputs=(0.1, 0.5))
    0.7
    """
    levels = np.asarray(outputs, dtype=np.float64)
    short = y_true[:, None] - y_pred.reshape(len(y_true), -1)
    losses = np.maximum(levels * short, (levels - 1) * short)
    return float(np.mean(np.average(losses, axis=0, weights=sample_weight)))


def d2_pinball(
    y_true: Array,
    y_pred: Array,
    sample_weight: Array | None = None,
    outputs: Sequence[float] = (0.5,),
) -> float:
    """Return the share of the pinball loss of constant quantiles that is explained away."""
    constant = np.quantile(y_true, outputs, weights=sample_weight, method="inverted_cdf")
    trivial = pinball_loss(y_true, np.tile(constant, (len(y_true), 1)), sample_weight, outputs)
    if trivial == 0:
        return float("nan")
    return 1.0 - pinball_loss(y_true, y_pred, sample_weight, outputs) / trivial
