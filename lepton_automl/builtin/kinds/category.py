"""Categories: names of groups, from two to many thousands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl.builtin.kinds.cells import cells, coded, is_missing
from lepton_automl.plugin.specs import EstimatorSpec
from lepton_automl.space import Choice, Space
from lepton_automl.task import Input, Task

__all__ = ["read", "recognise", "space", "to_codes", "to_number"]

FEW = 30  # a column a level is cheap up to here
CODES = 254  # what histogram-based trees can hold in a byte, beside missing
DENSE = 100  # more one-hot columns than this are kept sparse where the estimator can
ENOUGH_ROWS = 200  # fewer rows say too little about the target of a level
_TARGETS = {
    "binary": "binary",
    "multiclass": "multiclass",
    "regression": "continuous",
    "quantile": "continuous",
}


def recognise(values: pd.Series) -> float:
    """Return how sure it is that a column holds names: what nothing else claims."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return 1.0
    if pd.api.types.is_object_dtype(values.dtype):
        found = cells(values)
        return 0.5 if found and all(map(_is_plain, found)) else 0.0
    if isinstance(values.dtype, pd.IntervalDtype):
        return 0.5
    return 0.5 if pd.api.types.is_string_dtype(values.dtype) else 0.0


def read(values: pd.Series) -> Any:
    """Return an object array of str, NaN where a cell is missing."""
    codes, levels = coded(values, _name)
    names = np.empty(len(levels) + 1, dtype=object)
    names[:-1] = [_name(v) for v in levels]
    names[-1] = np.nan  # code -1 means missing
    return names[codes]


def space(spec: EstimatorSpec, inputs: tuple[Input, ...], task: Task) -> Space:
    """Return how categories may become numbers; the first of each choice is the default."""
    target = ("target",) if _can_target(spec, task) else ()
    few = ("onehot", "ordinal") if "scaled" in spec.wants else ("ordinal", "onehot")
    many = (*target, *few)
    found: dict[str, Any] = {}
    if "category" not in spec.accepts and any(i.levels <= FEW for i in inputs):
        found["encoding"] = Choice(*few, *target)
    if any(i.levels > (CODES if "category" in spec.accepts else FEW) for i in inputs):
        found["many"] = Choice(*many)
    return found


def to_codes(inputs: tuple[Input, ...], params: Mapping[str, Any], needs: EstimatorSpec) -> Any:
    """Return codes 0, 1, ... with NaN for missing and for unseen, at most 254 of them."""
    return _ordinal(np.nan, CODES)


def to_number(
    inputs: tuple[Input, ...], params: Mapping[str, Any], needs: EstimatorSpec
) -> Any:
    """Return encoders: one for columns of few levels, one for columns of many."""
    from sklearn.compose import ColumnTransformer

    few = [i for i in inputs if i.levels <= FEW]
    many = [i for i in inputs if i.levels > FEW]
    parts = [
        (few, "few", params.get("encoding", "onehot")),
        (many, "many", params.get("many", "onehot")),
    ]
    found = [
        (part, _encoder(encoding, columns, needs), [i.name for i in columns])
        for columns, part, encoding in parts
        if columns
    ]
    if len(found) == 1:
        return found[0][1]
    sparse = 0.3 if "sparse" in needs.handles else 0.0
    return ColumnTransformer(found, sparse_threshold=sparse, verbose_feature_names_out=False)


def _encoder(encoding: str, inputs: list[Input], needs: EstimatorSpec) -> Any:
    from sklearn.model_selection import KFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler, TargetEncoder

    if encoding == "onehot":
        width = sum(min(i.levels, FEW) for i in inputs)
        return OneHotEncoder(
            handle_unknown="infrequent_if_exist",
            max_categories=FEW + 1,  # the levels of a column of few, and missing
            min_frequency=2 if width > FEW else None,
            sparse_output="sparse" in needs.handles and width > DENSE,
            dtype=np.float64,
        )
    if encoding == "target":
        (task,) = needs.tasks
        # Not stratified: rare classes would make that warn, or fail.
        folds = KFold(5, shuffle=True)
        encoder = TargetEncoder(target_type=_TARGETS[task], cv=folds)
    else:
        encoder = _ordinal(np.nan if "missing" in needs.handles else -1, None)
    return make_pipeline(encoder, StandardScaler()) if "scaled" in needs.wants else encoder


def _ordinal(absent: float, most: int | None) -> Any:
    from sklearn.preprocessing import OrdinalEncoder

    return OrdinalEncoder(
        handle_unknown="use_encoded_value",
        unknown_value=absent,
        encoded_missing_value=absent,
        max_categories=most,
    )


def _can_target(spec: EstimatorSpec, task: Task) -> bool:
    return task.type in _TARGETS and task.n_rows >= ENOUGH_ROWS and task.n_classes <= 20


def _name(value: Any) -> Any:
    if isinstance(value, (list, dict, set, np.ndarray)):
        return str(value)
    if is_missing(value):
        return np.nan
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return str(value)


def _is_plain(value: Any) -> bool:
    return not isinstance(value, (list, dict, set, tuple, np.ndarray))
