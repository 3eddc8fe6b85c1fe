"""A small recipe, run once for all tests about what became of it."""

from __future__ import annotations

import pytest
from recipe.quick import QUICK

from lepton_automl.recipe import DataSection, ExportSection, Recipe, run


@pytest.fixture(scope="session")
def outcome(tmp_path_factory):
    """What became of a recipe about flowers."""
    place = tmp_path_factory.mktemp("recipe") / "flowers"
    automl = {**QUICK, "estimators": ["gaussian_nb"], "scoring": "f1_macro"}
    return run(Recipe("flowers", DataSection(dataset="iris"), automl, ExportSection(place)))
