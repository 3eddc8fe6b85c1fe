"""How results look in a terminal of 80 columns: tables, facts and notes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["console", "facts", "line", "note", "number", "shortened", "table"]


def console() -> Console:
    """Return a console on stdout that changes no colours of its own accord."""
    import sys

    from rich.console import Console

    return Console(file=sys.stdout, highlight=False, soft_wrap=False)


def note(sentence: str) -> None:
    """Tell something that is not a result."""
    click.echo(sentence, err=True)


def line(text: str) -> None:
    """Print a line of a result."""
    click.echo(text)


def number(value: Any) -> str:
    """Return a value as a cell: a number with as many digits as one can take in.

    Examples
    --------
    >>> number(0.98765), number(-123456.7), number(7), number(None), number("ridge")
    ('0.9877', '-123,457', '7', '', 'ridge')
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if not isinstance(value, float):
        return str(value)
    if value == 0 or 1e-3 <= abs(value) < 1e4:
        return f"{value:.4f}"
    return f"{value:,.0f}" if 1e4 <= abs(value) < 1e9 else f"{value:.3e}"


def table(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str | None = None
) -> None:
    """Print a table; columns of numbers are aligned at the right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    rows = [tuple(row) for row in rows]
    shown = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for position, name in enumerate(columns):
        numeric = rows and not any(_is_words(row[position]) for row in rows)
        shown.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text(number(cell)) for cell in row))
    output = console()
    if title is not None:
        output.print(Text(title, style="bold"))
    output.print(shown)


def facts(values: Mapping[str, str]) -> None:
    """Print names and what they stand for, below each other."""
    width = max(map(len, values), default=0)
    for name, value in values.items():
        click.echo(f"{name:<{width}}  {value}")


def shortened(text: str, width: int = 80) -> str:
    """Return a text cut to a width, on one line.

    Examples
    --------
    >>> shortened("a long story", width=8)
    'a long …'
    """
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"


def _is_words(cell: Any) -> bool:
    """Tell whether a cell is text that is not a number."""
    return isinstance(cell, str) and not cell.replace(".", "").replace("/", "").isdigit()
