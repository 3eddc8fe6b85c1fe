"""Lengths, widths, weights and groups."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl.errors import InputError
from lepton_automl.plugin.specs import TaskSpec

__all__ = ["enough_rows", "per_row", "same_length", "same_width", "sized"]

RESHAPE = (
    "Reshape your data either using array.reshape(-1, 1) if your data has a single feature "
    "or array.reshape(1, -1) if it contains a single sample."
)


def sized(raw: Any, owner: str, least: int) -> None:
    """Refuse X without rows or columns, or with one dimension only.

    Raises
    ------
    InputError
        In the words that scikit-learn uses for it.
    """
    shape = raw.shape
    if len(shape) < 2 and not (len(shape) == 1 and raw.dtype == object):
        got = "scalar" if not shape else "1D"
        raise InputError(
            f"Expected 2D array, got {got} array instead (shape={shape}). {RESHAPE}"
        )
    if shape[0] < least:
        raise InputError(
            f"Found array with {shape[0]} sample(s) (shape={shape}) while a minimum of {least} "
            f"is required by {owner}."
        )
    if len(shape) > 1 and shape[1] == 0:
        raise InputError(
            f"Found array with 0 feature(s) (shape={shape}) while a minimum of 1 is required "
            f"by {owner}."
        )


def same_width(raw: Any, width: int, owner: str) -> None:
    """Refuse an array with more or fewer columns than in ``fit``."""
    if raw.ndim != 2:
        raise InputError(
            f"Expected 2D array, got {raw.ndim}D array instead (shape={raw.shape}). {RESHAPE}"
        )
    if raw.shape[1] != width:
        raise InputError(
            f"X has {raw.shape[1]} features, but {owner} is expecting {width} features as "
            "input."
        )


def same_length(**parts: int) -> None:
    """Refuse parts of unequal length.

    Examples
    --------
    >>> same_length(X=3, y=3)
    """
    if len(set(parts.values())) > 1:
        told = ", ".join(f"{name} has {length}" for name, length in parts.items())
        raise InputError(
            "Found input variables with inconsistent numbers of samples: "
            f"{list(parts.values())} ({told})."
        )


def per_row(name: str, values: Any, n_rows: int) -> Any:
    """Return weights or groups as an array with one value a row; None stays None.

    Raises
    ------
    InputError
        If a value is missing, a weight is negative or infinite, or the length is wrong.
    """
    if values is None:
        return None
    weights = name == "sample_weight"
    if weights and isinstance(values, Real):
        values = np.full(n_rows, values)
    found = np.asarray(values)
    if found.ndim != 1:
        raise InputError(f"{name} must be 1-dimensional; its shape is {found.shape}.")
    same_length(X=n_rows, **{name: len(found)})
    missing = int(pd.isna(found).sum())
    if missing:
        raise InputError(f"{name} has {missing} missing values. Give every row one.")
    return _weights(found) if weights else found


def enough_rows(encoded: Any, classes: tuple[Any, ...] | None, spec: TaskSpec) -> None:
    """Refuse classes of which no row can be learned from while another is left to test on.

    Raises
    ------
    InputError
        If no class has two rows, or one of two classes has a single one.
    """
    if classes is None or spec.splitter != "stratified" or spec.prediction != "probability":
        return
    counts = np.bincount(encoded, minlength=len(classes))
    if counts.max() < 2:
        few = ", ".join(map(repr, classes[:3]))
        told = f"{few}, ..." if len(classes) > 3 else few
        cure = (
            " If they are numbers, convert them: y.astype(float)."
            if all(map(_spells_number, classes))
            else " Give more rows, or labels that name groups of rows."
        )
        raise InputError(f"No label of y occurs twice ({told}): no class can be learned.{cure}")
    if len(classes) == 2 and counts.min() < 2:
        raise InputError(
            f"y has the class {classes[int(counts.argmin())]!r} in one row alone. Two classes "
            "need two rows each at least, one to learn from and one to test on: give more rows."
        )


def _spells_number(label: Any) -> bool:
    try:
        float(label)
    except (TypeError, ValueError):
        return False
    return isinstance(label, str)


def _weights(values: Any) -> Any:
    try:
        found = values.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"sample_weight must hold numbers: {error}.") from None
    if not np.isfinite(found).all():
        raise InputError("sample_weight contains infinity. Give every row a finite weight.")
    if (found < 0).any():
        raise InputError(f"sample_weight has negative values, such as {found.min()}.")
    if not found.any():
        raise InputError("sample_weight is zero for every row. Give some rows weight.")
    return found
