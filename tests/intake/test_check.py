from __future__ import annotations

import numpy as np
import pytest

from lepton_automl.errors import InputError
from lepton_automl.intake.check import enough_rows, per_row, same_length, same_width, sized


def test_what_has_rows_and_columns_passes():
    sized(np.ones((2, 3)), "Me", least=2)
    sized(np.array([{}, {}], dtype=object), "Me", least=2)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (np.array(1.0), "got scalar array instead"),
        (np.ones(3), "got 1D array instead"),
        (np.ones((1, 3)), r"1 sample\(s\) .* minimum of 2 is required by Me"),
        (np.ones((3, 0)), r"0 feature\(s\) \(shape=\(3, 0\)\) .* minimum of 1 is required"),
    ],
)
def test_what_is_too_small_or_flat_is_refused(raw, message):
    with pytest.raises(InputError, match=message):
        sized(raw, "Me", least=2)


def test_another_width_is_refused():
    same_width(np.ones((1, 4)), 4, "Me")
    with pytest.raises(InputError, match="X has 4 features, but Me is expecting 5 features"):
        same_width(np.ones((1, 4)), 5, "Me")
    with pytest.raises(InputError, match="Reshape your data"):
        same_width(np.ones(4), 4, "Me")


def test_unequal_lengths_are_named():
    with pytest.raises(InputError, match=r"\[3, 2\] \(X has 3, groups has 2\)"):
        same_length(X=3, groups=2)


@pytest.mark.parametrize("values", [2, 2.0, [2, 2, 2], np.array([2, 2, 2], dtype="f4")])
def test_weights_are_floats_one_a_row(values):
    found = per_row("sample_weight", values, 3)

    assert found.dtype == np.float64
    assert found.tolist() == [2.0, 2.0, 2.0]


def test_no_weights_are_none():
    assert per_row("sample_weight", None, 3) is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([1, -1, 2], "negative values, such as -1.0"),
        ([0, 0, 0], "zero for every row"),
        ([1, np.inf, 2], "infinity"),
        ([1, np.nan, 2], "1 missing values"),
        (["a", "b", "c"], "must hold numbers"),
        ([1, 2], "inconsistent numbers of samples"),
        ([[1], [2], [3]], "must be 1-dimensional"),
    ],
)
def test_bad_weights_are_refused(values, message):
    with pytest.raises(InputError, match=message):
        per_row("sample_weight", values, 3)


def test_groups_may_be_of_any_type_but_not_missing():
    assert per_row("groups", ["a", "b", "a"], 3).tolist() == ["a", "b", "a"]
    with pytest.raises(InputError, match="groups has 1 missing values"):
        per_row("groups", ["a", None, "a"], 3)


@pytest.mark.parametrize(
    ("y", "labels", "message"),
    [
        ([0, 1, 2], ("1.5", "2.5", "4"), r"No label of y occurs twice .*y.astype\(float\)"),
        ([0, 1, 2, 3], tuple("abcd"), r"\('a', 'b', 'c', ...\): no class .* Give more rows"),
        ([0, 1, 1, 1], (False, True), "y has the class False in one row alone"),
    ],
)
def test_classes_that_cannot_be_tested_are_refused(registry, y, labels, message):
    name = "binary" if len(labels) == 2 else "multiclass"

    with pytest.raises(InputError, match=message):
        enough_rows(np.array(y), labels, registry.tasks[name])


def test_one_of_several_classes_may_have_a_single_row(registry):
    enough_rows(np.array([0, 0, 1, 1, 2]), ("a", "b", "c"), registry.tasks["multiclass"])
