from __future__ import annotations

import importlib

import numpy as np
import pytest


@pytest.fixture
def deep():
    return importlib.import_module("deep")


def plain(one, other):
    """Return the warped distance of two series, cell by cell."""
    table = np.full((len(one) + 1, len(other) + 1), np.inf)
    table[0, 0] = 0
    for i, a in enumerate(one, 1):
        for j, b in enumerate(other, 1):
            least = min(table[i - 1, j], table[i, j - 1], table[i - 1, j - 1])
            table[i, j] = np.sum((a - b) ** 2) + least
    return table[-1, -1]


def test_warped_distances_are_those_of_the_definition(deep):
    rng = np.random.default_rng(0)
    train, row = rng.normal(size=(3, 6, 2)), rng.normal(size=(6, 2))

    np.testing.assert_allclose(deep._distances(train, row), [plain(t, row) for t in train])


def test_a_shifted_series_is_nearest_to_its_like(deep):
    steps = np.arange(20)
    train = np.stack([np.exp(-((steps - 5) ** 2)), np.sin(steps)])[:, :, None]
    test = np.exp(-((steps - 9) ** 2))[None, :, None]

    assert deep.warped(train, test, np.array(["bump", "wave"])).tolist() == ["bump"]


def test_the_page_has_means_and_goals(deep):
    rows = [
        deep.Row("ucr/A", "lepton", 60, 50.0, 0.9, "ridge"),
        deep.Row("ucr/B", "lepton", 60, 50.0, 0.8, "ridge"),
        deep.Row("newsgroups", "lepton", 300, 290.0, 0.87, "linear_svm", 0.1),
    ]

    text = deep.page(rows)

    assert "| ucr, mean | lepton | | | 0.8500 | 0.9 | |" in text
    assert "| newsgroups | lepton | 300 | 290.0 | 0.8700 | 0.865 | linear_svm |" in text
    assert "others kept at most 0.1 busy" in text


def test_rows_come_back_from_the_file(deep, tmp_path):
    path = tmp_path / "deep.csv"
    assert deep.read(path) == []
    rows = [deep.Row("ucr/A", "1-NN DTW", 0, 5.0, 0.9, "", 0.2)]

    deep.write(path, rows)

    assert deep.read(path) == rows
