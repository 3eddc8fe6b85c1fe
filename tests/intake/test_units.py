"""Whether numbers seem to be of one unit."""

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_breast_cancer, load_digits

from lepton_automl.intake import take
from lepton_automl.intake.units import one_unit

rng = np.random.default_rng(0)


def spread(n_columns, decades, n_rows=40):
    return list(rng.random((n_columns, n_rows)) * np.logspace(0, decades, n_columns)[:, None])


@pytest.mark.parametrize(
    ("n_columns", "decades", "expected"),
    [(16, 0, True), (16, 1, True), (16, 2, False), (15, 0, False), (300, 0, True)],
)
def test_many_columns_of_like_ranges_are_of_one_unit(n_columns, decades, expected):
    assert one_unit(spread(n_columns, decades)) is expected


def test_what_is_missing_or_never_varies_says_nothing():
    columns = spread(16, 0)
    columns[0][::2] = np.nan
    assert one_unit([*columns, np.ones(40), np.full(40, np.nan)])
    assert not one_unit([*columns[1:], np.ones(40), np.full(40, np.nan)])


def test_a_few_columns_of_another_unit_do_not_count():
    columns = spread(40, 0)
    assert one_unit([*columns, columns[0] * 1e6])


def test_pixels_are_and_measures_of_several_kinds_are_not(registry):
    X, y = load_digits(return_X_y=True)
    _, pixels = take(X, y, registry=registry)
    assert pixels.schema.one_unit
    _, as_table = take(pd.DataFrame(X), y, registry=registry)
    assert as_table.schema.one_unit
    X, y = load_breast_cancer(return_X_y=True)
    _, measures = take(X, y, registry=registry)
    assert not measures.schema.one_unit
