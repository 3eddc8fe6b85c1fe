from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from lepton_automl.builtin.kinds.category import read, space, to_codes, to_number
from lepton_automl.plugin import EstimatorSpec, Input, Task
from lepton_automl.task import Schema

FEW = (Input("a", "category", levels=3),)
MANY = (Input("b", "category", levels=500),)


def needs(*tasks, **claims):
    return EstimatorSpec("e", "x:y", tasks or {"binary"}, **claims)


def task(inputs, n_rows=1000, n_classes=2):
    return Task("multiclass", Schema("table", inputs), n_rows, tuple(range(n_classes)))


def names(*values):
    return pd.DataFrame({"a": pd.Series(values, dtype=object)})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["a", None, "b"], ["a", None, "b"]),
        ([1, 2, 1], ["1", "2", "1"]),
        ([1.0, 2.5, np.nan], ["1", "2.5", None]),
        ([True, 1, 1.0, "1"], ["True", "1", "1", "1"]),
        (["", " ", "NA", "None"], [None, None, "NA", "None"]),
        (pd.Categorical(["a", None], ["a", "z"]), ["a", None]),
        (pd.Categorical([3, 1]), ["3", "1"]),
        (pd.array([3, None], dtype="Int64"), ["3", None]),
        (
            pd.Series([b"a", ("t", 1), [2], np.inf], dtype=object),
            ["a", "('t', 1)", "[2]", "inf"],
        ),
        (pd.Series([None, None], dtype=object), [None, None]),
    ],
)
def test_a_name_is_a_string_whatever_it_was(values, expected):
    found = read(pd.Series(values))

    assert found.dtype == object
    assert [None if v is np.nan else v for v in found] == expected


@pytest.mark.parametrize(
    "values",
    [
        [True, 1, 1.0, "1", 2, 2.5, None, b"a"],
        [1.0, 2.5, np.nan],
        np.array([3.3, 3.0], np.float32),
        pd.array([3, None], dtype="Int64"),
        pd.array([True, None], dtype="boolean"),
        pd.array(["a", None, " "], dtype="str"),
        pd.to_datetime(["2026-01-01", None]),
        pd.interval_range(0, 3),
        pd.Categorical(["a", None], ["a", "z"]),
    ],
)
def test_cells_are_called_the_same_among_few_rows_and_among_many(values):
    few = pd.Series(values)
    many = pd.concat([few] * 50, ignore_index=True)

    assert pd.Series(read(few)).equals(pd.Series(read(many)[: len(few)]))


def test_a_number_has_one_name_in_every_dtype():
    spelled = {
        str(read(pd.Series(v))[0]) for v in ([3], [3.0], ["3"], pd.array([3], dtype="Int64"))
    }

    assert spelled == {"3"}


def test_few_levels_become_a_column_each_and_new_ones_none():
    step = to_number(FEW, {"encoding": "onehot"}, needs()).fit(names("x", "y", "y", np.nan))

    assert step.transform(names("x", "y", np.nan, "new")).tolist() == [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
        [0, 0, 0],
    ]


def test_many_levels_are_gathered_to_a_few_columns():
    frame = pd.DataFrame({"b": pd.Series([f"k{i % 500}" for i in range(2000)], dtype=object)})

    found = to_number(MANY, {"many": "onehot"}, needs()).fit_transform(frame)

    assert found.shape[1] <= 32


def test_wide_one_hot_columns_are_sparse_where_the_estimator_can():
    inputs = tuple(Input(f"c{i}", "category", levels=30) for i in range(5))
    frame = pd.DataFrame(
        {i.name: pd.Series([f"k{j % 30}" for j in range(300)], dtype=object) for i in inputs}
    )

    able = to_number(inputs, {}, needs(handles={"sparse"})).fit_transform(frame)
    unable = to_number(inputs, {}, needs()).fit_transform(frame)

    assert sparse.issparse(able)
    assert not sparse.issparse(unable)


def test_ordinal_codes_mark_what_is_absent_as_the_estimator_needs_it():
    able = to_number(FEW, {"encoding": "ordinal"}, needs(handles={"missing"}))
    unable = to_number(FEW, {"encoding": "ordinal"}, needs())
    train, new = names("x", "y", np.nan), names("y", "new", np.nan)

    np.testing.assert_array_equal(able.fit(train).transform(new), [[1], [np.nan], [np.nan]])
    assert unable.fit(train).transform(new).tolist() == [[1], [-1], [-1]]


@pytest.mark.parametrize(
    ("kind", "columns"), [("binary", 1), ("multiclass", 3), ("regression", 1)]
)
def test_the_target_decides_by_the_type_of_task(kind, columns):
    y = np.arange(60) % 3 if kind == "multiclass" else np.arange(60) % 2
    y = y * 7.0 if kind == "regression" else y  # whole floats are no classes
    frame = pd.DataFrame({"b": pd.Series([f"k{i % 6}" for i in range(60)], dtype=object)})

    found = to_number(MANY, {"many": "target"}, needs(kind)).fit_transform(frame, y)

    assert found.shape == (60, columns)


def test_a_rare_class_breaks_no_target_encoding():
    y = np.array([0] * 299 + [1])
    frame = pd.DataFrame({"b": pd.Series([f"k{i % 6}" for i in range(300)], dtype=object)})

    assert to_number(MANY, {"many": "target"}, needs()).fit_transform(frame, y).shape == (
        300,
        1,
    )


def test_codes_fit_in_a_byte():
    frame = pd.DataFrame({"b": pd.Series([f"k{i % 500}" for i in range(2000)], dtype=object)})

    found = to_codes(MANY, {}, needs()).fit_transform(frame)

    assert found.max() == 253


def test_what_may_vary_depends_on_the_levels_and_the_estimator():
    linear, trees = needs("multiclass", wants={"scaled"}), needs("multiclass")
    native = needs("multiclass", accepts={"number", "category"})

    assert space(linear, FEW, task(FEW))["encoding"].values == ("onehot", "ordinal", "target")
    assert space(trees, FEW, task(FEW))["encoding"].values[0] == "ordinal"
    assert space(trees, MANY, task(MANY))["many"].values[0] == "target"
    assert space(native, FEW, task(FEW)) == {}
    assert "target" not in space(trees, MANY, task(MANY, n_rows=50))["many"].values
    assert "target" not in space(trees, MANY, task(MANY, n_classes=90))["many"].values
