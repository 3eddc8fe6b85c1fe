"""Fitted transformers as functions of arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
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
from lepton_automl.quick.rows import Rows
from lepton_automl.quick.table import Lookup

__all__ = ["Step", "dense", "preparation", "transform"]

Step = Callable[[Any], Any]  # array -> array


def transform(
    transformer: Any, columns: tuple[Any, ...] | None = None
) -> Callable[[Rows], Any]:
    """Return what a fitted transformer does with columns of some rows.

    Parameters
    ----------
    transformer : transformer or {"passthrough"}
    columns : tuple or None
        The columns that it was fitted on: names of a table, positions in an array; None for
        all.

    Returns
    -------
    callable
        ``Rows -> ndarray of shape (n_rows, n_outputs)``.
    """
    if isinstance(transformer, ColumnTransformer) and not transformer.sparse_output_:
        return _side_by_side(transformer)
    if isinstance(transformer, Pipeline):
        first = transform(transformer.steps[0][1], columns)
        rest = [_array_step(each) for _, each in transformer.steps[1:]]
        return lambda rows: _chain(rest, first(rows))
    step = step_of(transformer)
    if isinstance(step, Lookup):
        lookup: Lookup = step
        return lambda rows: lookup.of_rows(rows, columns)
    if step is not None:
        known: Step = step
        return lambda rows: known(rows.array(columns))
    return lambda rows: dense(transformer.transform(rows.frame(columns)))


def preparation(transformer: Any) -> Callable[[Rows], Any]:
    """Return what comes before an estimator: as `transform`, but what is sparse stays so."""
    if isinstance(transformer, Pipeline):
        first = preparation(transformer.steps[0][1])
        rest = [(each, step_of(each)) for _, each in transformer.steps[1:]]

        def run(rows: Rows) -> Any:
            X = first(rows)
            for each, step in rest:
                X = step(X) if step and isinstance(X, np.ndarray) else each.transform(X)
            return X

        return run
    of_columns = isinstance(transformer, ColumnTransformer)
    if (of_columns and not transformer.sparse_output_) or step_of(transformer) is not None:
        return transform(transformer)
    return lambda rows: transformer.transform(rows.frame(None))


def dense(values: Any) -> Any:
    """Return an array, whatever a transformer returned."""
    return values.toarray() if hasattr(values, "toarray") else np.asarray(values)


def step_of(transformer: Any) -> Step | None:
    """Return a transformer as a function of one array, or None if it is not known here."""
    if isinstance(transformer, str) and transformer == "passthrough":
        return _floats
    make = _KNOWN.get(type(transformer))
    return make(transformer) if make else None


def _array_step(transformer: Any) -> Step:
    """Return a later step of a pipeline, which is given arrays in any case."""
    return step_of(transformer) or (lambda X: dense(transformer.transform(X)))


def _side_by_side(transformer: ColumnTransformer) -> Callable[[Rows], Any]:
    parts = [
        _part(each, columns, transformer)
        for _, each, columns in transformer.transformers_
        if not (isinstance(each, str) and each == "drop") and not _is_empty(columns)
    ]
    return lambda rows: np.concatenate([part(rows) for part in parts], axis=1)


def _part(each: Any, columns: Any, transformer: ColumnTransformer) -> Callable[[Rows], Any]:
    if isinstance(columns, (str, int)):  # one alone, as transformers of texts want it
        return lambda rows: dense(each.transform(rows.alone(columns)))
    return transform(each, _positions(columns, transformer))


def _positions(columns: Any, transformer: ColumnTransformer) -> tuple[Any, ...]:
    """Return names, or positions in place of a mask or a slice."""
    if isinstance(columns, slice):
        return tuple(range(transformer.n_features_in_))[columns]
    found = np.asarray(columns)
    return tuple(np.flatnonzero(found).tolist() if found.dtype == bool else columns)


def _is_empty(columns: Any) -> bool:
    """Tell whether a part has no columns: scikit-learn leaves its transformer unfitted."""
    if isinstance(columns, (str, int, slice)):
        return False
    found = np.asarray(columns)
    return not (found.any() if found.dtype == bool else found.size)


def _floats(X: Any) -> Any:
    return X.astype(np.float64) if X.dtype == object else X


def _chain(steps: list[Step], X: Any) -> Any:
    for step in steps:
        X = step(X)
    return X


def _pipeline(transformer: Pipeline) -> Step | None:
    steps = [step_of(each) for _, each in transformer.steps]
    if any(step is None for step in steps):
        return None
    found = [step for step in steps if step is not None]
    return lambda X: _chain(found, X)


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
    if function is not np.clip and function is not np.asarray:
        return None
    return lambda X: function(_floats(X), **words)


def _quantile(transformer: QuantileTransformer) -> Step:
    step = quantile_step(transformer)
    return lambda X: step(_floats(X))


def _encode(transformer: Any) -> Step | None:
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
