"""What a worker reads: the same frames for every system."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["dates", "plain", "read"]

FORMATS = ("ISO8601", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%dT%H%M%S")


def read(job: dict[str, Any], folder: Path) -> tuple[pd.DataFrame, np.ndarray, pd.DataFrame]:
    """Return X and y to learn from, and X held out.

    Text is text and numbers are numbers, as pandas reads them; an empty cell is the only sign
    for missing; what the index says are dates are dates. Classes are 0, 1, 2, ... A table of
    numbers alone may come as two arrays.
    """
    y = np.load(folder / "y.npy")
    if "csv" not in job:
        return _numbers(folder / "X.npy"), y, _numbers(folder / "X_test.npy")
    X = pd.read_csv(job["csv"], keep_default_na=False, na_values=[""])
    X = X.drop(columns=job["target"])
    for name in job["dates"]:
        X[name] = dates(X[name])
    train, test = np.load(folder / "train.npy"), np.load(folder / "test.npy")
    return X.iloc[train].reset_index(drop=True), y, X.iloc[test].reset_index(drop=True)


def _numbers(path: Path) -> pd.DataFrame:
    values = np.load(path)
    return pd.DataFrame(values, columns=[f"x{i}" for i in range(values.shape[1])])


def dates(column: pd.Series) -> pd.Series:
    """Return a column of text as dates, in the first format that fits all of it."""
    for form in FORMATS:
        try:
            return pd.to_datetime(column, format=form)
        except ValueError:
            continue
    raise ValueError(f"the column {column.name!r} is no date in any known format")


def plain(X: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return a frame for a bare booster, and the names of its columns of text.

    Columns are renamed, since LightGBM refuses some names; dates become seconds.
    """
    X = X.set_axis([f"column_{i}" for i in range(X.shape[1])], axis=1)
    for name in X.select_dtypes("datetime").columns:
        seconds = (X[name] - pd.Timestamp(0)).dt.total_seconds()
        X[name] = seconds.astype(float)
    words = [n for n in X.columns if not pd.api.types.is_numeric_dtype(X[n])]
    return X, words
