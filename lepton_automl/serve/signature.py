"""What a model takes, column by column, as servers and clients speak of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl.serve.rows import Rows
from lepton_automl.task import Task

__all__ = ["NUMBER", "OBJECTS", "WHOLE", "Field", "Form", "Signature"]

NUMBER = "number"
WHOLE = "input"  # the name of an input that is all of X
OBJECTS = ""  # the key of its cells, where they are objects

_TEXT = (str,)
_FLOATS = ("FP64", "FP32", "FP16")
_WHOLE = ("INT64", "INT32", "INT16", "INT8", "UINT64", "UINT32", "UINT16", "UINT8")
_NUMERIC = (*_FLOATS, *_WHOLE, "BOOL")


@dataclass(frozen=True)
class Form:
    """How the cells of a kind are written.

    Attributes
    ----------
    wanted : str
        What a message asks for.
    types : tuple of type
        Of a cell in JSON, beside null; empty for any.
    names : tuple of str
        The same as JSON schema names them.
    datatype : str
        Of a tensor, as the model's metadata tell it.
    datatypes : tuple of str
        Of tensors that are taken; empty for any.
    example : object
        One that might be.
    """

    wanted: str
    types: tuple[type, ...]
    names: tuple[str, ...]
    datatype: str
    datatypes: tuple[str, ...]
    example: Any


_DATE = Form("a date as text", _TEXT, ("string",), "BYTES", ("BYTES",), "2024-05-31T14:30:00")
# Kinds of plugins take whatever their own reader takes.
_ANY = Form("a value", (), (), "BYTES", (), None)
_FORMS: Mapping[str, Form] = {
    NUMBER: Form("a number", (int, float), ("number",), "FP64", _NUMERIC, 1.5),
    "boolean": Form(
        "true or false",
        (bool, int, float, str),
        ("boolean", "number", "string"),
        "BOOL",
        (*_NUMERIC, "BYTES"),
        True,
    ),
    "category": Form(
        "text or a number",
        (str, bool, int, float),
        ("string", "number", "boolean"),
        "BYTES",
        (*_NUMERIC, "BYTES"),
        "a",
    ),
    "datetime": _DATE,
    "datetime_dayfirst": _DATE,
    "text": Form("text", _TEXT, ("string",), "BYTES", ("BYTES",), "some words"),
}


@dataclass(frozen=True)
class Field:
    """One input: a column, or all of X.

    Attributes
    ----------
    name : str
        The column's; ``"input"`` for what is all of X.
    kind : str
        The name of its ``KindSpec``.
    shape : tuple of int
        Of its tensor; -1 where any length will do.
    form : Form
        How its cells are written.
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    form: Form


class Signature:
    """The inputs of a task, and how rows become the X of a predictor.

    Parameters
    ----------
    task : Task
        What was learned.

    Examples
    --------
    >>> from lepton_automl.task import Input, Schema
    >>> inputs = (Input("age", "number"), Input("town", "category"))
    >>> schema = Schema("table", inputs, columns=("age", "town"), named=True)
    >>> signature = Signature(Task("regression", schema, n_rows=9))
    >>> signature.X(Rows(1, np.array([[31.0]]), {"town": ["Ulm"]}))
        age town
    0  31.0  Ulm
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self.is_table = task.schema.form == "table"

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The inputs that are needed, in order."""
        schema = self.task.schema
        if self.is_table:
            return tuple(
                Field(str(i.name), i.kind, (-1,), _FORMS.get(i.kind, _ANY))
                for i in schema.inputs
            )
        (whole,) = schema.inputs
        is_number = whole.kind == NUMBER
        form = _FORMS[NUMBER] if is_number else _ANY
        return (Field(WHOLE, whole.kind, (-1, whole.width) if is_number else (-1,), form),)

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The inputs, by their names."""
        return {field.name: field for field in self.fields}

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The columns of kind ``"number"``, in order."""
        return tuple(f.name for f in self.fields if f.kind == NUMBER)

    @cached_property
    def others(self) -> tuple[Field, ...]:
        """The columns of any other kind."""
        return tuple(f for f in self.fields if f.kind != NUMBER)

    @cached_property
    def needed(self) -> frozenset[str]:
        """The columns that must be there."""
        return frozenset(self.by_name)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that may be there: those needed, and those left out of learning."""
        return self.task.schema.columns or ()

    @cached_property
    def known(self) -> frozenset[str]:
        """The same, to look up."""
        return frozenset(self.columns)

    def X(self, rows: Rows) -> Any:
        """Return rows as a predictor takes them."""
        if not self.is_table:
            return rows.numbers if rows.numbers is not None else _objects(rows.others[OBJECTS])
        if not rows.others:
            return pd.DataFrame(rows.numbers, columns=list(self.numbers), copy=False)
        parts: dict[str, Any] = {}
        place = {name: i for i, name in enumerate(self.numbers)}
        for name in self.by_name:
            if name not in rows.others:
                parts[name] = rows.numbers[:, place[name]]
                continue
            cells = rows.others[name]
            is_list = isinstance(cells, list)
            parts[name] = pd.Series(cells, dtype=object) if is_list else cells
        return pd.DataFrame(parts)

    def nothing(self) -> Rows | None:
        """Return one row without any value, to try a model with; None if it has no such."""
        if not self.is_table:
            (whole,) = self.fields
            return Rows(1, np.zeros((1, whole.shape[1]))) if whole.kind == NUMBER else None
        numbers = np.full((1, len(self.numbers)), np.nan) if self.numbers else None
        return Rows(1, numbers, {f.name: [None] for f in self.others})


def _objects(values: Any) -> Any:
    found = np.empty(len(values), dtype=object)
    for position, value in enumerate(values):  # at once, numpy would look inside of lists
        found[position] = value
    return found
