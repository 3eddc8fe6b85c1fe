"""Rare classes are looked at in full, and count for what they are."""

import numpy as np
import pytest

from lepton_automl.ensemble.subset import subset
from lepton_automl.score.fast import roc_auc

RARE = (np.arange(200_000) % 500 == 0).astype(int)  # 400 rows of 200,000


def test_few_rows_are_taken_as_they_are():
    assert subset(RARE, most=200_000, seed=0, n_classes=2) == (slice(None), None)


@pytest.mark.parametrize("y", [np.arange(5000) % 2, np.arange(5000) % 7])
def test_without_a_rare_class_all_rows_are_drawn_alike(y):
    rows, weight = subset(y, most=1000, seed=0, n_classes=y.max() + 1)
    plain, _ = subset(y, most=1000, seed=0)
    assert weight is None
    assert np.array_equal(rows, plain)


def test_all_rows_of_a_rare_class_and_the_weight_of_all():
    rows, weight = subset(RARE, most=10_000, seed=0, n_classes=2)
    assert RARE[rows].sum() == 400
    assert len(rows) == 10_000
    assert np.average(RARE[rows], weights=weight) == pytest.approx(1 / 500)
    assert np.array_equal(rows, np.unique(rows))


def test_of_a_large_rare_class_enough():
    y = (np.arange(1_000_000) % 50 == 0).astype(int)
    rows, weight = subset(y, most=10_000, seed=0, n_classes=2)
    assert y[rows].sum() == 1000
    assert np.average(y[rows], weights=weight) == pytest.approx(1 / 50)


def test_a_class_without_rows():
    rows, weight = subset(RARE * 2, most=1000, seed=0, n_classes=3)
    assert (RARE[rows].sum(), weight.mean()) == (166, pytest.approx(1.0))


def test_a_score_varies_less_where_the_rare_class_is_seen():
    said = np.column_stack(
        [np.zeros(len(RARE)), RARE + np.random.default_rng(0).normal(size=len(RARE))]
    )
    exact = roc_auc(RARE, said)

    def misses(n_classes):
        found = []
        for seed in range(10):
            rows, weight = subset(RARE, 10_000, seed, n_classes)
            found.append(roc_auc(RARE[rows], said[rows], sample_weight=weight) - exact)
        return np.abs(found).mean()

    assert misses(2) < misses(None) / 3
