"""Which inputs X has, of which kinds, and which columns cannot be learned from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from lepton_automl._lazy import resolve
from lepton_automl.errors import InputError, did_you_mean
from lepton_automl.intake.check import RESHAPE
from lepton_automl.intake.layout import table
from lepton_automl.intake.source import columns, floats, named, sparse_floats
from lepton_automl.intake.useless import digest, useless
from lepton_automl.plugin.specs import KindSpec
from lepton_automl.task import Input, Schema

__all__ = ["NUMBER", "describe", "read_table"]

NUMBER = "number"
CATEGORY = "category"
# How sure it is that a 2-D array holds plain numbers; an array kind of a plugin may be surer.
SURE = 0.9


def describe(
    raw: Any, known: Mapping[str, KindSpec], kinds: Mapping[Any, str] | str | None
) -> tuple[Schema, Any]:
    """Return the schema of X, and X in the form that it describes.

    Raises
    ------
    InputError
        If a column or all of X is of no known kind, or no column can be learned from.
    """
    if isinstance(raw, pd.DataFrame):
        return _table(raw, known, _forced(columns(raw), known, kinds), raw.columns)
    if sparse.issparse(raw):
        found = sparse_floats(raw)
        return Schema("sparse", (Input(None, NUMBER, found.shape[1]),)), found
    if kinds and not isinstance(kinds, str) and raw.ndim == 2:
        frame = table(raw)
        by_name = {f"x{c}" if isinstance(c, int) else c: kind for c, kind in kinds.items()}
        return _table(frame, known, _forced(list(frame.columns), known, by_name), None)
    return _array(raw, known, kinds)


def read_table(
    frame: pd.DataFrame, inputs: tuple[Input, ...], known: Mapping[str, KindSpec]
) -> pd.DataFrame:
    """Return the inputs of a table, each in the canonical form of its kind."""
    readers = {kind: resolve(known[kind].read) for kind in {i.kind for i in inputs}}
    return _frame({i.name: readers[i.kind](frame[i.name]) for i in inputs}, len(frame))


def _table(
    raw: pd.DataFrame,
    known: Mapping[str, KindSpec],
    forced: Mapping[str, str],
    names: Any,
) -> tuple[Schema, pd.DataFrame]:
    frame = named(raw)
    recognisers = {
        name: resolve(spec.recognise) for name, spec in known.items() if spec.form == "column"
    }
    inputs: list[Input] = []
    values: dict[str, Any] = {}
    left_out: list[tuple[str, str]] = []
    twins: dict[Any, str] = {}
    for position, name in enumerate(frame.columns):
        column = frame.iloc[:, position]
        kind = forced.get(name) or _kind_of(column, recognisers)
        found = None if kind is None else resolve(known[kind].read)(column)
        reason = _reason(name, column, kind, found, twins, name in forced)
        if reason:
            left_out.append((name, reason))
            continue
        levels = int(pd.Series(found).nunique()) if kind == CATEGORY else 0
        inputs.append(Input(name, str(kind), levels=levels))
        values[name] = found
    if not inputs:
        told = "; ".join(f"{name!r} {reason}" for name, reason in left_out[:5])
        raise InputError(
            f"No column of X can be learned from: {told}. Pass other columns, or force one "
            "with kinds={column: kind}."
        )
    schema = Schema(
        form="table",
        inputs=tuple(inputs),
        columns=tuple(frame.columns),
        left_out=tuple(left_out),
        named=names is not None and all(isinstance(name, str) for name in names),
    )
    return schema, _frame(values, len(frame))


def _kind_of(column: pd.Series, recognisers: Mapping[str, Any]) -> str | None:
    """Return the surest kind, or None for a column that holds nothing."""
    best, kind = 0.0, None
    for name, recognise in recognisers.items():
        sure = float(recognise(column))
        if sure > best:
            best, kind = sure, name
    if kind is None and not column.isna().all():
        cell = column[column.notna().to_numpy()].iloc[0]
        raise InputError(
            f"Column {column.name!r} holds values of type {type(cell).__name__!r}, which no "
            "installed kind reads. Leave it out, convert it, or choose with "
            f"kinds={{{column.name!r}: ...}}."
        )
    return kind


def _reason(
    name: str,
    column: pd.Series,
    kind: str | None,
    found: Any,
    twins: dict[Any, str],
    forced: bool,
) -> str | None:
    """Return why a column cannot be learned from, or None if it can."""
    if kind is None:
        return "holds no value"
    if forced:
        if pd.isna(found).all() and not column.isna().all():
            raise InputError(
                f"kinds={{{name!r}: {kind!r}}}: no value of column {name!r} can be read as "
                f"{kind!r}, for example {column.dropna().iloc[0]!r}."
            )
        return None
    reason = useless(name, column, kind, found)
    if reason is None:
        key = (kind, digest(found))
        if key in twins:
            return f"is a copy of {twins[key]!r}"
        twins[key] = name
    return reason


def _forced(
    names: list[str], known: Mapping[str, KindSpec], kinds: Mapping[Any, str] | str | None
) -> dict[str, str]:
    if isinstance(kinds, str):
        raise InputError(
            f"kinds={kinds!r} names a kind for an array that is all of X, but X is a table. "
            "Pass kinds={column: kind}."
        )
    usable = {name for name, spec in known.items() if spec.form == "column"}
    for column, kind in (kinds or {}).items():
        if str(column) not in names:
            raise InputError(
                f"kinds names the column {column!r}, which X does not have. "
                f"{did_you_mean(str(column), names[:50])}"
            )
        if kind not in usable:
            raise InputError(
                f"kinds={{{column!r}: {kind!r}}}: there is no such kind of column. "
                f"{did_you_mean(str(kind), usable)}"
            )
    return {str(column): kind for column, kind in (kinds or {}).items()}


def _array(
    raw: Any, known: Mapping[str, KindSpec], kinds: Mapping[Any, str] | str | None
) -> tuple[Schema, Any]:
    offered = {name: spec for name, spec in known.items() if spec.form == "array"}
    kind = _array_kind(raw, offered, kinds)
    if kind == NUMBER:
        found = floats(raw)
        return Schema("array", (Input(None, NUMBER, found.shape[1]),)), found
    found = resolve(offered[kind].read)(raw)
    form = "object" if found.ndim == 1 else "array"
    return Schema(form, (Input(None, kind),)), found


def _array_kind(
    raw: Any, offered: Mapping[str, KindSpec], kinds: Mapping[Any, str] | str | None
) -> str:
    plain = raw.ndim == 2
    if kinds:
        names = {*offered, NUMBER} if plain else set(offered)
        if not isinstance(kinds, str) or kinds not in names:
            raise InputError(
                f"kinds={kinds!r}: X is an array of shape {raw.shape}; pass the name of its "
                f"kind. {did_you_mean(str(kinds), names)}"
            )
        return kinds
    sure = {name: float(resolve(spec.recognise)(raw)) for name, spec in offered.items()}
    if plain:
        sure[NUMBER] = SURE
    best = max(sure.values(), default=0.0)
    top = [name for name, value in sure.items() if value == best]
    if best > 0.0 and len(top) == 1:
        return top[0]
    if best > 0.0:
        told = ", ".join(map(repr, top))
        raise InputError(
            f"X of shape {raw.shape} fits the kinds {told} equally well. Choose with "
            f"kinds={top[0]!r}."
        )
    raise InputError(
        f"Expected 2D array, got {raw.ndim}D array instead (shape={raw.shape}, "
        f"dtype={raw.dtype}), which no installed kind of data reads. {RESHAPE} For images, "
        "series or texts, install a plugin that offers their kind."
    )


def _frame(values: Mapping[Any, Any], n_rows: int) -> pd.DataFrame:
    # Without the dtype, pandas 3 would turn objects that are all strings into its own dtype.
    parts = {
        name: pd.Series(found, dtype=object, copy=False) if _is_object(found) else found
        for name, found in values.items()
    }
    return pd.DataFrame(parts, index=pd.RangeIndex(n_rows))


def _is_object(found: Any) -> bool:
    return isinstance(found, np.ndarray) and found.dtype == object
