"""What is to be learned: the inputs and their kinds, the type of task, its classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Data", "Input", "Schema", "Task"]


@dataclass(frozen=True)
class Input:
    """One input: a column of a table, or a whole array.

    Attributes
    ----------
    name : str or None
        The column's name; None for an input that is all of X.
    kind : str
        The name of a ``KindSpec``: ``"number"``, ``"category"``, ``"image"``, ...
    width : int
        How many numbers a row of an array holds (on average, where rows differ), or how many
        words a text has on average; else 1.
    levels : int
        How many different values a column of kind ``"category"`` held in ``fit``; else 0.
    """

    name: str | None
    kind: str
    width: int = 1
    levels: int = 0


@dataclass(frozen=True)
class Schema:
    """How X is laid out, as it was in ``fit``.

    Attributes
    ----------
    form : {"table", "array", "sparse", "object"}
        ``"table"``: a DataFrame, one `Input` a column. ``"array"``: a dense array of two or
        more dimensions, ``"sparse"``: a CSR matrix, ``"object"``: a 1-D array of objects;
        these three are one `Input`.
    inputs : tuple of Input
        The inputs that are learned from.
    columns : tuple of str or None
        All column names of the table, in the order of ``fit``, left-out ones included.
    left_out : tuple of (str, str)
        Columns that are not learned from, each with the reason.
    named : bool
        Whether X came with column names of its own (``feature_names_in_``).
    one_unit : bool
        Whether its numbers are many and seem to be measured in one unit, as pixels are.
    """

    form: str
    inputs: tuple[Input, ...]
    columns: tuple[str, ...] | None = None
    left_out: tuple[tuple[str, str], ...] = ()
    named: bool = False
    one_unit: bool = False

    @property
    def n_features(self) -> int:
        """The number of columns that X must have."""
        if self.columns is not None:
            return len(self.columns)
        return sum(i.width for i in self.inputs)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that occur."""
        return frozenset(i.kind for i in self.inputs)

    def of_kind(self, kind: str) -> tuple[Input, ...]:
        """Return the inputs of one kind, in order."""
        return tuple(i for i in self.inputs if i.kind == kind)


@dataclass(frozen=True)
class Task:
    """What is to be learned from which inputs.

    Attributes
    ----------
    type : str
        The name of a ``TaskSpec``: ``"binary"``, ``"multiclass"``, ``"regression"``, ...
    schema : Schema
        The inputs.
    n_rows : int
        The rows seen in ``fit``.
    classes : tuple or None
        The labels, sorted, as plain Python values; y is encoded as positions in it.
    label_dtype : str
        The numpy dtype that the labels had.
    weighted, grouped : bool
        Whether ``sample_weight`` and ``groups`` were given.
    density : float
        The share of a sparse X that is not zero; 1 for anything else.
    outputs : tuple
        What the columns of a prediction stand for where it has several: labels of which a row
        may have any number, the names of y's columns, or the levels of quantiles. Else empty.
    positive : bool
        Whether y holds numbers of which none is below 0, and not all are 0.
    """

    type: str
    schema: Schema
    n_rows: int
    classes: tuple[Any, ...] | None = None
    label_dtype: str = "object"
    weighted: bool = False
    grouped: bool = False
    density: float = 1.0
    outputs: tuple[Any, ...] = ()
    positive: bool = False

    @property
    def n_features(self) -> int:
        """The number of columns that X must have."""
        return self.schema.n_features

    @property
    def n_classes(self) -> int:
        """The number of classes; 1 where there are none."""
        return len(self.classes) if self.classes else 1

    @property
    def n_outputs(self) -> int:
        """The number of columns of a prediction that are learned apart; 1 for classes."""
        return len(self.outputs) or 1

    def to_json(self) -> dict[str, Any]:
        """Return the task as plain JSON values; `from_json` is the way back."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Task:
        """Return the task that `to_json` described."""
        schema = dict(values["schema"])
        schema["inputs"] = tuple(Input(**i) for i in schema["inputs"])
        schema["left_out"] = tuple((n, r) for n, r in schema["left_out"])
        if schema["columns"] is not None:
            schema["columns"] = tuple(schema["columns"])
        rest = {k: v for k, v in values.items() if k not in ("schema", "classes", "outputs")}
        classes = values["classes"]
        return cls(
            schema=Schema(**schema),
            classes=None if classes is None else tuple(classes),
            outputs=tuple(values.get("outputs", ())),
            **rest,
        )


@dataclass(frozen=True, eq=False)
class Data:
    """Checked data in the forms that pipelines take.

    Attributes
    ----------
    X : DataFrame, ndarray or CSR matrix, by `Schema.form`
    y : ndarray of shape (n_rows,) or (n_rows, n_outputs)
        Encoded: class positions, floats, or objects, by the task type; where a prediction has
        several columns, 0 and 1 for each label, or floats.
    sample_weight, groups : ndarray of shape (n_rows,), or None
    """

    X: Any
    y: Any
    sample_weight: Any = None
    groups: Any = None
