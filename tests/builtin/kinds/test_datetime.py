from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from lepton_automl.builtin.kinds.datetime import read, read_dayfirst, space, to_number
from lepton_automl.plugin import EstimatorSpec, Input

INPUTS = (Input("a", "datetime"),)
ZONE = dt.timezone(dt.timedelta(hours=2))


def needs(**claims):
    return EstimatorSpec("e", "x:y", {"binary"}, **claims)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2020-01-31", "2020-01-31"),
        ("2020/1/5", "2020-01-05"),
        ("2020-01-31T10:20:30.5", "2020-01-31T10:20:30.5"),
        ("2020-01-31 10:20 PM", "2020-01-31T22:20"),
        ("2020-01-31 12:05 am", "2020-01-31T00:05"),
        ("2020-01-31T10:00:00Z", "2020-01-31T10:00"),
        ("2020-01-31T10:00:00+02:00", "2020-01-31T08:00"),
        ("2020-01-31 10:00 -0130", "2020-01-31T11:30"),
        ("1/2/2020", "2020-01-02"),
        ("31/1/2020", "2020-01-31"),  # there is no month 31
        ("1/2/99", "1999-01-02"),
        ("1.2.2020", "2020-02-01"),  # with dots, the day is first
        ("Jan 5, 2020", "2020-01-05"),
        ("5 March 2021", "2021-03-05"),
        ("2020-13-45", "NaT"),
        ("soon", "NaT"),
        ("", "NaT"),
        (None, "NaT"),
        (5, "NaT"),
        (dt.date(2020, 1, 31), "2020-01-31"),
        (dt.datetime(2020, 1, 31, 10, tzinfo=ZONE), "2020-01-31T08"),
        (pd.Timestamp("2020-01-31 10:00", tz="UTC"), "2020-01-31T10"),
        (np.datetime64("2020-01-31"), "2020-01-31"),
        (pd.Period("2020-03", freq="M"), "2020-03-01"),
        ("9999-12-31", "2262-01-01"),  # as far as nanoseconds reach
        (dt.date(1, 1, 1), "1678-01-01"),
    ],
)
def test_a_moment_is_read_by_its_own_looks(value, expected):
    alone = read(pd.Series([value], dtype=object))
    in_company = read(pd.Series([value, "28/2/2021", "2019-05-06 07:08", 7], dtype=object))

    assert alone.dtype == np.dtype("datetime64[ns]")
    np.testing.assert_array_equal(alone, np.array([expected], "datetime64[ns]"))
    np.testing.assert_array_equal(in_company[:1], alone)


def test_the_day_comes_first_where_the_column_says_so():
    column = pd.Series(["1/2/2020", "31/1/2020", "2020-05-06"])

    found = read_dayfirst(column).astype("datetime64[D]").astype(str).tolist()

    assert found == ["2020-02-01", "2020-01-31", "2020-05-06"]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_every_resolution_becomes_nanoseconds(unit):
    column = pd.Series(np.array(["2020-01-31", "NaT"], f"datetime64[{unit}]"))

    found = read(column)

    assert found.dtype == np.dtype("datetime64[ns]")
    np.testing.assert_array_equal(found, column.to_numpy().astype("datetime64[ns]"))


def test_zones_become_utc():
    column = pd.Series(pd.to_datetime(["2020-07-01 12:00"]).tz_localize("Europe/Berlin"))

    assert read(column)[0] == np.datetime64("2020-07-01T10:00")


@pytest.mark.parametrize("zone", [None, "Asia/Tokyo"])
def test_arrows_moments_are_read(zone):
    moments = pd.Series(pd.to_datetime(["2020-07-01 12:00", None]).tz_localize(zone))

    found = read(moments.astype(pd.ArrowDtype(pa.timestamp("us", zone))))

    assert found[0] == np.datetime64("2020-07-01T03:00" if zone else "2020-07-01T12:00")
    assert np.isnat(found[1])


@pytest.mark.parametrize("cyclic", [False, True])
def test_parts_are_filled_and_scaled_as_needed(cyclic):
    frame = pd.DataFrame({"a": pd.date_range("2020-01-01", periods=50, freq="37h")})
    frame.loc[3, "a"] = pd.NaT

    raw = to_number(INPUTS, {"cyclic": cyclic}, needs(handles={"missing"})).fit_transform(frame)
    full = to_number(INPUTS, {"cyclic": cyclic}, needs()).fit_transform(frame)
    even = to_number(INPUTS, {"cyclic": cyclic}, needs(wants={"scaled"})).fit_transform(frame)

    assert np.isnan(raw[3, 0])
    assert np.isfinite(full).all()
    assert np.allclose(even.std(axis=0), 1)


def test_circles_are_for_those_who_want_scaled_numbers_first():
    assert space(needs(wants={"scaled"}), INPUTS, None)["cyclic"].values == (True, False)
    assert space(needs(), INPUTS, None)["cyclic"].values == (False, True)
