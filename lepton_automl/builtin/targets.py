"""How y is recognised and checked for classification and regression.

The rule of recognition, by what y holds (missing values aside):

=====================================================  ==========================
strings, booleans, categories, mixed labels             classes
integers: two values                                    classes
integers: at most 20 values, each 10 times on average   classes
integers: 0, 1, ..., k - 1 (k <= 10), each 3 times      classes
integers without a gap from 0 or 1, k <= 100, balanced  classes
other integers                                          numbers
whole floats: two values                                classes
whole floats: at most 10 values, each 20 times          classes
other floats                                            numbers
anything else (dicts, arrays, dates, several columns)   neither
=====================================================  ==========================

Several columns are `lepton_automl.builtin.target_columns`' business.

It differs from ``sklearn.utils.multiclass.type_of_target``, for which floats that happen to be
whole are classes however many there are.
"""

from __future__ import annotations

import numbers
from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.dummy import DummyClassifier
from sklearn.utils import assert_all_finite
from sklearn.utils.multiclass import check_classification_targets

from lepton_automl.errors import InputError

CERTAIN, LIKELY, UNLIKELY = 0.9, 0.6, 0.3
LARGEST = 1e150


def looks_binary(y: Any, kinds: Collection[str]) -> float:
    """Return how sure it is that y holds two classes."""
    sure, n_values = _classes(y)
    return sure if n_values <= 2 else 0.0


def looks_multiclass(y: Any, kinds: Collection[str]) -> float:
    """Return how sure it is that y holds three or more classes."""
    sure, n_values = _classes(y)
    return sure if n_values > 2 else 0.0


def looks_like_regression(y: Any, kinds: Collection[str]) -> float:
    """Return how sure it is that y holds numbers to be estimated.

    Examples
    --------
    >>> looks_like_regression([151.0, 75.0, 141.0, 206.0], set())
    0.9
    """
    nature, values = _judge(y)
    if nature not in ("integer", "float"):
        return 0.0
    if _few(nature, values):
        return UNLIKELY
    return CERTAIN if nature == "float" else LIKELY


def binary(y: Any) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return y as 0 and 1, and its two labels, sorted.

    Examples
    --------
    >>> codes, labels = binary(["no", "yes", "no"])
    >>> codes.tolist(), labels.tolist()
    ([0, 1, 0], ['no', 'yes'])
    """
    codes, labels = multiclass(y)
    if len(labels) > 2:
        raise InputError(
            f"y has {len(labels)} classes ({_some(labels)}), but the task type 'binary' takes "
            "two. Use task='multiclass'."
        )
    return codes, labels


def multiclass(y: Any) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return y as 0, 1, ..., and its labels, sorted."""
    values = _column(y)
    _refuse_missing(values)
    try:
        if values.dtype.kind != "O":  # objects of several types are told of below
            check_classification_targets(values)
        labels, codes = np.unique(values, return_inverse=True)
    except ValueError as error:
        raise InputError(str(error)) from error
    except TypeError as error:
        raise InputError(
            f"y mixes labels that cannot be sorted ({_some(pd.unique(values))}). "
            "Make them all strings, such as with y.astype(str), or all numbers."
        ) from error
    if len(labels) < 2:
        raise InputError(
            f"y has only one class ({_some(labels)}). A classification needs two or more "
            "classes."
        )
    return codes.astype(np.int64, copy=False), labels


def values(y: Any) -> tuple[NDArray[np.float64], None]:
    """Return y as finite floats."""
    column = _column(y)
    _refuse_missing(column)
    if column.dtype.kind in "US" or (
        column.dtype.kind == "O" and not all(isinstance(v, numbers.Real) for v in column)
    ):
        raise InputError(
            f"y holds values that are not numbers ({_some(pd.unique(column))}), so it cannot "
            "be learned by regression. Use task='binary' or task='multiclass', or convert y."
        )
    if column.dtype.kind not in "buifO":
        raise InputError(
            f"y has dtype {column.dtype}, which regression cannot learn. Convert y to floats."
        )
    found = column.astype(np.float64)
    if np.abs(found).max(initial=0.0) > LARGEST:
        raise InputError(
            f"y has values as large as {np.abs(found).max():.3g}, whose squares no float can "
            "hold. Divide y by a constant, or learn its logarithm."
        )
    return found, None


def prior() -> Any:
    """Return the classifier that always predicts the shares of the classes."""
    return DummyClassifier(strategy="prior")


def _classes(y: Any) -> tuple[float, int]:
    """Return how sure it is that y holds classes, and how many."""
    nature, column = _judge(y)
    if nature == "label":
        n_values = len(pd.unique(column))
        # Labels that hardly ever repeat are names, sentences or transcripts.
        scarce = n_values > 20 and n_values > len(column) / 2
        return (0.2 if scarce else CERTAIN), n_values
    if nature in ("integer", "float"):
        few = _few(nature, column)
        return (LIKELY if few else UNLIKELY if nature == "integer" else 0.0), _count(column)
    return 0.0, 0


def _few(nature: str, column: NDArray[Any]) -> bool:
    """Tell whether the values of a column of numbers are few enough to be classes."""
    if nature == "float" and not np.all(column == np.floor(column)):
        return False
    n_values, n_rows = _count(column), len(column)
    if n_values == 2:
        return True
    if nature == "float":
        return 2 < n_values <= 10 and n_rows >= 20 * n_values
    if 2 < n_values <= 20 and n_rows >= 10 * n_values:
        return True
    first, last = column.min(), column.max()
    if first == 0 and last == n_values - 1 and 2 < n_values <= 10 and n_rows >= 3 * n_values:
        return True
    return (
        n_values <= 100 and first in (0, 1) and last - first == n_values - 1 and _even(column)
    )


def _even(column: NDArray[Any]) -> bool:
    """Tell whether whole numbers are about equally frequent, as codes of classes may be.

    Counts of things are not: few of them are great.
    """
    counts = np.bincount(column.astype(np.int64))
    counts = counts[counts > 0]
    return bool(counts.min() >= max(10, 0.5 * counts.mean()))


def _judge(y: Any) -> tuple[str, NDArray[Any]]:
    """Return what y holds ("label", "integer", "float" or "other") and the present values."""
    column = np.asarray(y)
    if column.ndim == 2 and column.shape[1] == 1:
        column = column[:, 0]
    if column.ndim != 1 or len(column) == 0:
        return "other", column
    if column.dtype.kind in "fO":
        present: NDArray[Any] = np.asarray(~_missing(column), dtype=bool)
        column = column[present]
        if len(column) == 0:
            return "other", column
    if column.dtype.kind == "O":
        column = _plain(column)
    if isinstance(getattr(y, "dtype", None), pd.CategoricalDtype) or column.dtype.kind in "bUS":
        return "label", column
    return {"i": "integer", "u": "integer", "f": "float", "L": "label"}.get(
        column.dtype.kind if column.dtype.kind != "O" else _objects(column), "other"
    ), column


def _plain(column: NDArray[Any]) -> NDArray[Any]:
    """Return objects that are all numbers, or all booleans, as an array of these."""
    if all(isinstance(v, (bool, np.bool_)) for v in column):
        return column.astype(bool)
    if any(isinstance(v, (bool, np.bool_)) for v in column):
        return column
    if all(isinstance(v, numbers.Integral) for v in column):
        small = all(-(2**63) <= v < 2**63 for v in column)
        return column.astype(np.int64 if small else np.float64)
    if all(isinstance(v, numbers.Real) for v in column):
        return column.astype(np.float64)
    return column


def _objects(column: NDArray[Any]) -> str:
    scalar = (str, bytes, numbers.Real, np.bool_)
    return "L" if all(isinstance(v, scalar) for v in column) else "O"


def _column(y: Any) -> NDArray[Any]:
    column = np.asarray(y)
    if column.ndim == 2 and column.shape[1] == 1:
        column = column[:, 0]
    if column.ndim != 1:
        raise InputError(
            f"y must have one value a row, got shape {column.shape}. Learn one column "
            "at a time."
        )
    return _plain(column) if column.dtype.kind == "O" and not _missing(column).any() else column


def _missing(column: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which values are missing; those that are containers are not."""
    if column.dtype.kind != "O":
        return np.asarray(pd.isna(column), dtype=bool)
    return np.fromiter(
        (
            v is None or v is pd.NA or v is pd.NaT or (isinstance(v, float) and v != v)
            for v in column
        ),
        dtype=bool,
        count=len(column),
    )


def _refuse_missing(column: NDArray[Any]) -> None:
    if column.dtype.kind in "OmM" and _missing(column).any():
        raise InputError("Input y contains NaN. Leave out the rows whose y is missing.")
    if column.dtype.kind == "f":
        try:
            assert_all_finite(column, input_name="y")
        except ValueError as error:
            raise InputError(f"{str(error).splitlines()[0]} Leave out such rows.") from error


def _count(column: NDArray[Any]) -> int:
    return len(np.unique(column))


def _some(labels: Any) -> str:
    shown = ", ".join(repr(v.item() if hasattr(v, "item") else v) for v in list(labels)[:3])
    return f"{shown}, ..." if len(labels) > 3 else shown
