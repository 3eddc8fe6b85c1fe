"""What a server answers when it does not do what was asked: a status and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from reprlib import Repr
from typing import Any

from lepton_automl.errors import did_you_mean

__all__ = ["Refusal", "bad_cell", "columns_differ", "shown"]

MOST_NAMED = 10
MOST_COMPARED = 1000  # names, in search of the one that was meant
MOST_SAID = 2000  # characters, whatever a client's names are like


class Refusal(Exception):
    """A request that is not answered.

    Parameters
    ----------
    status : int
        Of HTTP.
    sentence : str
        What is wrong, with which value, and what to do.
    column : str or None
        The column that is wrong.
    row : int or None
        The row that is wrong, counted from 0.
    headers : mapping
        More headers of the reply.
    """

    def __init__(
        self,
        status: int,
        sentence: str,
        *,
        column: str | None = None,
        row: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        sentence = sentence if len(sentence) <= MOST_SAID else f"{sentence[:MOST_SAID]}..."
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.column = column if column is None else column[:MOST_SAID]
        self.row = row
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        """Return the reply's body: the form that the Open Inference Protocol gives errors."""
        places = {"column": self.column, "row": self.row}
        return {"error": self.sentence, **{k: v for k, v in places.items() if v is not None}}


def bad_cell(column: str, row: int, value: Any, wanted: str) -> Refusal:
    """Return the refusal of one cell.

    Examples
    --------
    >>> bad_cell("age", 3, "old", "a number").sentence
    "Column 'age' must hold a number or null; row 3 holds 'old'."
    """
    sentence = f"Column {column!r} must hold {wanted} or null; row {row} holds {shown(value)}."
    return Refusal(422, sentence, column=column, row=row)


def columns_differ(missing: list[str], extra: list[str], where: str) -> Refusal:
    """Return the refusal of columns that are not those of the model.

    Parameters
    ----------
    missing, extra : list of str
        What the model needs and is not there; what is there and the model does not know.
    where : str
        What has these columns, as a sentence begins.

    Examples
    --------
    >>> columns_differ([], ["colour"], "Row 0").sentence
    "Row 0 has a column that the model does not know: 'colour'. Leave it out."
    """
    parts = []
    if missing:
        near = did_you_mean(missing[0], extra[:MOST_COMPARED]) if extra else ""
        hint = f" {near}" if near.startswith("Did") else " A missing value is null."
        parts.append(f"lacks {_listed(missing)} that the model needs: {_names(missing)}.{hint}")
    if extra:
        it = "it" if len(extra) == 1 else "them"
        parts.append(
            f"has {_listed(extra)} that the model does not know: {_names(extra)}. "
            f"Leave {it} out."
        )
    sentence = f"{where} " + f" {where} ".join(parts)
    return Refusal(422, sentence, column=(missing or extra)[0])


def shown(value: Any, width: int = 60) -> str:
    """Return a value as a message shows it: short."""
    text = _short.repr(value)
    return text if len(text) <= width else f"{text[: width - 3]}..."


class _Short(Repr):
    """Writes the beginning of a value: a body's would be as long as the body."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel, self.maxlist, self.maxdict, self.maxstring = 3, 20, 5, 61

    def repr_str(self, value: str, level: int) -> str:
        return repr(value[: self.maxstring])


_short = _Short()


def _listed(names: list[str]) -> str:
    return "a column" if len(names) == 1 else f"{len(names):,} columns"


def _names(names: list[str]) -> str:
    few = ", ".join(shown(name) for name in names[:MOST_NAMED])
    rest = len(names) - MOST_NAMED
    return few + (f" and {rest:,} more" if rest > 0 else "")
