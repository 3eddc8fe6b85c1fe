"""Which inputs X has, and of which kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from statistics import mean
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from lepton_automl._lazy import resolve
from lepton_automl.errors import InputError, did_you_mean
from lepton_automl.intake.check import RESHAPE
from lepton_automl.intake.layout import table
from lepton_automl.intake.source import columns, floats, sparse_floats
from lepton_automl.intake.table import NUMBER, TEXT, describe_table
from lepton_automl.intake.units import one_unit
from lepton_automl.plugin.specs import KindSpec
from lepton_automl.task import Input, Schema

__all__ = ["describe"]

# How sure it is that a 2-D array holds plain numbers; an array kind of a plugin may be surer.
SURE = 0.9


def describe(
    raw: Any,
    known: Mapping[str, KindSpec],
    kinds: Mapping[Any, str] | str | None = None,
    has_names: bool = True,
) -> tuple[Schema, Any]:
    """Return the schema of X, and X in the form that it describes.

    Parameters
    ----------
    raw : DataFrame, array or sparse matrix
        What `source` gives.
    known : mapping from str to KindSpec
        All kinds, by name.
    kinds : mapping from column to kind, or str
        Overrides what is recognised, by column, or for an array that is all of X.
    has_names : bool
        Whether the columns of a table had names; ``"x0"``, ``"x1"``, ... are not names.

    Raises
    ------
    InputError
        If a column or all of X is of no known kind, or no column can be learned from.
    """
    if sparse.issparse(raw):
        if kinds not in (None, NUMBER, {}):
            raise InputError(
                f"kinds={kinds!r}: X is a sparse matrix, which is of kind 'number' as a whole. "
                "Pass a DataFrame to give single columns a kind."
            )
        found = sparse_floats(raw)
        return Schema("sparse", (Input(None, NUMBER, found.shape[1]),)), found
    if not isinstance(raw, pd.DataFrame):
        if _is_column(raw, known, kinds):
            raw, kinds = raw.reshape(-1, 1), {"x0": kinds} if isinstance(kinds, str) else kinds
        elif not kinds or isinstance(kinds, str) or raw.ndim != 2:
            return _array(raw, known, kinds)
        raw, has_names = table(raw), False  # some of its columns are no numbers
    if not has_names and isinstance(kinds, Mapping):
        kinds = {f"x{c}" if isinstance(c, int) else c: kind for c, kind in kinds.items()}
    schema, found = describe_table(raw, known, _forced(columns(raw), known, kinds))
    return replace(schema, named=schema.named and has_names), found


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


def _is_column(
    raw: Any, known: Mapping[str, KindSpec], kinds: Mapping[Any, str] | str | None
) -> bool:
    """Tell whether a list of texts is a table's only column.

    Strings may also be what an array kind reads, such as the paths of images.
    """
    if raw.ndim != 1:
        return False
    if isinstance(kinds, str):
        return kinds in known and known[kinds].form == "column"
    if TEXT not in known or not _sure(known[TEXT], pd.Series(raw, dtype=object)):
        return False
    return not any(_sure(spec, raw) for spec in known.values() if spec.form == "array")


def _sure(spec: KindSpec, values: Any) -> float:
    return float(resolve(spec.recognise)(values))


def _array(
    raw: Any, known: Mapping[str, KindSpec], kinds: Mapping[Any, str] | str | None
) -> tuple[Schema, Any]:
    offered = {name: spec for name, spec in known.items() if spec.form == "array"}
    kind = _array_kind(raw, offered, kinds)
    if kind == NUMBER:
        found = floats(raw)
        inputs = (Input(None, NUMBER, found.shape[1]),)
        return Schema("array", inputs, one_unit=one_unit(found.T)), found
    found = resolve(offered[kind].read)(raw)
    form = "object" if found.ndim == 1 else "array"
    return Schema(form, (Input(None, kind, _numbers_a_row(found)),)), found


def _numbers_a_row(found: Any) -> int:
    """Return how much there is to a row, which is what time and memory depend on."""
    if found.ndim > 1:
        return int(np.prod(found.shape[1:]))
    return max(1, round(mean(np.size(row) for row in found)))


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
    sure = {name: _sure(spec, raw) for name, spec in offered.items()}
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
    _refuse_records(raw)
    raise InputError(
        f"Expected 2D array, got {raw.ndim}D array instead (shape={raw.shape}, "
        f"dtype={raw.dtype}), which no installed kind of data reads. {RESHAPE} For images, "
        "series or texts, install a plugin that offers their kind."
    )


def _refuse_records(raw: Any) -> None:
    """Refuse rows as dicts, and the cells of one column, with what makes a table of them."""
    if raw.ndim != 1 or not len(raw) or raw.dtype != object:
        return
    if isinstance(raw[0], dict):
        raise InputError(
            "X holds a dict for each row, which no installed kind of data reads. Make a table "
            "of them: pandas.DataFrame(X)."
        )
    if np.isscalar(raw[0]):
        raise InputError(
            f"Expected 2D array, got 1D array instead (shape={raw.shape}): one column, such as "
            f"a Series. Make a table of it: X.to_frame(). {RESHAPE}"
        )
