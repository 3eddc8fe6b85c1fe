"""Booleans: yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl.builtin.kinds.cells import cells, coded
from lepton_automl.plugin.specs import EstimatorSpec
from lepton_automl.space import Space
from lepton_automl.task import Input, Task

__all__ = ["read", "recognise", "space", "to_number"]

_PAIRS = ({"true", "false"}, {"yes", "no"}, {"y", "n"}, {"t", "f"})
_MEANING = {"true": 1.0, "yes": 1.0, "y": 1.0, "t": 1.0, "1": 1.0, "on": 1.0}
_MEANING |= {"false": 0.0, "no": 0.0, "n": 0.0, "f": 0.0, "0": 0.0, "off": 0.0}


def recognise(values: pd.Series) -> float:
    """Return how sure it is that a column holds booleans."""
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return 0.0
    if pd.api.types.is_bool_dtype(dtype):
        return 1.0
    if not (pd.api.types.is_object_dtype(dtype) or pd.api.types.is_string_dtype(dtype)):
        return 0.0
    found = cells(values)
    if found and all(isinstance(v, (bool, np.bool_)) for v in found):
        return 1.0
    words = {str(v).strip().lower() for v in found if isinstance(v, (str, bool, np.bool_))}
    whole = all(isinstance(v, (str, bool, np.bool_)) for v in found)
    return 0.95 if whole and words in _PAIRS else 0.0


def read(values: pd.Series) -> Any:
    """Return a float array of 0, 1, and NaN where a cell is missing or is neither."""
    if pd.api.types.is_numeric_dtype(values.dtype):
        found = values.to_numpy(dtype=np.float64, na_value=np.nan)
        return np.where((found == 0) | (found == 1), found, np.nan)
    codes, levels = coded(values, _meaning)
    return np.array([*map(_meaning, levels), np.nan], dtype=np.float64)[codes]


def space(spec: EstimatorSpec, inputs: tuple[Input, ...], task: Task) -> Space:
    """Return an empty space: there is one good way."""
    return {}


def to_number(
    inputs: tuple[Input, ...], params: Mapping[str, Any], needs: EstimatorSpec
) -> Any:
    """Return the most frequent value for missing ones, unless the estimator handles them."""
    from sklearn.impute import SimpleImputer

    if "missing" in needs.handles:
        return "passthrough"
    return SimpleImputer(strategy="most_frequent", add_indicator=True, keep_empty_features=True)


def _meaning(value: Any) -> float:
    if isinstance(value, str):
        return _MEANING.get(value.strip().lower(), np.nan)
    if isinstance(value, (bool, np.bool_, int, float, np.number)) and value in (0, 1):
        return float(value)
    return np.nan
