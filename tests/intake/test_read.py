from __future__ import annotations

import os
import sys
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import sparse

from lepton_automl.errors import InputError, LeptonError
from lepton_automl.intake import reread, take
from lepton_automl.plugin import KindSpec, Registry

KINDS = {
    "number": "number",
    "holes": "number",
    "nullable": "number",
    "decimal": "number",
    "spelled": "number",
    "wait": "number",
    "few": "category",
    "many": "category",
    "cat": "category",
    "mixed": "category",
    "flag": "boolean",
    "maybe": "boolean",
    "stamp": "datetime",
    "zoned": "datetime",
    "iso": "datetime",
    "european": "datetime_dayfirst",
    "day": "datetime",
    "review": "text",
    "5": "number",
    "number.1": "number",
}


def test_a_table_with_every_nuisance_is_read(nuisances, y, registry):
    data, task = take(nuisances, y, registry=registry)

    assert {i.name: i.kind for i in task.schema.inputs} == KINDS
    assert dict(task.schema.left_out) == {
        "empty": "holds no value",
        "constant": "is constant ('same')",
        "uid": "looks like an identifier (60 different values in 60 rows)",
        "row_id": "looks like an identifier (it numbers the rows)",
        "twin": "is a copy of 'number'",
    }
    assert list(data.X.columns) == list(KINDS)
    assert data.X.index.equals(pd.RangeIndex(60))
    assert task.schema.form == "table"
    assert not task.schema.named  # one name is the number 5
    assert (task.type, task.classes, task.n_rows) == ("binary", ("no", "yes"), 60)
    assert data.y.tolist() == [0, 1] * 30


def test_each_kind_has_one_dtype(nuisances, y, registry):
    data, task = take(nuisances, y, registry=registry)

    expected = {
        "number": "float64",
        "boolean": "float64",
        "category": "object",
        "text": "object",
        "datetime": "datetime64[ns]",
        "datetime_dayfirst": "datetime64[ns]",
    }
    assert {i.name: str(data.X[i.name].dtype) for i in task.schema.inputs} == {
        name: expected[kind] for name, kind in KINDS.items()
    }


def test_reading_again_gives_the_same(nuisances, y, registry):
    data, task = take(nuisances, y, registry=registry)

    again = reread(nuisances, task.schema, registry.kinds)

    pd.testing.assert_frame_equal(again, data.X)


def test_nothing_given_is_changed(nuisances, y, registry):
    before, y_before = nuisances.copy(deep=True), y.copy()

    _, task = take(nuisances, y, registry=registry)
    reread(nuisances, task.schema, registry.kinds)

    pd.testing.assert_frame_equal(nuisances, before)
    assert (y == y_before).all()


def test_columns_may_come_in_another_order(nuisances, y, registry):
    table = nuisances.drop(columns="number")
    data, task = take(table, y, registry=registry)

    again = reread(table.iloc[:, ::-1], task.schema, registry.kinds)

    pd.testing.assert_frame_equal(again, data.X)


def test_new_categories_and_new_gaps_pass(y, registry):
    table = pd.DataFrame({"a": np.arange(60.0), "b": ["x", "y", "z"] * 20})
    _, task = take(table, y, registry=registry)

    new = pd.DataFrame({"a": [None, 3.0], "b": pd.Categorical(["unseen", None])})
    found = reread(new, task.schema, registry.kinds)

    assert found["a"].isna().tolist() == [True, False]
    assert found["b"].iloc[0] == "unseen"
    assert np.isnan(found["b"].iloc[1])


def test_one_row_is_enough_to_predict(nuisances, y, registry):
    data, task = take(nuisances, y, registry=registry)

    for row in (0, 7, 31):
        found = reread(nuisances.iloc[[row]], task.schema, registry.kinds)
        pd.testing.assert_frame_equal(found, data.X.iloc[[row]].reset_index(drop=True))


def test_missing_and_extra_columns_are_named(y, registry):
    table = pd.DataFrame({"age": np.arange(60.0), "city": ["x", "y", "z"] * 20})
    _, task = take(table, y, registry=registry)

    with pytest.raises(InputError, match="lacks a column .*: 'city'.* with: 'town'"):
        reread(table.rename(columns={"city": "town"}), task.schema, registry.kinds)


def test_a_column_that_was_left_out_may_be_absent(y, registry):
    table = pd.DataFrame({"age": np.arange(60.0) % 7, "same": 1})
    data, task = take(table, y, registry=registry)

    found = reread(table[["age"]], task.schema, registry.kinds)

    pd.testing.assert_frame_equal(found, data.X)


def test_an_array_of_floats_is_taken_without_a_copy(y, registry):
    X = np.random.default_rng(0).normal(size=(60, 3))
    X.flags.writeable = False

    data, task = take(X, y, registry=registry)

    assert data.X is X
    assert task.schema.form == "array"
    assert task.schema.inputs[0].width == 3
    assert reread(X, task.schema, registry.kinds) is X


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_small_floats_stay_small(dtype, y, registry):
    data, _ = take(np.ones((60, 2), dtype=dtype), y, registry=registry)

    assert data.X.dtype == np.float32


@pytest.mark.parametrize("make", [sparse.csr_matrix, sparse.csc_array, sparse.coo_matrix])
def test_sparse_stays_sparse(make, y, registry):
    dense = np.random.default_rng(0).integers(0, 2, size=(60, 5)).astype(float)

    data, task = take(make(dense), y, registry=registry)

    assert task.schema.form == "sparse"
    assert data.X.format == "csr"
    assert (data.X.toarray() == dense).all()
    assert (reread(dense, task.schema, registry.kinds).toarray() == dense).all()


def test_a_dense_fit_predicts_from_a_sparse_matrix(y, registry):
    dense = np.random.default_rng(0).normal(size=(60, 2))
    _, task = take(dense, y, registry=registry)

    found = reread(sparse.csc_matrix(dense), task.schema, registry.kinds)

    assert (found == dense).all()


@pytest.mark.parametrize(
    "rows",
    [
        [[1, 2.5], [3, None]],
        np.array([[1, 2.5], [3, np.nan]], dtype=object),
        [[np.float32(1), 2.5], [3, float("nan")]],
    ],
)
def test_rows_of_numbers_become_an_array(rows, registry):
    data, task = take(list(rows) * 10, [0, 1] * 10, registry=registry)

    assert task.schema.form == "array"
    assert data.X.dtype == np.float64
    np.testing.assert_array_equal(data.X[:2], [[1, 2.5], [3, np.nan]])


def test_rows_with_strings_become_a_table_matched_by_position(registry):
    rows = [[1, "a"], [2, "b"], [3, "a"]] * 10

    data, task = take(rows, [0, 1, 1] * 10, registry=registry)

    assert [(i.name, i.kind) for i in task.schema.inputs] == [
        ("x0", "number"),
        ("x1", "category"),
    ]
    assert not task.schema.named
    pd.testing.assert_frame_equal(reread(rows, task.schema, registry.kinds), data.X)
    named = pd.DataFrame(rows, columns=["other", "names"])
    pd.testing.assert_frame_equal(reread(named, task.schema, registry.kinds), data.X)


def test_an_array_without_names_is_matched_by_position_with_a_warning(y, registry):
    table = pd.DataFrame({"a": np.arange(60.0), "b": np.arange(60.0) % 5})
    data, task = take(table, y, registry=registry)

    with pytest.warns(UserWarning, match="X does not have valid feature names, but Me was"):
        found = reread(table.to_numpy(), task.schema, registry.kinds, owner="Me")

    pd.testing.assert_frame_equal(found, data.X)


@pytest.mark.parametrize("fit_on", ["array", "sparse", "table"])
def test_a_wrong_number_of_columns_is_told_in_scikit_learns_words(fit_on, y, registry):
    X = np.random.default_rng(0).normal(size=(60, 2))
    forms = {"array": X, "sparse": sparse.csr_matrix(X), "table": pd.DataFrame(X)}
    _, task = take(forms[fit_on], y, registry=registry)

    message = "X has 1 features, but Me is expecting 2 features as input"
    with pytest.raises(InputError, match=message):
        reread(X[:, :1], task.schema, registry.kinds, owner="Me")


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (np.arange(60.0), r"Expected 2D array, got 1D array.*Reshape your data"),
        (pd.Series(["a", "b", "c"] * 20), r"Expected 2D array.*Reshape your data"),
        (np.empty((0, 3)), r"0 sample\(s\) \(shape=\(0, 3\)\) while a minimum of"),
        (np.empty((60, 0)), r"0 feature\(s\) \(shape=\(60, 0\)\) while a minimum of 1 is req"),
        (np.ones((1, 3)), r"1 sample\(s\)"),
        (np.ones((60, 2)) * 1j, "Complex data not supported"),
        (pd.DataFrame({"a": np.ones(60) * 1j}), "Complex data not supported"),
        (np.full((60, 2), np.inf), r"Input X contains infinity or a value too large for dtype"),
        (pd.DataFrame({"a": [1.0, np.inf] * 30}), "contains infinity.* Column 'a'"),
        (sparse.csr_matrix(np.full((60, 2), np.inf)), "contains infinity"),
        (np.ones((60, 2, 2)), r"shape=\(60, 2, 2\).*no installed kind"),
        (np.array([[{}, 1]] * 60, dtype=object), "argument must be a string or a real number"),
        (pd.DataFrame({"a": [{}] * 60}), "Column 'a' holds values of type 'dict'"),
        ({"a": [1] * 60}, "of type 'dict'. Pass a DataFrame"),
        (None, "X is None"),
    ],
)
def test_what_cannot_be_read_is_refused(X, message, y, registry):
    with pytest.raises(InputError, match=message):
        take(X, y, registry=registry)


def test_weights_and_groups_are_checked_and_noted(y, registry):
    X = np.random.default_rng(0).normal(size=(60, 2))

    data, task = take(X, y, registry=registry, sample_weight=2, groups=["a", "b"] * 30)

    assert (task.weighted, task.grouped) == (True, True)
    assert data.sample_weight.tolist() == [2.0] * 60
    assert data.groups.tolist() == ["a", "b"] * 30


def test_polars_tables_are_read_without_pyarrow(nuisances, y, registry, monkeypatch):
    pl = pytest.importorskip("polars")
    names = ["holes", "few", "flag", "stamp", "wait", "decimal", "day"]
    table = pl.DataFrame({name: nuisances[name].tolist() for name in names})
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    data, task = take(table, pl.Series(y.tolist()), registry=registry)
    lazy = reread(table.lazy(), task.schema, registry.kinds)

    assert {i.name: i.kind for i in task.schema.inputs} == {n: KINDS[n] for n in names}
    pd.testing.assert_frame_equal(lazy, data.X)
    expected, _ = take(nuisances[names], y, registry=registry)
    pd.testing.assert_frame_equal(data.X, expected.X)


def images(values):
    return 1.0 if values.ndim == 4 else 0.0


def sequences(values):
    return 0.8 if values.ndim == 1 else 0.0


def scaled(values):
    return values / 255.0


def as_it_is(values):
    return values


@pytest.fixture
def with_arrays():
    """Return a registry with two array kinds beside the built-in ones."""
    registry = Registry(load_installed=False)
    registry.kinds["image"] = KindSpec("image", "array", images, scaled)
    registry.kinds["sequence"] = KindSpec("sequence", "array", sequences, as_it_is)
    return registry


def test_an_array_kind_of_a_plugin_takes_all_of_x(with_arrays):
    X = np.full((60, 4, 4, 3), 255)

    data, task = take(X, [0, 1] * 30, registry=with_arrays)

    assert task.schema.form == "array"
    assert [(i.name, i.kind, i.width) for i in task.schema.inputs] == [(None, "image", 48)]
    assert (data.X == 1.0).all()
    assert (reread(X[:2], task.schema, with_arrays.kinds) == 1.0).all()


def test_a_list_of_unlike_things_is_one_input_of_objects(with_arrays):
    X = [np.arange(i + 1) for i in range(60)]

    data, task = take(X, [0, 1] * 30, registry=with_arrays)

    assert task.schema.form == "object"
    assert data.X.shape == (60,)
    assert data.X[3] is X[3]
    assert reread(X[:2], task.schema, with_arrays.kinds).shape == (2,)


EXAMPLES = int(os.environ.get("LEPTON_FUZZ", "50"))  # more, to hunt for what nobody thought of
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["1.5", "2020-01-31", "31/12/2020", "yes", "no", "inf", "", "a b c d e"]),
    st.datetimes(),
    st.dates(),
    st.timedeltas(),
    st.decimals(allow_nan=False, places=2),
    st.binary(max_size=3),
    st.lists(st.integers(), max_size=2),
)
COLUMN = st.one_of(
    st.lists(CELLS, min_size=6, max_size=6),
    st.lists(st.floats(-9, 9), min_size=6, max_size=6),
    st.lists(st.sampled_from(["a", "b", None]), min_size=6, max_size=6),
    st.lists(st.datetimes(), min_size=6, max_size=6),
)


@settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(columns=st.lists(COLUMN, min_size=1, max_size=4), plain=st.booleans())
def test_any_small_table_is_read_twice_alike_or_refused_by_us(registry, columns, plain):
    parts = [pd.Series(c, dtype=object if plain else None) for c in _safe(columns)]
    table = pd.concat(parts, axis=1, keys=[f"c{i}" for i in range(len(parts))])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            data, task = take(table, [0, 1] * 3, registry=registry)
        except LeptonError:
            return
        pd.testing.assert_frame_equal(reread(table, task.schema, registry.kinds), data.X)
        alone = reread(table.iloc[[2]], task.schema, registry.kinds)
        pd.testing.assert_frame_equal(alone, data.X.iloc[[2]].reset_index(drop=True))


def _safe(columns):
    """Leave out what pandas itself cannot hold."""
    for column in columns:
        try:
            pd.Series(column)
        except (OverflowError, ValueError, TypeError):
            column = [str(cell) for cell in column]
        yield column


@pytest.mark.parametrize("container", [list, np.array, pd.Series])
def test_a_list_of_texts_is_learned_and_read_again(container, registry):
    texts = [f"film number {i} was {'good' if i % 2 else 'bad'} for me" for i in range(60)]

    data, task = take(container(texts), [0, 1] * 30, registry=registry)
    again = reread(container(texts[:2]), task.schema, registry.kinds)

    assert task.schema.kinds == {"text"}
    assert again["x0"].tolist() == data.X["x0"].tolist()[:2]


@pytest.mark.parametrize("rows", [slice(0, 1), slice(0, 40)])
@pytest.mark.parametrize("also", [1, "a word"])
def test_numbers_are_read_at_once_in_any_order_beside_what_is_left_out(rows, also, registry):
    table = pd.DataFrame({"a": np.arange(60), "same": also, "b": np.arange(60.0) ** 2})
    _, task = take(table, np.arange(60) % 2, registry=registry)

    found = reread(table[["b", "a", "same"]][rows], task.schema, registry.kinds)

    expected = table[["a", "b"]][rows].astype(float).to_numpy()
    assert found.columns.tolist() == ["a", "b"]
    np.testing.assert_array_equal(found.to_numpy(), expected)
    table.loc[0, "b"] = np.inf
    with pytest.raises(InputError, match="infinity.*'b'"):
        reread(table[rows], task.schema, registry.kinds)


@pytest.mark.parametrize(
    ("y", "positive"),
    [([0.0, 1.5, 7.25], True), ([0.5, 1.5, -7.25], False), ([0.0, 0.0, 0.0], False)],
)
def test_a_task_knows_whether_its_numbers_are_positive(registry, y, positive):
    X = np.arange(60.0).reshape(30, 2)
    _, task = take(X, y * 10, registry=registry, task="regression")

    assert task.positive is positive
    assert not take(X, [1, 2, 3] * 10, registry=registry, task="multiclass")[1].positive
