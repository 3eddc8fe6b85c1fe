"""Moments in time: the parts of a date, by the arithmetic of the Gregorian calendar.

A moment is a number of seconds since 1970, NaN where it is missing. Whole numbers of this size
are exact in doubles.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_onnx.graph import DOUBLE, INT64, Graph
from lepton_onnx.values import Columns, Matrix, matrix

__all__ = ["parts"]

DAY = 86_400.0
CYCLES = {"month": 12, "weekday": 7, "hour": 24}


def parts(step: Any, graph: Graph, x: Columns) -> Matrix:
    """Convert our ``DatetimeParts``."""
    found = []
    for tensor, wanted in zip(x.tensors.values(), step.parts_, strict=True):
        made = _parts(graph, tensor)
        found += [_part(graph, made, name) for name in wanted]
    return matrix(graph.concat(found), len(found))


def _part(graph: Graph, made: dict[str, str], name: str) -> str:
    part, _, wave = name.partition("_")
    if not wave:
        return made[part]
    return _on_circle(graph, made[part], CYCLES[part], wave)


def _on_circle(graph: Graph, value: str, length: int, wave: str) -> str:
    """Return sine or cosine of a part; of whole numbers exactly as numpy has them.

    Noon has nearly the sine 0. How nearly is a matter of the last digit, and a split of a tree
    may lie there.
    """
    angle = graph.div(
        graph.mul(graph.constant(2 * np.pi), value), graph.constant(float(length))
    )
    found = graph.node("Sin" if wave == "sin" else "Cos", angle)
    angles = 2 * np.pi * np.arange(length + 1.0) / length
    known = graph.constant(np.sin(angles) if wave == "sin" else np.cos(angles))
    whole = graph.node("Equal", value, graph.node("Floor", value))
    place = graph.cast(graph.where(whole, value, graph.constant(0.0)), INT64)
    return graph.where(whole, graph.node("Gather", known, place), found)


def _parts(graph: Graph, tensor: str) -> dict[str, str]:
    """Return all parts; those that nobody asks for are left out of the file."""
    seconds = graph.node("Floor", tensor)
    days = _whole(graph, seconds, DAY)
    year, month, day = _civil(graph, days)
    return {
        "seconds": seconds,
        "year": year,
        "month": month,
        "day": day,
        "weekday": _rest(graph, graph.add(days, graph.constant(3.0)), 7.0),
        "dayofyear": graph.sub(days, graph.sub(_new_year(graph, year), graph.constant(1.0))),
        "hour": graph.div(
            graph.sub(seconds, graph.mul(days, graph.constant(DAY))), graph.constant(3600.0)
        ),
        "missing": graph.cast(graph.node("IsNaN", tensor), DOUBLE),
    }


def _civil(graph: Graph, days: str) -> tuple[str, str, str]:
    """Return year, month and day of a number of days since 1970.

    Years are taken to begin in March, so that a leap day is the last of its year; 400 of them,
    an era, have 146,097 days.
    """

    def number(value: float) -> str:
        return graph.constant(value)

    since = graph.add(days, number(719_468.0))
    era = _whole(graph, since, 146_097.0)
    in_era = graph.sub(since, graph.mul(era, number(146_097.0)))
    leaps = graph.sub(_whole(graph, in_era, 1_460.0), _whole(graph, in_era, 36_524.0))
    leaps = graph.add(leaps, _whole(graph, in_era, 146_096.0))
    years = _whole(graph, graph.sub(in_era, leaps), 365.0)
    before = graph.add(graph.mul(years, number(365.0)), _whole(graph, years, 4.0))
    before = graph.sub(before, _whole(graph, years, 100.0))
    in_year = graph.sub(in_era, before)
    from_march = _whole(graph, graph.add(graph.mul(in_year, number(5.0)), number(2.0)), 153.0)
    first = _whole(graph, graph.add(graph.mul(from_march, number(153.0)), number(2.0)), 5.0)
    day = graph.add(graph.sub(in_year, first), number(1.0))
    month = graph.add(_rest(graph, graph.add(from_march, number(2.0)), 12.0), number(1.0))
    early = graph.cast(graph.node("LessOrEqual", month, number(2.0)), DOUBLE)
    year = graph.add(graph.add(years, graph.mul(era, number(400.0))), early)
    return year, month, day


def _new_year(graph: Graph, year: str) -> str:
    """Return the days from 1970 to the first of January of a year."""
    past = graph.sub(year, graph.constant(1.0))
    leaps = graph.sub(_whole(graph, past, 4.0), _whole(graph, past, 100.0))
    leaps = graph.add(leaps, _whole(graph, past, 400.0))
    days = graph.add(graph.mul(past, graph.constant(365.0)), leaps)
    return graph.sub(days, graph.constant(719_162.0))


def _whole(graph: Graph, value: str, divisor: float) -> str:
    return str(graph.node("Floor", graph.div(value, graph.constant(divisor))))


def _rest(graph: Graph, value: str, divisor: float) -> str:
    whole = _whole(graph, value, divisor)
    return graph.sub(value, graph.mul(whole, graph.constant(divisor)))
