from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from scipy import sparse

from lepton_automl.builtin.kinds.number import read, recognise, space, to_number
from lepton_automl.errors import InputError
from lepton_automl.plugin import EstimatorSpec, Input, Task
from lepton_automl.task import Schema

INPUTS = (Input("a", "number"), Input("b", "number"))


def needs(**claims):
    return EstimatorSpec("e", "x:y", {"binary"}, **claims)


def task(form="array"):
    return Task("binary", Schema(form, INPUTS), 100, (0, 1))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 3], [1.0, 2.0, 3.0]),
        (pd.array([1, None, 3], dtype="Int64"), [1.0, np.nan, 3.0]),
        (["1.5", " 2 ", "?", None, ""], [1.5, 2.0, np.nan, np.nan, np.nan]),
        ([Decimal("1.5"), None, 2], [1.5, np.nan, 2.0]),
        (pd.Series([1, pd.NA, True], dtype=object), [1.0, np.nan, 1.0]),
        (["1_000", "1e3", "0x10"], [np.nan, 1000.0, np.nan]),
        (pd.to_timedelta(["1h", None]), [3600.0, np.nan]),
        (pd.arrays.SparseArray([0.0, 1.0]), [0.0, 1.0]),
        ([{}, [1], 2], [np.nan, np.nan, 2.0]),
        (["$1,234.50", "-$5", "12 %", "€3", "1,2"], [1234.5, -5.0, 12.0, 3.0, np.nan]),
        ([dt.timedelta(hours=1), dt.time(0, 1), None], [3600.0, 60.0, np.nan]),
        (pd.array([dt.time(1)], dtype=pd.ArrowDtype(pa.time32("s"))), [3600.0]),
    ],
)
def test_what_spells_a_number_is_read(values, expected):
    found = read(pd.Series(values, name="a"))

    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    ("values", "sure"),
    [
        (["1", "2", "?", "n/a", "-", "3"], 0.9),
        (["$1,234", "$99", "12%"], 0.9),
        ([dt.time(1), dt.time(2, 30)], 0.99),
        (pd.Series([dt.timedelta(hours=1), None], dtype=object), 0.99),
        (pd.array([dt.timedelta(1)], dtype=pd.ArrowDtype(pa.duration("s"))), 0.99),
        (["?", "n/a", "-", "3"], 0.0),
        (["0,123", "1,500"], 0.0),
    ],
)
def test_columns_are_numbers_by_what_is_present(values, sure):
    assert recognise(pd.Series(values)) == sure


def test_small_floats_stay_small():
    assert read(pd.Series(np.ones(2, dtype="f4"))).dtype == np.float32
    assert read(pd.Series(pd.array([1.0, None], dtype="Float32"))).dtype.kind == "f"


@pytest.mark.parametrize("values", [[1.0, np.inf], ["1", "-inf"], [1, 10**400], ["1", "1e999"]])
def test_infinity_is_refused_with_its_column(values):
    with pytest.raises(InputError, match="contains infinity.*Column 'a'"):
        read(pd.Series(values, name="a"))


def test_complex_numbers_are_refused():
    with pytest.raises(InputError, match="Complex data not supported"):
        read(pd.Series([1j]))


def test_an_estimator_that_needs_nothing_gets_nothing():
    spec = needs(handles={"missing"})

    assert to_number(INPUTS, {}, spec) == "passthrough"
    assert space(spec, INPUTS, task()) == {}


def test_gaps_are_filled_and_marked():
    found = to_number(INPUTS, {}, needs()).fit_transform(
        [[1.0, np.nan], [3.0, 4.0], [8.0, 6.0]]
    )

    assert found.tolist() == [[1, 5, 1], [3, 4, 0], [8, 6, 0]]


def test_many_cells_are_filled_by_means_which_are_quick():
    many = Task("binary", Schema("array", (Input(None, "number", 30),)), 1_000_000, (0, 1))

    assert space(needs(), INPUTS, many)["impute"].values == ("mean",)
    assert space(needs(), INPUTS, task())["impute"].values[0] == "median"


def test_a_column_of_gaps_alone_keeps_its_place():
    step = to_number(INPUTS, {"indicator": False}, needs()).fit([[1.0, np.nan], [3.0, np.nan]])

    assert step.transform([[1.0, 7.0]]).shape == (1, 2)


@pytest.mark.parametrize("scaling", ["standard", "quantile", "robust", "minmax"])
@pytest.mark.parametrize("clip", [False, True])
def test_scales_come_near_to_each_other(scaling, clip):
    X = np.random.default_rng(0).normal(size=(300, 2)) * [1, 1e6]

    step = to_number(INPUTS, {"scaling": scaling, "clip": clip}, needs(wants={"scaled"}))
    spread = step.fit_transform(X).std(axis=0)

    assert 0.3 < spread[0] / spread[1] < 3


def test_clipping_tames_an_outlier():
    X = np.append(np.random.default_rng(0).normal(size=300), 1e9)[:, None]
    spec = needs(wants={"scaled"})

    wild = to_number(INPUTS[:1], {"clip": False}, spec).fit_transform(X)
    tame = to_number(INPUTS[:1], {"clip": True}, spec).fit_transform(X)

    assert wild[:-1].std() < 1e-3
    assert tame[:-1].std() > 0.5


@pytest.mark.parametrize("scaling", ["maxabs", "deviation"])
def test_sparse_numbers_stay_sparse(scaling):
    spec = needs(wants={"scaled"}, handles={"sparse"})
    X = sparse.random(50, 2, density=0.5, format="csr", random_state=0)

    assert scaling in space(spec, INPUTS, task("sparse"))["scaling"]
    found = to_number(INPUTS, {"scaling": scaling}, spec).fit_transform(X)

    assert sparse.issparse(found)
    assert found.nnz == X.nnz


def test_numbers_of_one_unit_are_scaled_together_unless_asked_otherwise():
    known = task()
    alike = replace(known, schema=replace(known.schema, one_unit=True))

    scalings = [
        space(needs(wants={"scaled"}), INPUTS, t)["scaling"].values for t in (alike, known)
    ]

    assert scalings == [("together", *scalings[1]), scalings[1]]


def test_what_marks_gaps_is_as_large_whatever_the_unit_of_the_numbers():
    rows = np.array([[1000.0, 3000.0], [np.nan, 1000.0], [5000.0, 2000.0]])
    for unit in (1.0, 1e6):
        found = to_number(INPUTS, {"scaling": "together"}, needs(wants={"scaled"}))
        prepared = found.fit_transform(rows * unit)
        np.testing.assert_array_equal(prepared[:, 2], [0.0, 1.0, 0.0])
        assert prepared[:, :2].std() == pytest.approx(1.0, rel=0.3)
