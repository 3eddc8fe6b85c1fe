from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lepton_automl.builtin.kinds.boolean import read, space, to_number
from lepton_automl.plugin import EstimatorSpec, Input

INPUTS = (Input("a", "boolean"),)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([True, False], [1.0, 0.0]),
        (pd.array([True, None], dtype="boolean"), [1.0, np.nan]),
        ([True, None, "no", "maybe"], [1.0, np.nan, 0.0, np.nan]),
        ([" Yes ", "N", "T", "false"], [1.0, 0.0, 1.0, 0.0]),
        ([1, 0, 2], [1.0, 0.0, np.nan]),
        (pd.array([1, None], dtype="Int64"), [1.0, np.nan]),
        (pd.Series([1, 0.0, []], dtype=object), [1.0, 0.0, np.nan]),
    ],
)
def test_what_means_yes_or_no_is_read(values, expected):
    np.testing.assert_array_equal(read(pd.Series(values)), expected)


def test_gaps_are_filled_only_where_they_must():
    spec = EstimatorSpec("e", "x:y", {"binary"})
    able = EstimatorSpec("e", "x:y", {"binary"}, handles={"missing"})

    found = to_number(INPUTS, {}, spec).fit_transform([[1.0], [1.0], [0.0], [np.nan]])

    assert found.tolist() == [[1, 0], [1, 0], [0, 0], [1, 1]]
    assert to_number(INPUTS, {}, able) == "passthrough"
    assert space(spec, INPUTS, None) == {}
