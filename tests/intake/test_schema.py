from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from lepton_automl.errors import InputError
from lepton_automl.intake.schema import describe
from lepton_automl.intake.source import source
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


def test_a_list_of_texts_is_a_table_of_one_column(registry):
    texts = np.array(["a good film it was", "not my kind of film"], dtype=object)

    schema, found = describe(texts, registry.kinds, has_names=False)

    assert [(i.name, i.kind) for i in schema.inputs] == [("x0", "text")]
    assert (schema.form, schema.named) == ("table", False)
    assert found["x0"].tolist() == texts.tolist()


def test_the_kind_of_a_list_of_texts_can_be_said(registry):
    texts = np.array(["a good film", "bad"], dtype=object)

    schema, _ = describe(texts, registry.kinds, "text", has_names=False)

    assert schema.kinds == {"text"}


def test_strings_that_an_array_kind_reads_are_left_to_it(registry):
    paths = np.array(["a.png", "b.png"], dtype=object)

    known = {**registry.kinds, "image": array_kind("image", 0.9)}

    assert describe(paths, known)[0].form == "object"


@pytest.mark.parametrize(
    ("rows", "width"), [(np.ones((3, 4, 5)), 20), ([np.ones(2), np.ones((2, 2))], 3)]
)
def test_how_much_there_is_to_a_row_is_known(rows, width, registry):
    raw = rows
    if isinstance(rows, list):
        raw = np.empty(len(rows), dtype=object)
        raw[:] = rows

    schema, _ = describe(raw, {**registry.kinds, "stack": array_kind("stack", 0.5)})

    assert schema.inputs[0].width == width


@pytest.mark.parametrize(
    ("X", "message"),
    [
        ([{"a": 1}, {"a": 2}], r"a dict for each row.* pandas.DataFrame\(X\)"),
        (pd.Series([1.5, 2.5]), r"Expected 2D array, .*X.to_frame\(\)"),
    ],
)
def test_what_is_nearly_a_table_is_told_how_to_become_one(registry, X, message):
    with pytest.raises(InputError, match=message):
        describe(source(X), registry.kinds)
