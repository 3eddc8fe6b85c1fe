from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lepton_automl.errors import InputError
from lepton_automl.intake.table import describe_table, read_table
from lepton_automl.plugin import KindSpec
from lepton_automl.task import Input


def test_the_surest_kind_wins(registry):
    kinds = {
        "number": registry.kinds["number"],
        "money": KindSpec("money", "column", lambda v: float(v.name == "price") * 2, cents),
    }
    table = pd.DataFrame({"price": [1.5, 2.5, 3.5], "size": [1, 2, 4]})

    schema, found = describe_table(table, kinds, {})

    assert [(i.name, i.kind) for i in schema.inputs] == [("price", "money"), ("size", "number")]
    assert found["price"].tolist() == [150.0, 250.0, 350.0]


def test_a_text_is_as_wide_as_it_has_words(registry):
    notes = [f"a note about the house number {i}" for i in range(3000)]

    schema, _ = describe_table(
        pd.DataFrame({"note": notes, "n": range(3000)}), registry.kinds, {}
    )

    assert schema.inputs[0] == Input("note", "text", width=7)


def test_a_kind_that_fails_to_look_at_a_column_is_passed_over_and_named(registry):
    def fails(values):
        raise RuntimeError("no such codec")

    kinds = {**registry.kinds, "video": KindSpec("video", "column", fails, cents)}

    with pytest.warns(UserWarning, match="Kind 'video' failed .* 'size' .* no such codec"):
        schema, _ = describe_table(pd.DataFrame({"size": [1.0, 2.0, 4.0]}), kinds, {})

    assert [(i.name, i.kind) for i in schema.inputs] == [("size", "number")]


def cents(values):
    return values.to_numpy() * 100


def test_a_forced_kind_brings_a_column_back(registry):
    table = pd.DataFrame({"id": range(40), "same": 1, "size": [1, 2] * 20})

    schema, _ = describe_table(table, registry.kinds, {"same": "number", "id": "category"})

    assert [(i.name, i.kind, i.levels) for i in schema.inputs] == [
        ("id", "category", 40),
        ("same", "number", 0),
        ("size", "number", 0),
    ]
    assert schema.left_out == ()


def test_a_forced_kind_that_reads_nothing_is_refused(registry):
    table = pd.DataFrame({"a": ["x", "y"]})

    with pytest.raises(InputError, match="no value of the column can be read as 'number'"):
        describe_table(table, registry.kinds, {"a": "number"})


def test_a_table_of_useless_columns_is_refused_with_each_reason(registry):
    table = pd.DataFrame({"a": [1, 1], "b": [None, None]})

    with pytest.raises(InputError, match="'a' is constant .1.0.; 'b' holds no value"):
        describe_table(table, registry.kinds, {})


def test_columns_of_one_name_are_told_apart(registry):
    table = pd.DataFrame([[1, 5, 3], [2, 4, 9]], columns=["a", "a", "a.1"])

    schema, found = describe_table(table, registry.kinds, {})

    assert schema.columns == ("a", "a.2", "a.1")
    assert found["a.2"].tolist() == [5.0, 4.0]


def test_a_copy_names_its_twin(registry):
    table = pd.DataFrame({"a": [1, 2], "b": [2, 1], "c": [1.0, 2.0], "d": ["u", "v"]})
    table["e"] = table["d"]

    schema, _ = describe_table(table, registry.kinds, {})

    assert dict(schema.left_out) == {"c": "is a copy of 'a'", "e": "is a copy of 'd'"}


def test_cells_of_a_plugin_kind_may_be_any_objects(registry):
    kinds = {"pixels": KindSpec("pixels", "column", lambda v: 1.0, objects)}
    table = pd.DataFrame({"a": [np.ones((2, 2)), np.ones((3, 3))]})

    schema, found = describe_table(table, kinds, {})

    assert schema.inputs == (Input("a", "pixels"),)
    assert found["a"].iloc[1].shape == (3, 3)


def objects(values):
    return values.to_numpy(dtype=object)


def test_plain_numbers_are_read_as_one_block_and_others_column_by_column(registry):
    inputs = (Input("a", "number"), Input("b", "number"))
    table = pd.DataFrame({"b": [1, 2], "a": [0.5, np.nan], "unused": ["x", "y"]})

    plain = read_table(table, inputs, registry.kinds)
    mixed = read_table(table.astype({"b": str}), inputs, registry.kinds)

    assert list(plain.columns) == ["a", "b"]
    assert plain["b"].dtype == np.float64
    pd.testing.assert_frame_equal(plain, mixed)


def test_infinity_names_its_column(registry):
    table = pd.DataFrame({"a": [1.0, 2.0], "b": [1.0, -np.inf]})

    with pytest.raises(InputError, match="contains infinity.*Column 'b'"):
        describe_table(table, registry.kinds, {})


def test_infinity_among_plain_numbers_is_refused_with_its_column(registry):
    table = pd.DataFrame({"a": [1.0], "b": [np.inf]})
    inputs = (Input("a", "number"), Input("b", "number"))

    with pytest.raises(InputError, match="infinity.*Column 'b'"):
        read_table(table, inputs, registry.kinds)
