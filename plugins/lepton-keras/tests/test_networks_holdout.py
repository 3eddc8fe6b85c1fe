"""Rows held back: of each class its share, or none where they would say nothing."""

from __future__ import annotations

import numpy as np
from lepton_keras.networks.holdout import held_back
from lepton_keras.networks.rows import Rows


def split(target, n_classes, fraction=0.1):
    rows = Rows({"x": np.arange(len(target))}, target, n_classes=n_classes)
    return held_back(rows, fraction, np.random.RandomState(0))


def test_each_class_gives_its_share_and_a_rare_one_nothing():
    rows, held = split(np.repeat([0, 1, 2], [300, 100, 3]), 3)

    assert np.bincount(held.target).tolist() == [30, 10]
    assert np.bincount(rows.target).tolist() == [270, 90, 3]


def test_values_are_held_back_at_random():
    rows, held = split(np.arange(400.0)[:, None], 0)

    assert len(held) == 40
    assert not set(held.inputs["x"]) & set(rows.inputs["x"])


def test_few_rows_are_all_trained_on():
    rows, held = split(np.arange(50) % 2, 2)

    assert held is None
    assert len(rows) == 50


def test_of_very_many_rows_some_thousands_are_enough():
    _, held = split(np.zeros((100_000, 1)), 0)

    assert len(held) == 4000
