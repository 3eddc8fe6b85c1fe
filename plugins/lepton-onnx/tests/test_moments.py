import numpy as np
import pandas as pd
import pytest

from lepton_automl.builtin.kinds.datetime_parts import DatetimeParts

EDGES = [
    "1970-01-01", "1969-12-31T23:59:59", "1900-02-28T12:00", "1900-03-01", "2000-02-29",
    "2100-02-28", "2100-12-31T23:59:59", "1999-12-31", "2024-12-31", "1678-01-02", "2261-12-31",
]  # fmt: skip


@pytest.mark.parametrize("cyclic", [True, False])
def test_parts_of_dates_are_the_same_over_six_centuries(cyclic, rng, same):
    seconds = rng.integers(-9_000_000_000, 9_000_000_000, 500)
    moments = np.r_[seconds.astype("datetime64[s]"), np.array([*EDGES, "NaT"], "datetime64[s]")]
    X = pd.DataFrame({"when": moments.astype("datetime64[ns]")})
    same(DatetimeParts(cyclic=cyclic).fit(X), X)


def test_whole_hours_weekdays_and_months_are_on_the_circle_to_the_last_digit(by_graph):
    hours = pd.date_range("2023-01-01", "2024-12-31", freq="7h")
    X = pd.DataFrame({"when": hours.as_unit("ns")})
    step = DatetimeParts(cyclic=True).fit(X)
    waves = [
        k for k, name in enumerate(step.get_feature_names_out()) if name[-3:] in ("sin", "cos")
    ]
    assert len(waves) == 6
    assert np.array_equal(by_graph(step, X)[:, waves], step.transform(X)[:, waves])


def test_parts_that_do_not_vary_are_left_out(by_graph):
    X = pd.DataFrame({"when": pd.to_datetime(["2020-01-31", "2021-01-31"])})
    step = DatetimeParts().fit(X)
    assert by_graph(step, X).shape == (2, len(step.get_feature_names_out()))
