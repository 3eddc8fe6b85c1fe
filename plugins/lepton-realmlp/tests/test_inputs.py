"""Columns of any size come out alike."""

import numpy as np
import pytest
from lepton_realmlp.inputs import MOST_EMBEDDED, Inputs


def test_columns_are_centred_scaled_and_bent():
    x = np.linspace(0, 100, 101)
    inputs = Inputs.of(np.column_stack([x, 1e9 * x, np.ones(101)]), embed=True)
    found = inputs.transform(np.array([[50.0, 75e9, 1.0], [1e300, -1e300, 5.0]]))
    assert found[0] == pytest.approx([0.0, 0.5 / np.sqrt(1 + (0.5 / 3) ** 2), 0.0])
    assert found[1] == pytest.approx([3.0, -3.0, 0.0], abs=1e-6)


def test_a_column_of_mostly_one_number_is_scaled_by_its_range():
    column = np.r_[np.zeros(99), 8.0][:, None]
    inputs = Inputs.of(column, embed=True)
    assert inputs.factor == pytest.approx([0.25])


def test_what_has_two_values_is_not_embedded():
    X = np.column_stack([np.arange(6) % 2, np.arange(6), np.arange(6) % 3])
    assert Inputs.of(X.astype(float), embed=True).embedded.tolist() == [1, 2]
    assert Inputs.of(X.astype(float), embed=False).embedded.tolist() == []


def test_many_columns_are_not_embedded():
    X = np.random.default_rng(0).normal(size=(5, MOST_EMBEDDED + 1))
    assert len(Inputs.of(X, embed=True).embedded) == 0
