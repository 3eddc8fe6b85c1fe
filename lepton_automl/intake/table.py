"""The columns of a table: the kind of each, and which cannot be learned from."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl._lazy import resolve
from lepton_automl.errors import InputError
from lepton_automl.intake.source import floats, named
from lepton_automl.intake.units import one_unit
from lepton_automl.intake.useless import comparable, digest, useless
from lepton_automl.plugin.specs import KindSpec
from lepton_automl.task import Input, Schema

__all__ = ["NUMBER", "describe_table", "read_table"]

NUMBER = "number"
CATEGORY = "category"
TEXT = "text"
SOME_TEXTS = 1000


def describe_table(
    raw: pd.DataFrame, known: Mapping[str, KindSpec], forced: Mapping[str, str]
) -> tuple[Schema, pd.DataFrame]:
    """Return the schema of a table, and the table in the form that it describes.

    Parameters
    ----------
    raw : DataFrame
        The table, never changed.
    known : mapping from str to KindSpec
        All kinds, by name.
    forced : mapping from column to kind
        Columns that are learned from whatever they look like.

    Raises
    ------
    InputError
        If a column is of no known kind, or no column can be learned from.
    """
    frame = named(raw)
    left_out: dict[str, str] = {}
    inputs: dict[str, Input] = {}
    values: dict[str, Any] = {}
    twins: dict[Any, str] = {}
    for name, column, kind, found in _recognised(frame, known, forced):
        reason = None if name in forced else _reason(column, kind, found, twins)
        if reason:
            left_out[name] = reason
            continue
        levels = int(pd.Series(found).nunique()) if kind == CATEGORY else 0
        width = _words(found) if kind == TEXT else 1
        inputs[name] = Input(name, str(kind), width, levels)
        values[name] = found
    _refuse_nothing(inputs, left_out)
    schema = Schema(
        form="table",
        inputs=tuple(inputs.values()),
        columns=tuple(frame.columns),
        left_out=tuple(left_out.items()),
        named=all(isinstance(name, str) for name in raw.columns),
        one_unit=one_unit([values[c] for c, i in inputs.items() if i.kind == NUMBER]),
    )
    return schema, _frame(values, len(frame))


def read_table(
    frame: pd.DataFrame, inputs: tuple[Input, ...], known: Mapping[str, KindSpec]
) -> pd.DataFrame:
    """Return the inputs of a table, each in the canonical form of its kind."""
    readers = {kind: resolve(known[kind].read) for kind in {i.kind for i in inputs}}
    if set(readers) == {NUMBER}:
        # At once, as an array: column by column a wide table of one row takes seconds.
        names = pd.Index([i.name for i in inputs], dtype=object)
        plain = _are_wide_numbers(frame)
        frame = frame if plain else frame[names]
        if plain or _are_wide_numbers(frame):
            return pd.DataFrame(_finite(frame, names.tolist()), columns=names, copy=False)
    return _frame({i.name: readers[i.kind](frame[i.name]) for i in inputs}, len(frame))


def _finite(frame: pd.DataFrame, names: list[Any]) -> Any:
    """Return columns of numbers as an array."""
    # One row is had sooner as a row, where each column is a block of its own.
    one = len(frame) == 1
    whole = frame.iloc[0].to_numpy(np.float64)[None] if one else frame.to_numpy(np.float64)
    known = frame.columns.tolist()
    if known != names:
        places = {name: place for place, name in enumerate(known)}
        whole = whole[:, [places[name] for name in names]]
    try:
        return floats(whole)
    except InputError as error:
        where = np.isinf(whole).any(axis=0).tolist().index(True)
        raise InputError(f"{error} Column {names[where]!r} holds it.") from None


def _are_wide_numbers(frame: pd.DataFrame) -> bool:
    """Tell whether an array of double precision holds all columns as they are."""
    return all(
        isinstance(d, np.dtype) and (d.kind in "iu" or d == np.float64)
        for d in set(frame.dtypes)
    )


def _recognised(
    frame: pd.DataFrame, known: Mapping[str, KindSpec], forced: Mapping[str, str]
) -> Iterator[tuple[str, pd.Series, str | None, Any]]:
    """Yield each column with its kind and its canonical form: None if it holds nothing."""
    offered = {name: spec for name, spec in known.items() if spec.form == "column"}
    recognisers = {name: resolve(spec.recognise) for name, spec in offered.items()}
    readers = {name: resolve(spec.read) for name, spec in offered.items()}
    for name, column in frame.items():
        kind = forced.get(str(name)) or _surest(column, recognisers)
        found = None if kind is None else np.asarray(readers[kind](column))
        if name in forced:
            _refuse_unreadable(column, forced[str(name)], found)
        yield str(name), column, kind, found


def _surest(column: pd.Series, recognisers: Mapping[str, Callable[..., Any]]) -> str | None:
    best, kind = 0.0, None
    for name, recognise in recognisers.items():
        sure = _sureness(name, recognise, column)
        if sure > best:
            best, kind = sure, name
    if kind is not None or column.isna().all():
        return kind
    cell = column[column.notna().to_numpy()].iloc[0]
    raise InputError(
        f"Column {column.name!r} holds values of type {type(cell).__name__!r}, which no "
        f"installed kind reads. Leave it out, or convert it to numbers, strings or dates."
    )


def _sureness(kind: str, recognise: Callable[..., Any], column: pd.Series) -> float:
    """Return how sure a kind is of a column; one that fails harms nobody but itself."""
    try:
        return float(recognise(column))
    except Exception as error:  # a plugin's code
        warnings.warn(
            f"Kind {kind!r} failed to look at column {column.name!r} and is passed over there: "
            f"{type(error).__name__}: {error}",
            UserWarning,
            stacklevel=2,
        )
        return 0.0


def _refuse_unreadable(column: pd.Series, kind: str, found: Any) -> None:
    present = column[column.notna().to_numpy()]
    if len(present) and pd.isna(found).all():
        raise InputError(
            f"kinds={{{column.name!r}: {kind!r}}}: no value of the column can be read as "
            f"{kind!r}, such as {present.iloc[0]!r}. Choose another kind."
        )


def _reason(
    column: pd.Series, kind: str | None, found: Any, twins: dict[Any, str]
) -> str | None:
    """Return why a column is left out, or None if it is learned from."""
    if kind is None:
        return "holds no value"
    if not comparable(found):
        return None  # objects of a plugin's kind, about which nothing is known here
    name = str(column.name)
    reason = useless(name, column, kind, found)
    if reason:
        return reason
    twin = twins.setdefault((kind, digest(found)), name)
    return None if twin == name else f"is a copy of {twin!r}"


def _words(texts: Any) -> int:
    """Return how many words a text has on average, judged by some of them."""
    some = texts[:: max(1, len(texts) // SOME_TEXTS)]
    return max(1, round(sum(len(str(text).split()) for text in some) / len(some)))


def _refuse_nothing(inputs: Mapping[str, Input], left_out: Mapping[str, str]) -> None:
    if not inputs:
        told = "; ".join(f"{name!r} {reason}" for name, reason in list(left_out.items())[:5])
        more = f"; and {len(left_out) - 5} more" if len(left_out) > 5 else ""
        raise InputError(
            f"No column of X can be learned from: {told}{more}. Pass other columns, or force "
            "one with kinds={column: kind}."
        )


def _frame(values: Mapping[Any, Any], n_rows: int) -> pd.DataFrame:
    # Without the dtype, pandas 3 would turn objects that are all strings into its own dtype;
    # without the index, it would look for each row of each column in the table's.
    index = pd.RangeIndex(n_rows)
    parts = {
        name: pd.Series(found, index, dtype=object, copy=False) if _is_object(found) else found
        for name, found in values.items()
    }
    found = pd.DataFrame(parts, index=index)
    found.columns = found.columns.astype(object)  # as plain strings, read sooner than as arrow
    return found


def _is_object(found: Any) -> bool:
    return isinstance(found, np.ndarray) and found.dtype == object
