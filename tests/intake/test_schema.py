from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from lepton_automl.errors import InputError
from lepton_automl.intake.schema import describe
from lepton_automl.plugin import KindSpec


def array_kind(name, sure):
    return KindSpec(name, "array", lambda values: sure, lambda values: values)


def test_columns_of_an_array_can_be_given_a_kind(registry):
    X = np.random.default_rng(0).integers(0, 3, size=(30, 3))

    schema, found = describe(X, registry.kinds, {0: "category", "x2": "category"})

    assert [(i.name, i.kind) for i in schema.inputs] == [
        ("x0", "category"),
        ("x1", "number"),
        ("x2", "category"),
    ]
    assert not schema.named
    assert set(found["x0"]) == {"0", "1", "2"}


@pytest.mark.parametrize(
    ("kinds", "message"),
    [
        ({"agge": "number"}, "the column 'agge', which X does not have. Did you mean 'age'"),
        ({"age": "numbr"}, "no such kind of column. Did you mean 'number'"),
        ("number", "X is a table. Pass kinds={column: kind}"),
    ],
)
def test_wrong_kinds_get_their_near_miss(kinds, message, registry):
    with pytest.raises(InputError, match=message):
        describe(pd.DataFrame({"age": [1, 2, 3]}), registry.kinds, kinds)


def test_columns_that_are_not_named_by_strings_can_be_given_a_kind(registry):
    schema, _ = describe(pd.DataFrame({7: [1, 2, 1]}), registry.kinds, {7: "category"})

    assert [(i.name, i.kind) for i in schema.inputs] == [("7", "category")]


def test_single_columns_of_a_sparse_matrix_have_no_kind(registry):
    with pytest.raises(InputError, match="sparse matrix"):
        describe(sparse.eye(3).tocsr(), registry.kinds, {"x0": "category"})


def test_a_surer_array_kind_takes_a_matrix_from_numbers(registry):
    X = np.ones((3, 8))

    timid = {**registry.kinds, "series": array_kind("series", 0.5)}
    bold = {**registry.kinds, "series": array_kind("series", 0.95)}

    assert describe(X, timid)[0].inputs[0].kind == "number"
    assert describe(X, timid, "series")[0].inputs[0].kind == "series"
    assert describe(X, bold)[0].inputs[0].kind == "series"
    assert describe(X, bold, "number")[0].inputs[0].kind == "number"


def test_two_equally_sure_array_kinds_ask_the_user():
    known = {"image": array_kind("image", 0.9), "volume": array_kind("volume", 0.9)}

    with pytest.raises(InputError, match="Choose with kinds='image'"):
        describe(np.ones((3, 4, 4)), known)


def test_an_unknown_kind_of_array_gets_its_near_miss():
    known = {"image": array_kind("image", 0.9)}

    with pytest.raises(InputError, match="Did you mean 'image'"):
        describe(np.ones((3, 4, 4)), known, "imag")
    with pytest.raises(InputError, match="pass the name of its kind"):
        describe(np.ones((3, 4, 4)), known, {"x0": "number"})
