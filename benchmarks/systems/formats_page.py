"""The page of `formats.py`: a table in words, and what it comes to."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from typing import Any

__all__ = ["page"]

HEAD = (
    "table", "search", "task", "members", "joblib", "skops", "graph", "greatest", "median",
    "held out", "kB joblib / skops / graph", "ms a row, joblib / graph",
    "rows/s, joblib / graph",
)  # fmt: skip
TOLERANCE, MEDIAN = 1e-4, 1e-5


def page(found: Sequence[Any]) -> str:
    """Return the page.

    Parameters
    ----------
    found : sequence of Found
    """
    beside = {f.table: f for f in found if "folder" in f.formats}
    ours = [f for f in found if "folder" not in f.formats]
    rows = sorted(ours, key=lambda f: (f.search, f.table, f.budget))
    lines = [
        "# Are saved models the models?",
        "",
        *(told(rows, search) for search in dict.fromkeys(f.search for f in rows)),
        "",
        "joblib and skops: whether predictions are equal to the bit after loading in a new "
        "process. Graph: whether the model could be had as ONNX and was found the same; "
        "greatest and median difference on nasty rows made up for it (missing values, unseen "
        "categories, extreme numbers), and the greatest on rows held out, in probabilities or "
        "in shares of a value.",
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} "
        f"{platform.machine()}; made by `benchmarks/formats.py`.",
        "",
        f"| {' | '.join(HEAD)} |",
        f"|{'---|' * len(HEAD)}",
        *(f"| {' | '.join(cells(f))} |" for f in rows),
        *peers(beside),
        *failures(rows),
    ]
    return "\n".join(lines) + "\n"


def told(rows: Sequence[Any], search: str) -> str:
    """Return what one kind of search comes to, in a line."""
    these = [f for f in rows if f.search == search]
    exact = [f for f in these if all(is_equal(f, form) for form in ("joblib", "skops"))]
    graphs = [f for f in these if is_graph(f)]
    close = [
        f
        for f in graphs
        if f.fact("onnx", "max_difference") <= TOLERANCE
        and f.fact("onnx", "median_difference") <= MEDIAN
    ]
    return (
        f"- {search}: of {len(these)} models, {len(exact)} are equal to the bit as joblib and "
        f"skops, {len(graphs)} ({len(graphs) / len(these):.0%}) can be had as a graph, and "
        f"{len(close)} of these are within {TOLERANCE:g} (median {MEDIAN:g})."
    )


def is_equal(found: Any, form: str) -> bool:
    """Tell whether a format predicts the same to the bit."""
    return found.fact(form, "max_difference") == 0.0


def is_graph(found: Any) -> bool:
    """Tell whether there is a graph that was compared."""
    return found.fact("onnx", "max_difference") is not None


def cells(found: Any) -> list[str]:
    """Return a row of the table."""
    return [
        found.table,
        f"{found.search} {found.budget:g} s",
        found.task,
        ", ".join(dict.fromkeys(found.members)),
        *("equal" if is_equal(found, form) else "no" for form in ("joblib", "skops")),
        "yes" if is_graph(found) else "no",
        *(number(found.fact("onnx", f"{name}_difference")) for name in ("max", "median")),
        number(found.held_out),
        joined(found, "size", ("joblib", "skops", "onnx"), 1e-3, ",.0f"),
        joined(found, "latency_ms", ("joblib", "onnx"), 1.0, ".2f"),
        joined(found, "rows_per_second", ("joblib", "onnx"), 1.0, ",.0f"),
    ]


def joined(found: Any, name: str, forms: Sequence[str], factor: float, form: str) -> str:
    """Return a fact of several formats."""
    values = [found.fact(each, name) for each in forms]
    return " / ".join("-" if v is None else format(v * factor, form) for v in values)


def number(value: float | None) -> str:
    """Return a difference in two digits.

    Examples
    --------
    >>> number(None), number(0.0), number(1.23e-16)
    ('-', '0', '1.2e-16')
    """
    return "-" if value is None else f"{value:.2g}"


def peers(beside: dict[str, Any]) -> list[str]:
    """Return how large the folders of another system are, table by table."""
    lines = [
        f"| {name} | {f.search} {f.budget:g} s | "
        f"{joined(f, 'size', ('folder',), 1e-3, ',.0f')} | "
        f"{joined(f, 'latency_ms', ('folder',), 1.0, '.2f')} |"
        for name, f in sorted(beside.items())
    ]
    head = ["", "| table | beside | kB | ms a row |", "|---|---|---|---|"]
    return [*head, *lines] if lines else []


def failures(rows: Sequence[Any]) -> list[str]:
    """Return why there is no graph, table by table."""
    found = [
        f"- {f.table} ({f.search}): {f.error or f.fact(form, 'error')}"
        for f in rows
        for form in ("skops", "onnx")
        if (f.error and form == "onnx") or f.fact(form, "error")
    ]
    return ["", "## What did not work", "", *found] if found else []
