from __future__ import annotations

import importlib

import numpy as np
import pytest


@pytest.fixture
def warping():
    return importlib.import_module("systems.warping")


def plain(one, other):
    """Return the warped distance of two series, cell by cell."""
    table = np.full((len(one) + 1, len(other) + 1), np.inf)
    table[0, 0] = 0
    for i, a in enumerate(one, 1):
        for j, b in enumerate(other, 1):
            least = min(table[i - 1, j], table[i, j - 1], table[i - 1, j - 1])
            table[i, j] = np.sum((a - b) ** 2) + least
    return table[-1, -1]


def test_warped_distances_are_those_of_the_definition(warping):
    rng = np.random.default_rng(0)
    train, row = rng.normal(size=(3, 6, 2)), rng.normal(size=(6, 2))

    np.testing.assert_allclose(warping.distances(train, row), [plain(t, row) for t in train])


def test_a_shifted_series_is_nearest_to_its_like(warping):
    steps = np.arange(20)
    train = np.stack([np.exp(-((steps - 5) ** 2)), np.sin(steps)])[:, :, None]
    test = np.exp(-((steps - 9) ** 2))[None, :, None]

    assert warping.warped(train, test, np.array(["bump", "wave"])).tolist() == ["bump"]
