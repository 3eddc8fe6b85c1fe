"""Fitted transformers of one array as functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MaxAbsScaler,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
    TargetEncoder,
)

from lepton_automl.quick.quantiles import quantile_step
from lepton_automl.quick.table import Lookup
from lepton_automl.quick.texts import condensing, weighing

__all__ = ["Step", "chain", "dense", "later_step", "plain", "step_of"]

Step = Callable[[Any], Any]  # array -> array


def step_of(transformer: Any) -> Step | None:
    """Return a transformer as a function of one array, or None if it is not known here."""
    if isinstance(transformer, str) and transformer == "passthrough":
        return _floats
    make = _KNOWN.get(type(transformer))
    return make(transformer) if make else None


def later_step(transformer: Any) -> Step:
    """Return a later step of a pipeline, which is given arrays, or counts that are sparse."""
    of_array = step_of(transformer)
    of_sparse = _KNOWN_SPARSE.get(type(transformer), lambda _: None)(transformer)

    def step(X: Any) -> Any:
        known = of_sparse if sparse.issparse(X) else of_array
        return known(X) if known else plain(transformer.transform(X))

    return step


def plain(values: Any) -> Any:
    """Return a CSR matrix or an array, whatever a transformer returned."""
    return values.tocsr() if sparse.issparse(values) else np.asarray(values)


def dense(values: Any) -> Any:
    """Return an array in any case."""
    return values.toarray() if sparse.issparse(values) else np.asarray(values)


def chain(steps: list[Step], X: Any) -> Any:
    """Return what steps make of an array, one after the other."""
    for step in steps:
        X = step(X)
    return X


def _floats(X: Any) -> Any:
    return X.astype(np.float64) if X.dtype == object else X


def _pipeline(transformer: Pipeline) -> Step | None:
    steps = [step_of(each) for _, each in transformer.steps]
    if any(step is None for step in steps):
        return None
    found = [step for step in steps if step is not None]
    return lambda X: chain(found, X)


def _impute(transformer: SimpleImputer) -> Step | None:
    if not pd.isna(transformer.missing_values) or transformer.statistics_.dtype == object:
        return None
    fill = transformer.statistics_
    told = transformer.indicator_.features_ if transformer.add_indicator else None

    def impute(X: Any) -> Any:
        X = _floats(X)
        absent = np.isnan(X)
        filled = np.where(absent, fill, X)
        return filled if told is None else np.hstack([filled, absent[:, told]])

    return impute


def _standard(transformer: StandardScaler) -> Step:
    mean = transformer.mean_ if transformer.with_mean else 0.0
    scale = transformer.scale_ if transformer.with_std else 1.0
    return lambda X: (_floats(X) - mean) / scale


def _robust(transformer: RobustScaler) -> Step:
    center = transformer.center_ if transformer.with_centering else 0.0
    scale = transformer.scale_ if transformer.with_scaling else 1.0
    return lambda X: (_floats(X) - center) / scale


def _minmax(transformer: MinMaxScaler) -> Step | None:
    if transformer.clip:
        return None
    return lambda X: _floats(X) * transformer.scale_ + transformer.min_


def _maxabs(transformer: MaxAbsScaler) -> Step | None:
    if transformer.clip:
        return lambda X: np.clip(_floats(X) / transformer.scale_, -1.0, 1.0)
    return lambda X: _floats(X) / transformer.scale_


def _function(transformer: FunctionTransformer) -> Step | None:
    function, words = transformer.func, transformer.kw_args or {}
    if function is None:
        return lambda X: X
    if function not in (np.clip, np.asarray, np.round):
        return None
    return lambda X: function(_floats(X), **words)


def _quantile(transformer: QuantileTransformer) -> Step:
    step = quantile_step(transformer)
    return lambda X: step(_floats(X))


def _encode(transformer: Any) -> Step | None:
    if getattr(transformer, "handle_unknown", None) == "error":
        return None
    lookup = Lookup.of(transformer)
    return None if lookup is None else lookup


_KNOWN: dict[type, Callable[[Any], Step | None]] = {
    Pipeline: _pipeline,
    SimpleImputer: _impute,
    StandardScaler: _standard,
    RobustScaler: _robust,
    MinMaxScaler: _minmax,
    MaxAbsScaler: _maxabs,
    FunctionTransformer: _function,
    QuantileTransformer: _quantile,
    OneHotEncoder: _encode,
    OrdinalEncoder: _encode,
    TargetEncoder: _encode,
}

_KNOWN_SPARSE: dict[type, Callable[[Any], Step | None]] = {
    TfidfTransformer: weighing,
    TruncatedSVD: condensing,
}
