"""Shapley values of any model, by sampling the orders in which columns are exchanged.

A row is turned into a row of the background, column by column in a random order; what each step
changes in the prediction is a sample of that column's share. Every order is walked in
both directions, which cancels most of the noise, and each walk starts from another row of the
background. Strumbelj and Kononenko: Explaining prediction models and individual predictions
with feature contributions, KAIS 2014. Mitchell, Cooper, Frank and Holmes: Sampling permutations
for Shapley value estimation, JMLR 2022.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lepton_automl.errors import InputError
from lepton_automl.explain.columns import Columns

__all__ = ["Sampled", "sampled"]

Array = NDArray[np.float64]
NEAR = 0.01  # of the predictions' deviation: nobody sees a difference below
FEWEST, MOST = 4, 2_000  # pairs of walks
TOGETHER = (
    4_000  # rows at least that are predicted at once: each call costs something by itself
)
PATIENCE = 4.0  # a first pair may take this many times the seconds before it is refused


@dataclass(frozen=True, eq=False)
class Sampled:
    """Estimated Shapley values.

    Attributes
    ----------
    values, error : ndarray of shape (n_rows, n_columns, n_outputs)
        The estimates and their standard errors, NaN after a single pair of walks. The values
        sum to the prediction minus the mean prediction of the background.
    n_pairs : int
        How many orders were walked, in both directions.
    """

    values: Array
    error: Array
    n_pairs: int


def sampled(
    predict: Callable[[Any], Array],
    rows: Columns,
    background: Columns,
    *,
    seconds: float,
    random_state: int | None = 0,
) -> Sampled:
    """Return Shapley values that are as near as the time allows.

    Parameters
    ----------
    predict : callable
        From X to an array of shape (n_rows, n_outputs).
    rows, background : Columns
        What is explained, and what it is compared with.
    seconds : float
        When to stop; sooner if all are near enough.
    random_state : int or None
        The seed.

    Raises
    ------
    InputError
        If not even two orders can be walked in that time.
    """
    started = time.monotonic()
    random = np.random.default_rng(random_state)
    ours, theirs = predict(rows.X), predict(background.X)
    _refuse_endless(time.monotonic() - started, rows, background, seconds)
    near = NEAR * max(float(np.concatenate([ours, theirs]).std(axis=0).max()), 1e-12)
    mean = np.zeros((len(rows), rows.width, ours.shape[1]))
    squares = np.zeros_like(mean)
    starts = random.permutation(len(background))
    walks = _Walks(predict, rows, background, ours, theirs)
    n_pairs = 0
    at_once = min(MOST, max(1, TOGETHER // (2 * len(rows) * rows.width)))
    while n_pairs < MOST:
        begun = time.monotonic()
        numbers = n_pairs + np.arange(at_once)
        at = starts[(np.arange(len(rows)) + numbers[:, None]) % len(background)]
        orders = np.stack([random.permutation(rows.width) for _ in numbers])
        for new in walks.pairs(at, orders):
            n_pairs += 1
            step = new - mean
            mean += step / n_pairs
            squares += step * (new - mean)
        now = time.monotonic()
        if now + (now - begun) - started > seconds:
            break
        if n_pairs >= FEWEST and np.sqrt(squares.max() / n_pairs / (n_pairs - 1)) < near:
            break
    return _summed(mean, squares, n_pairs, ours - theirs.mean(axis=0))


def _refuse_endless(taken: float, rows: Columns, background: Columns, seconds: float) -> None:
    """Refuse what would take far too long, by the time that the rows alone have taken."""
    each = taken / (len(rows) + len(background))
    needed = 2 * each * len(rows) * rows.width
    if needed > PATIENCE * seconds:
        raise InputError(
            f"To explain {len(rows):,} rows of {rows.width:,} columns takes about "
            f"{needed:,.0f} s at the least, and {seconds:.3g} s are left. Pass fewer rows, or "
            "a longer time_budget."
        )


@dataclass(frozen=True, eq=False)
class _Walks:
    """Walks from rows of the background to the rows that are explained."""

    predict: Callable[[Any], Array]
    rows: Columns
    background: Columns
    ours: Array
    theirs: Array

    def pairs(self, at: NDArray[np.intp], ranks: NDArray[np.intp]) -> Array:
        """Return each column's mean share over an order and its reverse.

        `at` of shape (n_pairs, n_rows) says from where each walk starts, `ranks` of shape
        (n_pairs, n_columns) when each column is exchanged; the result is of shape
        (n_pairs, n_rows, n_columns, n_outputs).
        """
        n_pairs, n_rows = at.shape
        width = self.rows.width
        both = np.stack([ranks, width - 1 - ranks], axis=1)
        rank = np.repeat(both.reshape(-1, width), n_rows, axis=0)
        ends = np.tile(np.arange(n_rows), 2 * n_pairs)
        starts = np.repeat(at[:, None, :], 2, axis=1).ravel()
        found = self._shares(starts, ends, rank)
        shares: Array = found.reshape(n_pairs, 2, n_rows, width, -1).mean(axis=1)
        return shares

    def _shares(
        self, starts: NDArray[np.intp], ends: NDArray[np.intp], rank: NDArray[np.intp]
    ) -> Array:
        """Return what each column changes on each walk."""
        n_walks, width = rank.shape
        # After step s the columns of rank up to s are the row's own; the last step is the row.
        steps = np.repeat(np.arange(width - 1), n_walks)
        walk = np.tile(np.arange(n_walks), width - 1)
        parts = [self.theirs[starts]]
        for part in self.rows.chunks(len(steps)):
            w = walk[part]
            own = rank[w] <= steps[part, None]
            others = self.background.take(starts[w])
            parts.append(self.predict(self.rows.take(ends[w]).mixed(others, own).X))
        path = np.concatenate([*parts, self.ours[ends]]).reshape(width + 1, n_walks, -1)
        changes = np.moveaxis(np.diff(path, axis=0), 0, 1)
        return np.take_along_axis(changes, rank[:, :, None], axis=1)


def _summed(mean: Array, squares: Array, n_pairs: int, whole: Array) -> Sampled:
    """Return estimates that sum to what they must: the surest ones are changed least."""
    if n_pairs > 1:
        variance = squares / n_pairs / (n_pairs - 1)
        error = np.sqrt(variance)
    else:
        variance, error = np.abs(mean), np.full_like(mean, np.nan)
    rest = whole - mean.sum(axis=1)
    total = variance.sum(axis=1, keepdims=True)
    even = np.full_like(variance, 1 / variance.shape[1])
    share = np.divide(variance, total, out=even, where=total > 0)
    return Sampled(mean + share * rest[:, None, :], error, n_pairs)
