"""How results look in a terminal of 80 columns: tables, facts and notes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["console", "facts", "line", "note", "number", "table"]


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
    """Return a value as short as it may be.

    Examples
    --------
    >>> number(0.98765), number(12345.6), number(7), number(None), number("ridge")
    ('0.9877', '1.235e+04', '7', '', 'ridge')
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def table(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str | None = None
) -> None:
    """Print a table; columns of numbers are aligned at the right, the last one may wrap."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    rows = [tuple(row) for row in rows]
    shown = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    shown.title_style = "bold"
    for position, name in enumerate(columns):
        numeric = all(not isinstance(row[position], str) for row in rows)
        shown.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text(number(cell)) for cell in row))
    console().print(shown)


def facts(values: Mapping[str, str]) -> None:
    """Print names and what they stand for, below each other."""
    width = max(map(len, values), default=0)
    for name, value in values.items():
        click.echo(f"{name:<{width}}  {value}")
