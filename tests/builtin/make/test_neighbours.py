"""Nearest neighbours, never more than there are."""

import pytest

from lepton_automl.builtin.make.neighbours import k_neighbors_classifier, k_neighbors_regressor


@pytest.mark.parametrize("make", [k_neighbors_classifier, k_neighbors_regressor])
@pytest.mark.parametrize(("n_rows", "asked"), [(1000, 50), (40, 10), (3, 1)])
def test_no_more_neighbours_are_asked_than_a_fold_has(make, n_rows, asked):
    assert make(n_neighbors=50, n_rows=n_rows).n_neighbors == asked
