"""The words of a recipe."""

from __future__ import annotations

from pathlib import Path

import pytest

from lepton_automl.recipe import DataSection, ExportSection, Recipe


@pytest.mark.parametrize(
    ("section", "name"),
    [
        (DataSection(dataset="iris"), "iris"),
        (DataSection(train=Path("a/rows.csv.gz"), target="y"), "rows"),
        (DataSection(), "data"),
    ],
)
def test_data_have_a_name(section, name):
    assert section.name == name


def test_replacing_arguments_leaves_the_recipe_as_it_was():
    recipe = Recipe("a", DataSection(dataset="iris"), {"n_trials": 1, "cv": 3})
    assert recipe.with_automl(n_trials=2).automl == {"n_trials": 2, "cv": 3}
    assert recipe.automl == {"n_trials": 1, "cv": 3}


def test_the_place_can_be_replaced_and_the_format_stays():
    recipe = Recipe("a", DataSection(), export=ExportSection(Path("x"), "onnx"))
    assert recipe.with_export(Path("y")).export == ExportSection(Path("y"), "onnx")
