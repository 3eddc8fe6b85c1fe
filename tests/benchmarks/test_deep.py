from __future__ import annotations

import importlib

import pytest


@pytest.fixture
def deep():
    return importlib.import_module("deep")


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
