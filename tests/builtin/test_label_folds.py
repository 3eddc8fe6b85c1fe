"""Rare labels are spread over folds."""

import numpy as np
import pytest

from lepton_automl.builtin.label_folds import label_folds


def rows(n_rows=300, rare=10):
    rng = np.random.default_rng(0)
    y = (rng.random((n_rows, 3)) < [0.5, 0.3, 0.0]).astype(int)
    y[rng.choice(n_rows, rare, replace=False), 2] = 1
    return y


def test_every_fold_has_its_share_of_a_rare_label():
    y = rows()
    folds = label_folds(y, 5, None, 0)
    assert [int(y[test, 2].sum()) for _, test in folds] == [2] * 5
    assert sorted(np.concatenate([test for _, test in folds])) == list(range(300))


def test_groups_stay_whole():
    y, groups = rows(), np.arange(300) // 10
    for train, test in label_folds(y, 4, groups, 0):
        assert not set(groups[train]) & set(groups[test])


@pytest.mark.parametrize("y", [np.eye(3, dtype=int), np.array([[1, 0], [0, 1], [1, 1]])])
def test_few_rows_are_split_all_the_same(y):
    folds = label_folds(y, 5, None, 0)
    assert len(folds) >= 2
    assert all(len(train) and len(test) for train, test in folds)
