"""What X is, whatever it came as: a table, an array, a sparse matrix, or objects."""

from __future__ import annotations

import numbers
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from lepton_automl.errors import InputError

__all__ = ["ObjectError", "columns", "csr", "floats", "named", "source", "sparse_floats"]


class ObjectError(InputError, TypeError):
    """A cell of an array is neither a number nor a string."""


def source(X: Any) -> Any:
    """Return X as a DataFrame, an array, or a CSR matrix; never a copy without need.

    A 2-D array that holds anything but numbers becomes a DataFrame with columns ``"x0"``,
    ``"x1"``, ... A list of unlike things becomes a 1-D object array.
    """
    if isinstance(X, pd.DataFrame):
        return X
    if sparse.issparse(X):
        return X
    if isinstance(X, pd.Series):
        return _objects(X.to_numpy(dtype=object))
    if type(X).__module__.partition(".")[0] == "polars":
        return _from_polars(X)
    if hasattr(X, "to_pandas"):
        return source(X.to_pandas())
    if isinstance(X, (str, bytes, dict)) or not _is_listlike(X):
        raise InputError(
            f"X is {_short(X)}, of type {type(X).__name__!r}. Pass a DataFrame, an array, a "
            "sparse matrix, or a list of rows."
        )
    return _from_array(_as_array(X))


def columns(frame: pd.DataFrame) -> list[str]:
    """Return unique string names: the second "a" is "a.1"."""
    found: list[str] = []
    taken = {str(name) for name in frame.columns}
    seen: set[str] = set()
    for name in map(str, frame.columns):
        unique, count = name, 0
        while unique in seen or (count and unique in taken):
            count += 1
            unique = f"{name}.{count}"
        seen.add(unique)
        found.append(unique)
    return found


def named(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a shallow copy whose columns have unique string names and whose rows count up."""
    found = frame.copy(deep=False)
    found.columns = pd.Index(columns(frame), dtype=object)
    found.index = pd.RangeIndex(len(frame))
    return found


def floats(X: Any) -> Any:
    """Return an array of float64 (or float32, if it was) without infinite values."""
    if X.dtype.kind == "c":
        raise InputError("Complex data not supported. Pass real numbers.")
    dtype = np.float32 if X.dtype in (np.float32, np.float16) else np.float64
    found = X.astype(dtype, copy=False) if X.dtype != object else _numbers(X)
    _refuse_infinity(found)
    return found


def sparse_floats(X: Any) -> Any:
    """Return a CSR matrix of floats in canonical form, leaving its argument alone."""
    if X.dtype.kind == "c":
        raise InputError("Complex data not supported. Pass real numbers.")
    if X.ndim != 2:
        raise InputError(f"Expected 2D array, got a sparse array of shape {X.shape} instead.")
    found = X.tocsr()
    if not found.has_canonical_format:
        found = found.copy()
        found.sum_duplicates()
    if found.dtype != np.float32:
        found = found.astype(np.float64, copy=False)
    _refuse_infinity(found.data)
    if found.indices.dtype != np.int32 and max(found.nnz, *found.shape) < 2**31:
        # Many estimators refuse 64-bit positions.
        parts = (found.data, found.indices.astype(np.int32), found.indptr.astype(np.int32))
        found = type(found)(parts, shape=found.shape)
    return found


def csr(X: Any) -> Any:
    """Return a dense array as a CSR matrix."""
    return sparse.csr_matrix(X)


def _from_polars(X: Any) -> Any:
    if hasattr(X, "collect"):
        X = X.collect()
    if not hasattr(X, "columns"):
        return _objects(X.to_list())
    # One column at a time, since to_pandas needs pyarrow.
    parts = {name: _from_polars_column(X[name]) for name in X.columns}
    return pd.DataFrame(parts, index=pd.RangeIndex(len(X)))


def _from_polars_column(column: Any) -> pd.Series:
    values = column.to_numpy()
    if values.ndim != 1 or str(column.dtype).startswith(("List", "Struct", "Array")):
        values = _objects(column.to_list())
    return pd.Series(values, dtype=object if values.dtype == object else None)


def _is_listlike(X: Any) -> bool:
    return hasattr(X, "__array__") or hasattr(X, "__len__") or hasattr(X, "__iter__")


def _as_array(X: Any) -> Any:
    if isinstance(X, np.ma.MaskedArray):
        return _unmasked(X)
    if isinstance(X, np.ndarray):
        return np.asarray(X)  # of a np.matrix, which estimators refuse, a plain array
    if hasattr(X, "__array__"):
        return np.asarray(X)
    rows = list(X)
    if any(sparse.issparse(row) for row in rows):
        raise InputError("X is a list of sparse matrices. Stack them with scipy.sparse.vstack.")
    try:
        found = np.array(rows)
    except (ValueError, TypeError):
        return _objects(rows)
    # numpy makes strings of numbers that stand beside strings.
    return found if found.dtype.kind in "biufc" else _shaped(rows, found)


def _unmasked(X: Any) -> Any:
    """Return a masked array as a plain one, in which what is masked is missing."""
    if not np.ma.is_masked(X):
        return np.asarray(X)
    if X.dtype.kind in "biu":
        X = X.astype(np.float64)
    if X.dtype.kind in "fc":
        return X.filled(np.nan)
    found = np.array(X.data, dtype=object)
    found[np.ma.getmaskarray(X)] = None
    return found


def _shaped(rows: list[Any], found: Any) -> Any:
    if found.ndim < 2 or found.dtype == object:
        return _objects(rows) if found.ndim < 2 else found
    return np.array(rows, dtype=object)


def _objects(values: Any) -> Any:
    found = np.empty(len(values), dtype=object)
    for i, value in enumerate(values):
        found[i] = value
    return found


def _from_array(X: Any) -> Any:
    if X.dtype.names and X.ndim == 1:
        return pd.DataFrame({name: X[name] for name in X.dtype.names})
    if X.ndim == 1 and X.dtype.kind == "U":
        return X.astype(object)
    if X.ndim != 2 or X.dtype.kind in "biufc":
        return X
    if X.dtype == object and _holds_numbers(X):
        return X
    names = [f"x{i}" for i in range(X.shape[1])]
    cells = X.astype(object) if X.dtype.kind in "SU" else X
    dtype = object if cells.dtype == object else None
    parts = {n: pd.Series(cells[:, i], dtype=dtype) for i, n in enumerate(names)}
    return pd.DataFrame(parts, index=pd.RangeIndex(len(X)))


def _holds_numbers(X: Any) -> bool:
    types = {type(value) for value in X.ravel().tolist()} - {type(None), type(pd.NA)}
    if all(issubclass(t, (numbers.Number, Decimal, np.bool_)) for t in types):
        return True
    strange = [t for t in types if issubclass(t, (dict, list, tuple, set, np.ndarray))]
    if strange:
        raise ObjectError(
            "argument must be a string or a real number: X holds a cell of type "
            f"{strange[0].__name__!r}."
        )
    return False


def _numbers(X: Any) -> Any:
    if any(isinstance(value, complex) for value in X.ravel().tolist()):
        raise InputError("Complex data not supported. Pass real numbers.")
    missing = pd.isna(X)
    try:
        return np.where(missing, np.nan, X).astype(np.float64)
    except OverflowError:
        raise InputError(
            "Input X contains infinity or a value too large for dtype('float64')."
        ) from None


def _refuse_infinity(values: Any) -> None:
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(np.sum(values, dtype=np.float64)):
            return
    if np.isinf(values).any():
        raise InputError(
            f"Input X contains infinity or a value too large for dtype('{values.dtype}'). "
            "Replace infinite values, for example by NaN."
        )


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
