from __future__ import annotations

import pytest

from lepton_automl import errors
from lepton_automl.errors import (
    ArtifactError,
    ExportError,
    InputError,
    LeptonError,
    PluginError,
    RecipeError,
    SearchError,
    did_you_mean,
)

CLASSES = [getattr(errors, name) for name in errors.__all__ if name != "did_you_mean"]


@pytest.mark.parametrize("error", CLASSES)
def test_every_error_is_a_lepton_error(error):
    assert issubclass(error, LeptonError)


def test_bad_input_is_the_value_error_that_scikit_learn_promises():
    assert issubclass(InputError, ValueError)
    assert issubclass(RecipeError, InputError)
    assert issubclass(SearchError, RuntimeError)


def test_exit_codes_tell_the_kinds_of_failure_apart():
    families = (LeptonError, InputError, PluginError, SearchError, ArtifactError, ExportError)
    codes = [e.exit_code for e in families]
    assert 0 not in codes
    assert len(set(codes)) == len(codes)


def test_the_tree_in_the_docstring_names_every_error():
    for error in CLASSES:
        assert error.__name__ in (errors.__doc__ or "")


def test_a_near_miss_is_suggested():
    assert did_you_mean("rigde", ["ridge", "lasso"]) == "Did you mean 'ridge'?"


def test_without_a_near_miss_all_names_are_listed_in_order():
    assert did_you_mean("xyz", ["ridge", "lasso"]) == "Known: 'lasso', 'ridge'."


def test_without_any_name_it_says_so():
    assert did_you_mean("xyz", []) == "There are none."
