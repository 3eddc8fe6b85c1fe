from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from lepton_automl.builtin.kinds.datetime_parts import DatetimeParts


@pytest.fixture
def moments():
    return pd.DataFrame(
        {
            "a": pd.to_datetime(["2020-01-31 06:30", "2021-12-01 18:00", None]),
            "b": pd.to_datetime(["2020-01-01", "2020-01-01", "2020-01-01"]),
        }
    )


def test_parts_are_right(moments):
    parts = DatetimeParts().fit(moments)
    found = dict(zip(parts.get_feature_names_out(), parts.transform(moments).T, strict=True))

    assert found["a_year"][:2].tolist() == [2020, 2021]
    assert found["a_month"][:2].tolist() == [1, 12]
    assert found["a_day"][:2].tolist() == [31, 1]
    assert found["a_weekday"][:2].tolist() == [4, 2]  # a Friday and a Wednesday
    assert found["a_dayofyear"][:2].tolist() == [31, 335]
    assert found["a_hour"][:2].tolist() == [6.5, 18.0]
    assert found["a_missing"].tolist() == [0, 0, 1]
    assert all(np.isnan(v[2]) for n, v in found.items() if n != "a_missing")


def test_parts_agree_with_pandas():
    stamps = pd.Series(pd.date_range("1969-12-25", periods=500, freq="35h17min"), name="a")
    parts = DatetimeParts().fit(stamps.to_frame())
    found = pd.DataFrame(parts.transform(stamps.to_frame()), columns=parts.parts_[0])

    pandas_names = {"weekday": "day_of_week", "dayofyear": "day_of_year"}
    for part in ("year", "month", "day", "weekday", "dayofyear"):
        assert (found[part] == getattr(stamps.dt, pandas_names.get(part, part))).all(), part


def test_what_does_not_vary_is_left_out(moments):
    names = DatetimeParts().fit(moments).get_feature_names_out()

    assert not any(name.startswith("b_") for name in names)
    assert DatetimeParts().fit_transform(moments[["b"]]).shape == (3, 0)


def test_the_ends_of_a_circle_meet():
    days = pd.DataFrame({"a": pd.to_datetime(["2020-12-15", "2021-01-15", "2021-06-15"])})
    parts = DatetimeParts(cyclic=True).fit(days)
    names = parts.get_feature_names_out().tolist()
    columns = [names.index("a_month_sin"), names.index("a_month_cos")]
    december, january, june = parts.transform(days)[:, columns]

    assert np.linalg.norm(december - january) < np.linalg.norm(december - june) / 3


def test_it_is_an_estimator_like_others(moments):
    parts = DatetimeParts(cyclic=True)

    with pytest.raises(NotFittedError):
        parts.transform(moments)
    again = pickle.loads(pickle.dumps(clone(parts).fit(moments)))

    assert again.cyclic
    np.testing.assert_array_equal(again.transform(moments), parts.fit_transform(moments))


def test_arrays_of_moments_are_taken_too(moments):
    array = moments[["a"]].to_numpy()

    found = DatetimeParts().fit_transform(array)

    np.testing.assert_array_equal(found, DatetimeParts().fit_transform(moments[["a"]]))
