"""What the estimators promise beyond scikit-learn's conventions."""

import pickle

import numpy as np
import pytest
from lepton_realmlp import RealMLPClassifier, RealMLPRegressor, estimators
from lepton_realmlp.training import train
from sklearn.datasets import make_friedman1, make_moons
from sklearn.linear_model import LinearRegression
from threadpoolctl import threadpool_limits

MOONS = make_moons(300, noise=0.15, random_state=0)
CURVED = make_friedman1(400, noise=0.3, random_state=0)


@pytest.fixture(scope="module")
def curved():
    X, y = CURVED
    return RealMLPRegressor(n_epochs=40, random_state=0).fit(X[:300], y[:300])


def test_what_is_curved_is_learned(curved):
    X, y = CURVED
    straight = LinearRegression().fit(X[:300], y[:300]).score(X[300:], y[300:])
    assert curved.score(X[300:], y[300:]) > straight + 0.1


def test_numbers_stay_within_what_was_seen(curved):
    X, y = CURVED
    far = curved.predict(1e6 * (X - 0.5))
    assert far.min() >= y[:300].min() - 1e-9
    assert far.max() <= y[:300].max() + 1e-9
    assert far.std() > 0


def test_what_was_pickled_predicts_the_same(curved):
    X, _ = CURVED
    assert (pickle.loads(pickle.dumps(curved)).predict(X) == curved.predict(X)).all()


@pytest.mark.parametrize("n_rows", [1, 2, 3, 7, 9, 130, 513])
def test_a_row_is_predicted_the_same_beside_any_others(n_rows):
    X, y = make_friedman1(800, noise=0.3, random_state=0)
    model = RealMLPRegressor(n_epochs=2, random_state=0).fit(X, y)
    assert (model.predict(X[:n_rows]) == model.predict(X)[:n_rows]).all()


def test_other_numbers_of_threads_change_no_more_than_rounding_does():
    X = np.random.default_rng(0).normal(size=(200, 1500))
    model = RealMLPRegressor(n_epochs=4, width=16, random_state=0).fit(X, X[:, 0])
    with threadpool_limits(1):
        alone = model.predict(X)
    with threadpool_limits(2):
        assert model.predict(X) == pytest.approx(alone, abs=1e-5)


def test_networks_are_kept_and_reckon_in_single_precision(curved):
    assert {p.dtype for p in curved.network_.parameters.values()} == {np.dtype(np.float32)}
    assert curved.predict(CURVED[0]).dtype == np.float64


@pytest.mark.parametrize(("n_watched", "expected"), [(120, 5), (600, 1)])
def test_a_single_epoch_is_believed_where_many_rows_are_watched(
    n_watched, expected, monkeypatch
):
    told = []

    def noting(*args, looked_back, **options):
        told.append(looked_back)
        return train(*args, looked_back=looked_back, **options)

    monkeypatch.setattr(estimators, "train", noting)
    X, y = make_moons(n_watched + 100, noise=0.2, random_state=0)
    model = RealMLPClassifier(n_epochs=2, random_state=0)
    model.fit(X[:100], y[:100], X_val=X[100:], y_val=y[100:])
    assert told == [expected]


def test_rows_that_are_watched_say_which_epoch_is_kept():
    X, y = MOONS
    rng = np.random.default_rng(0)
    model = RealMLPClassifier(n_epochs=20, random_state=0)
    model.fit(X[:200], y[:200], X_val=X[200:], y_val=rng.permutation(y[200:]))
    assert 1 <= model.n_epochs_ < 20, "chance is predicted best by who has learned little"
    assert model.refit_params_ == {"n_epochs": model.n_epochs_}
    model.fit(X[:200], y[:200])
    assert model.n_epochs_ == 20
    assert model.refit_params_ == {}


def test_a_class_that_is_only_watched_is_passed_over():
    X, y = MOONS
    held = np.where(y[200:] == 1, 7, 0)
    model = RealMLPClassifier(n_epochs=4, random_state=0)
    model.fit(X[:200], y[:200], X_val=X[200:], y_val=held)
    assert model.classes_.tolist() == [0, 1]


def test_smoothed_labels_are_not_fully_believed():
    X, y = MOONS
    smooth = RealMLPClassifier(n_epochs=30, label_smoothing=0.1, random_state=0)
    sharp = RealMLPClassifier(n_epochs=30, random_state=0)
    assert smooth.fit(X, y).predict_proba(X).max() < sharp.fit(X, y).predict_proba(X).max()


def test_rows_of_no_weight_do_not_count():
    X, y = MOONS
    weight = (np.arange(len(y)) < 150).astype(float)
    part = RealMLPClassifier(n_epochs=4, random_state=0).fit(X[:150], y[:150])
    whole = RealMLPClassifier(n_epochs=4, random_state=0).fit(X, y, sample_weight=weight)
    assert whole.predict_proba(X) == pytest.approx(part.predict_proba(X))


def test_one_class_or_one_number_is_predicted_as_such():
    X, _ = MOONS
    assert set(RealMLPClassifier(n_epochs=2).fit(X, np.full(300, "a")).predict(X)) == {"a"}
    assert RealMLPRegressor(n_epochs=2).fit(X, np.full(300, 4.0)).predict(X) == pytest.approx(4)


def test_a_rate_at_which_nothing_is_learned_is_named():
    X, y = CURVED
    with (
        np.errstate(all="ignore"),
        pytest.raises(ValueError, match="diverged with learning_rate=1e\\+30. Lower it"),
    ):
        RealMLPRegressor(n_epochs=3, learning_rate=1e30).fit(X, y)


def test_rows_that_are_watched_count_by_their_weights():
    X, y = MOONS
    held = y[200:].copy()
    held[50:] = 1 - held[50:]
    watched = {"X_val": X[200:], "y_val": held}
    right_ones = np.r_[np.ones(50), np.zeros(len(held) - 50)]
    epochs = [
        RealMLPClassifier(n_epochs=20, random_state=0)
        .fit(X[:200], y[:200], **watched, sample_weight_val=weight)
        .n_epochs_
        for weight in (right_ones, 1 - right_ones)
    ]
    alone = RealMLPClassifier(n_epochs=20, random_state=0)
    alone.fit(X[:200], y[:200], X_val=X[200:250], y_val=y[200:250])
    assert epochs[0] == alone.n_epochs_
    assert epochs[1] < epochs[0]
