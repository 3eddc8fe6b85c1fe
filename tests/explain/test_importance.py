import time

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score

from lepton_automl.explain import importance
from lepton_automl.explain.columns import Columns


def score(y, prediction, weight=None):
    return r2_score(y, prediction, sample_weight=weight)


@pytest.fixture
def model(numbers):
    return LinearRegression().fit(numbers.X, target(numbers))


def target(numbers):
    return 3 * numbers.X[:, 2] + numbers.X[:, 0]


@pytest.mark.parametrize("form", [np.asarray, sparse.csr_matrix, pd.DataFrame])
def test_it_is_what_scikit_learn_computes(form, model, numbers):
    rows = Columns(numbers.names, form(numbers.X))
    found = importance(
        lambda X, _: model.predict(np.asarray(X.todense() if sparse.issparse(X) else X)),
        rows,
        target(numbers),
        score,
        random_state=7,
    )
    true = permutation_importance(model, numbers.X, target(numbers), random_state=7)
    means = dict(zip(found["column"], found["importance"], strict=True))
    assert [means[n] for n in numbers.names] == pytest.approx(true.importances_mean.tolist())
    assert found["column"].tolist()[:2] == ["x2", "x0"]


def test_rows_keep_their_positions(numbers):
    # A model that knows the answer of every row by its position loses nothing.
    y = target(numbers)
    found = importance(lambda X, at: y[at], numbers, y, score)
    assert (found["importance"] == 0).all()


def test_with_little_time_the_columns_that_tell_most_are_looked_at(model, numbers):
    def slow(X, at):
        time.sleep(0.01)
        return model.predict(X)

    found = importance(slow, numbers, target(numbers), score, time_budget=0.03)
    assert found["column"].tolist() == ["x2"]
    assert found.attrs["n_left_out"] == 3
    assert found.attrs["n_repeats"] == 2


@pytest.mark.parametrize("missing", [False, True])
def test_levels_tell_by_their_means(missing):
    random = np.random.default_rng(0)
    X = pd.DataFrame(
        {"noise": random.normal(size=90), "level": random.choice(list("abc"), 90)}
    ).astype({"level": object})
    if missing:
        X.loc[::7, "level"] = np.nan
    strength = {"a": 0.0, "b": 5.0, "c": 1.0, np.nan: 9.0}
    y = X["level"].map(strength).to_numpy()

    def slow(X, at):
        time.sleep(0.01)
        return X["level"].map(strength).to_numpy()

    rows = Columns(tuple(X), X)
    found = importance(slow, rows, y, score, time_budget=0.02)
    assert found["column"].tolist() == ["level"]
