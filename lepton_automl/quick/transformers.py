"""Fitted transformers as functions of the columns of rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline

from lepton_automl.quick.rows import FEW, Rows
from lepton_automl.quick.steps import Step, chain, dense, later_step, plain, step_of
from lepton_automl.quick.table import Lookup

__all__ = ["transform"]


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
        ``Rows -> ndarray or CSR matrix of shape (n_rows, n_outputs)``.
    """
    if isinstance(transformer, ColumnTransformer):
        return _side_by_side(transformer, columns)
    if isinstance(transformer, Pipeline):
        first = transform(transformer.steps[0][1], columns)
        rest = [later_step(each) for _, each in transformer.steps[1:]]
        return lambda rows: chain(rest, first(rows))
    step = step_of(transformer)
    if isinstance(step, Lookup):
        lookup: Lookup = step
        return lambda rows: lookup.of_rows(rows, columns)
    if step is not None:
        known: Step = step
        return lambda rows: known(rows.array(columns))
    return lambda rows: plain(transformer.transform(rows.frame(columns)))


def _side_by_side(
    transformer: ColumnTransformer, given: tuple[Any, ...] | None
) -> Callable[[Rows], Any]:
    weights = transformer.transformer_weights or {}
    parts = [
        _weighted(_part(each, columns, transformer, given), weights.get(name))
        for name, each, columns in transformer.transformers_
        if not (isinstance(each, str) and each == "drop") and not _is_empty(columns)
    ]
    if not transformer.sparse_output_:
        return lambda rows: np.concatenate([dense(part(rows)) for part in parts], axis=1)

    def stacked(rows: Rows) -> Any:
        if len(rows) > FEW:  # one-hot codes of many rows are better not written out
            return transformer.transform(rows.frame(given))
        return sparse.hstack([part(rows) for part in parts], format="csr")

    return stacked


def _part(
    each: Any, columns: Any, transformer: ColumnTransformer, given: tuple[Any, ...] | None
) -> Callable[[Rows], Any]:
    if not isinstance(columns, (str, int)):
        return transform(each, _known_as(_positions(columns, transformer), given))
    (column,) = _known_as((columns,), given)  # one alone, as transformers of texts want it
    first, *rest = [step for _, step in each.steps] if isinstance(each, Pipeline) else [each]
    later = [later_step(step) for step in rest]
    return lambda rows: chain(later, plain(first.transform(rows.alone(column))))


def _weighted(part: Callable[[Rows], Any], weight: float | None) -> Callable[[Rows], Any]:
    return part if weight is None else lambda rows: part(rows) * weight


def _known_as(columns: tuple[Any, ...], given: tuple[Any, ...] | None) -> tuple[Any, ...]:
    """Return columns as the rows know them: positions count from what a part was given."""
    if given is None:
        return columns
    return tuple(given[c] if isinstance(c, int) else c for c in columns)


def _positions(columns: Any, transformer: ColumnTransformer) -> tuple[Any, ...]:
    """Return names, or positions in place of a mask or a slice."""
    if isinstance(columns, slice):
        return tuple(range(transformer.n_features_in_))[columns]
    found = np.asarray(columns)
    return tuple((np.flatnonzero(found) if found.dtype == bool else found).tolist())


def _is_empty(columns: Any) -> bool:
    """Tell whether a part has no columns: scikit-learn leaves its transformer unfitted."""
    if isinstance(columns, (str, int, slice)):
        return False
    found = np.asarray(columns)
    return not (found.any() if found.dtype == bool else found.size)
