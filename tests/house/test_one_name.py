"""A thing has one name: in Python, in recipes, in the documents."""

from __future__ import annotations

import inspect

import pytest
from house.sources import ROOT

import lepton_automl
from lepton_automl.recipe.rules import SECTIONS

ARGUMENTS = tuple(inspect.signature(lepton_automl.LeptonAutoML).parameters)
# An executor is a live object: a recipe is data and cannot hold one.
NOT_IN_RECIPES = {"executor"}


def test_the_keys_of_a_recipe_are_the_constructors_arguments():
    assert set(SECTIONS["automl"]) == set(ARGUMENTS) - NOT_IN_RECIPES


@pytest.mark.parametrize("argument", ARGUMENTS)
def test_every_argument_is_explained_in_the_docstring(argument):
    assert f"\n    {argument} : " in inspect.getsource(lepton_automl.LeptonAutoML)


@pytest.mark.parametrize("argument", sorted(set(ARGUMENTS) - NOT_IN_RECIPES))
def test_every_argument_is_in_the_guide_to_recipes(argument):
    assert f"`{argument}`" in (ROOT / "docs/recipes.md").read_text(encoding="utf-8")


def test_every_recipe_that_ships_can_be_read():
    from lepton_automl.recipe import read

    recipes = sorted((ROOT / "recipes").glob("*.toml"))
    assert len(recipes) >= 5
    for recipe in recipes:
        assert read(recipe).name == recipe.stem
