import numpy as np
import pandas as pd
import pytest
from sklearn.inspection import partial_dependence
from sklearn.linear_model import LinearRegression

from lepton_automl.explain import dependence
from lepton_automl.explain.columns import Columns


def test_it_is_what_scikit_learn_computes(numbers):
    model = LinearRegression().fit(numbers.X, numbers.X[:, 1] ** 2)
    found = dependence(lambda X: model.predict(X)[:, None], numbers, 1, "number")
    true = partial_dependence(model, numbers.X, [1], custom_values={1: np.array(found.values)})
    assert found.mean[:, 0] == pytest.approx(true["average"][0])
    assert found.share.sum() == pytest.approx(1.0)


def test_the_band_is_where_most_rows_are(numbers):
    def predict(X):
        return (X[:, 0] + X[:, 1])[:, None]

    found = dependence(predict, numbers, 0, "number")
    low, high = np.percentile(numbers.X[:, 1], [10, 90])
    assert (found.high - found.low)[:, 0] == pytest.approx(high - low)


def test_levels_and_flags_are_told_as_words(table):
    def predict(X):
        return ((X["colour"] == "red") + 2 * X["sold"]).to_numpy()[:, None]

    colour = dependence(predict, table, 1, "category")
    assert sorted(colour.values) == ["blue", "green", "red"]
    assert dict(zip(colour.values, colour.mean[:, 0], strict=True))["red"] == max(
        colour.mean[:, 0]
    )
    flag = dependence(predict, table, 2, "boolean")
    assert flag.values == ["False", "True"]
    assert np.diff(flag.mean[:, 0]) == pytest.approx(2.0)


def test_missing_numbers_are_no_point_of_the_scale(table):
    found = dependence(lambda X: np.zeros((len(X), 1)), table, 0, "number")
    assert not np.isnan(found.values).any()
    assert found.share.sum() == pytest.approx(1 - table.X["size"].isna().mean())


def test_times_are_told_as_days():
    when = pd.date_range("2020-01-01", periods=30, freq="D")
    rows = Columns(("when",), pd.DataFrame({"when": when}))

    def predict(X):
        return (X["when"] - when[0]).dt.days.to_numpy(dtype=float)[:, None]

    found = dependence(predict, rows, 0, "datetime")
    assert found.values[0] == "2020-01-02"
    assert (np.diff(found.mean[:, 0]) > 0).all()


@pytest.mark.parametrize("kind", ["text", "number"])
def test_free_text_and_constant_columns_have_none(kind):
    rows = Columns(("a",), pd.DataFrame({"a": np.ones(5)}))
    assert dependence(lambda X: X, rows, 0, kind) is None
