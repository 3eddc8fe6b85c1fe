from __future__ import annotations

import sys

import pytest

from lepton_automl._lazy import missing_packages, resolve


def test_a_reference_resolves_to_the_object_it_names():
    assert (
        resolve("collections:OrderedDict.fromkeys")
        == __import__("collections").OrderedDict.fromkeys
    )


@pytest.mark.parametrize("thing", [len, int, None, 3.5])
def test_an_object_is_its_own_reference(thing):
    assert resolve(thing) is thing


def test_a_string_without_colon_is_refused_with_the_right_form():
    with pytest.raises(
        ValueError, match="'math.sqrt' is not of the form 'package.module:name'"
    ):
        resolve("math.sqrt")


def test_a_module_that_is_not_there_raises_import_error():
    with pytest.raises(ImportError, match="no_such_package"):
        resolve("no_such_package.module:name")


def test_a_name_that_is_not_there_raises_attribute_error():
    with pytest.raises(AttributeError, match="no_such_name"):
        resolve("math:no_such_name")


def test_missing_packages_are_told_in_order_without_importing_the_others():
    sys.modules.pop("antigravity", None)
    assert missing_packages(["no_such_b", "antigravity", "no_such_a"]) == (
        "no_such_b",
        "no_such_a",
    )
    assert "antigravity" not in sys.modules
