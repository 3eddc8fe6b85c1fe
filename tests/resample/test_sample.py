"""Some of the training rows: as many as asked for, alike for all, no class forgotten."""

from types import SimpleNamespace

import numpy as np
import pytest

from lepton_automl.resample import sample

STRATIFIED, SHUFFLED = (SimpleNamespace(splitter=s) for s in ("stratified", "shuffled"))
ROWS = np.arange(1_000, 21_000)


def test_rows_are_drawn_once_each_and_keep_their_order():
    y = np.random.default_rng(0).normal(size=21_000)
    found = sample(ROWS, y, 500, SHUFFLED, (3, 0))
    assert len(found) == 500
    assert (np.diff(found) > 0).all()
    assert np.isin(found, ROWS).all()


def test_they_are_spread_over_all_rows():
    found = sample(ROWS, np.zeros(21_000), 2_000, SHUFFLED, 0)
    counts, _ = np.histogram(found, bins=10, range=(1_000, 21_000))
    assert counts == pytest.approx(200, abs=60)


def test_the_seed_says_which():
    y = np.arange(21_000) % 3
    drawn = [sample(ROWS, y, 300, STRATIFIED, seed) for seed in ((1, 0), (1, 0), (1, 1))]
    assert np.array_equal(drawn[0], drawn[1])
    assert not np.array_equal(drawn[0], drawn[2])


def test_classes_keep_their_shares_and_rare_ones_some_rows():
    y = np.zeros(21_000, dtype=int)
    y[1_000:6_000] = 1
    y[6_000:6_030] = 2
    y[6_030:6_033] = 3
    found = sample(ROWS, y, 2_000, STRATIFIED, 0)
    counts = np.bincount(y[found])
    assert counts[:2] == pytest.approx([1_497, 500], abs=1)
    assert counts[2:].tolist() == [20, 3]
    assert len(np.unique(found)) == len(found)


def test_all_are_taken_where_there_are_no_more():
    assert sample(ROWS, np.zeros(21_000), 20_000, SHUFFLED, 0) is ROWS
