"""Quantiles: where a number lies among those seen, as a number of the normal distribution."""

from __future__ import annotations

from typing import Any

import numpy as np

from lepton_automl.plugin import ExportError
from lepton_onnx.graph import Graph
from lepton_onnx.values import Columns, Matrix, dense, matrix

__all__ = ["interpolated", "normal_quantile", "quantile"]

BOUND = 1e-7  # as in scikit-learn: closer to the ends than that is at the end

# Wichura, Algorithm AS 241, Applied Statistics 37 (1988): the normal distribution's quantiles
# to sixteen digits, by three quotients of polynomials, lowest power first.
_MIDDLE = (
    (
        3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
        1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
        3.3430575583588128105e4, 2.5090809287301226727e3,
    ),
    (
        1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
        5.2264952788528545610e3,
    ),
)  # fmt: skip
_TAIL = (
    (
        1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
        3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
        2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ),
    (
        1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ),
)  # fmt: skip
_FAR_TAIL = (
    (
        6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
        2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
        2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ),
    (
        1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ),
)  # fmt: skip


def quantile(step: Any, graph: Graph, x: Matrix | Columns) -> Matrix:
    """Convert a ``QuantileTransformer``."""
    if step.output_distribution not in ("normal", "uniform"):
        raise ExportError(f"{graph.path} has the output {step.output_distribution!r}.")
    known = np.asarray(step.quantiles_, dtype=np.float64).T  # (columns, quantiles)
    shares = np.asarray(step.references_, dtype=np.float64)
    tensor = dense(graph, x)
    up = interpolated(graph, tensor, known, shares)
    negated = graph.node("Neg", tensor)
    down = interpolated(graph, negated, -known[:, ::-1], -shares[::-1])
    share = graph.mul(graph.constant(0.5), graph.sub(up, down))
    normal = step.output_distribution == "normal"
    low, high = graph.constant(known[None, :, 0]), graph.constant(known[None, :, -1])
    if normal:
        near = graph.constant(BOUND)
        below = graph.node("Less", graph.sub(tensor, near), low)
        above = graph.node("Greater", graph.add(tensor, near), high)
    else:
        below, above = graph.node("Equal", tensor, low), graph.node("Equal", tensor, high)
    share = graph.where(above, graph.constant(1.0), share)
    share = graph.where(below, graph.constant(0.0), share)
    share = graph.where(graph.node("IsNaN", tensor), tensor, share)
    return matrix(_clipped_normal(graph, share) if normal else share, x.width)


def interpolated(graph: Graph, x: str, points: Any, values: Any) -> str:
    """Return ``numpy.interp`` of each column, between points of its own.

    Parameters
    ----------
    graph : Graph
    x : str
        Of shape (rows, columns).
    points : array of shape (columns, n)
        Ascending; equal ones may occur.
    values : array of shape (n,) or (columns, n)
    """
    n_columns = len(points)
    values = np.broadcast_to(values, points.shape)
    before = _last_not_above(graph, x, points)
    at, to = _looked_up(graph, points, before), _looked_up(graph, values, before)
    # The slope after each point; none after the last, nor between equal ones.
    with np.errstate(divide="ignore", invalid="ignore"):
        slopes = np.diff(values, axis=1) / np.diff(points, axis=1)
    slopes = np.where(np.isfinite(slopes), slopes, 0.0)
    slopes = np.column_stack([slopes, np.zeros(n_columns)])
    found = graph.add(graph.mul(_looked_up(graph, slopes, before), graph.sub(x, at)), to)
    first, last = graph.constant(points[None, :, 0]), graph.constant(points[None, :, -1])
    found = graph.where(graph.node("Less", x, first), graph.constant(values[None, :, 0]), found)
    beyond = graph.node("GreaterOrEqual", x, last)
    return graph.where(beyond, graph.constant(values[None, :, -1]), found)


def normal_quantile(graph: Graph, share: str) -> str:
    """Return the quantiles of the normal distribution; infinite at 0 and 1."""
    one, half = graph.constant(1.0), graph.constant(0.5)
    off = graph.sub(share, half)
    inner = graph.sub(graph.constant(0.180625), graph.mul(off, off))
    middle = graph.mul(off, _quotient(graph, inner, _MIDDLE))
    smaller = graph.node("Min", share, graph.sub(one, share))
    root = graph.node("Sqrt", graph.node("Neg", graph.node("Log", smaller)))
    tail = _quotient(graph, graph.sub(root, graph.constant(1.6)), _TAIL)
    far = _quotient(graph, graph.sub(root, graph.constant(5.0)), _FAR_TAIL)
    ends = graph.where(graph.node("LessOrEqual", root, graph.constant(5.0)), tail, far)
    infinite = graph.node("Equal", smaller, graph.constant(0.0))
    ends = graph.where(infinite, graph.constant(np.inf), ends)
    ends = graph.mul(ends, graph.node("Sign", off))
    central = graph.node("LessOrEqual", graph.node("Abs", off), graph.constant(0.425))
    return graph.where(central, middle, ends)


def _clipped_normal(graph: Graph, share: str) -> str:
    from scipy.stats import norm

    edge = BOUND - np.spacing(1)
    found = normal_quantile(graph, share)
    return graph.clip(found, float(norm.ppf(edge)), float(norm.ppf(1 - edge)))


def _quotient(graph: Graph, x: str, coefficients: tuple[tuple[float, ...], ...]) -> str:
    above, below = (_polynomial(graph, x, powers) for powers in coefficients)
    return graph.div(above, below)


def _polynomial(graph: Graph, x: str, powers: tuple[float, ...]) -> str:
    total = graph.constant(powers[-1])
    for coefficient in powers[-2::-1]:
        total = graph.add(graph.mul(total, x), graph.constant(coefficient))
    return total


def _last_not_above(graph: Graph, x: str, points: Any) -> str:
    """Return for each number the place of the last point that is not above it, at least 0.

    Found by halving, a step of which looks at one point of each column.
    """
    n_columns, n = points.shape
    depth = max(1, int(np.ceil(np.log2(n))))
    padded = np.full((n_columns, 2**depth), np.inf)
    padded[:, :n] = points
    table = graph.constant(padded.ravel())
    offset = np.arange(n_columns, dtype=np.int64)[None, :] * 2**depth
    place = graph.node("Expand", graph.constant(offset), graph.node("Shape", x))
    for level in range(depth - 1, -1, -1):
        further = graph.add(place, graph.constant(2**level, np.int64))
        fits = graph.node("LessOrEqual", graph.node("Gather", table, further), x)
        place = graph.where(fits, further, place)
    return graph.sub(place, graph.constant(offset))


def _looked_up(graph: Graph, table: Any, place: str) -> str:
    n_columns, n = table.shape
    offset = graph.constant(np.arange(n_columns, dtype=np.int64)[None, :] * n)
    return str(graph.node("Gather", graph.constant(table.ravel()), graph.add(place, offset)))
