"""What is quick is compared with the model's own, and given up where it differs."""

import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import ExtraTreesClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from lepton_automl.quick import CHECKS, Quick, checked

X = np.random.default_rng(0).normal(size=(60, 3))
Y = X @ [1.0, 2.0, 3.0]


@pytest.fixture
def asked(monkeypatch):
    """Count how often the model itself was asked."""
    calls = []

    class Counted(Ridge):
        def predict(self, X):
            calls.append(len(X))
            return super().predict(X)

    model = make_pipeline(Counted()).fit(X, Y)
    return model, calls


def with_way(monkeypatch, way):
    monkeypatch.setattr(checked, "quick", lambda model, response: way)


def test_after_the_checks_the_model_is_not_asked_again(asked, monkeypatch):
    model, calls = asked
    expected = model.predict(X[:2])
    calls.clear()
    with_way(monkeypatch, lambda X: expected)
    quick = Quick(model)
    for _ in range(CHECKS + 3):
        assert np.array_equal(quick.predict(X[:2]), expected)
    assert len(calls) == CHECKS


@pytest.mark.parametrize("form", ["array", "table", "mixed"])
def test_numbers_of_single_precision_do_not_part_the_ways(form):
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(300, 400)).astype(np.float32)
    y = rows[:, 0] > 0
    if form != "array":
        rows = pd.DataFrame(rows).rename(columns=str)
    if form == "mixed":
        rows["399"] = rows["399"].astype(float)
    model = make_pipeline(StandardScaler(), GaussianNB()).fit(rows, y)
    vote = VotingClassifier([("bayes", model)], voting="soft").fit(rows, y)
    double = vote.predict_proba(rows.astype(float))
    if form != "mixed":  # which scikit-learn makes double itself
        assert abs(vote.predict_proba(rows) - double).max() > checked.CLOSE
    quick = Quick(vote)
    for _ in range(CHECKS + 1):
        assert quick.predict_proba(rows) == pytest.approx(double, abs=checked.CLOSE)
    assert quick._ways["predict_proba"] is not None


def test_what_differs_is_given_up(asked, monkeypatch):
    model, _ = asked
    with_way(monkeypatch, lambda X: np.zeros(len(X)))
    quick = Quick(model)
    for _ in range(CHECKS + 3):
        assert quick.predict(X[:2]) == pytest.approx(model.predict(X[:2]))


@pytest.mark.parametrize("unit", [1e-9, 1.0, 1e9])
def test_how_far_is_too_far_hangs_on_how_large_numbers_are(unit, monkeypatch):
    model = make_pipeline(Ridge()).fit(X, Y * unit)
    own = model.predict(X)
    for apart, kept in ((1e-6, True), (1e-3, False)):
        with_way(monkeypatch, lambda X, apart=apart: own + apart * unit)
        expected = own + apart * unit if kept else own
        assert Quick(model).predict(X) == pytest.approx(expected, rel=1e-12, abs=0.0)


@pytest.mark.parametrize("at", ["made", "asked"])
def test_what_fails_is_given_up(asked, monkeypatch, at):
    model, _ = asked

    def broken(*words):
        raise KeyError("no")

    if at == "made":
        monkeypatch.setattr(checked, "quick", broken)
    else:
        with_way(monkeypatch, broken)
    quick = Quick(model)
    for _ in range(2):
        assert quick.predict(X[:2]) == pytest.approx(model.predict(X[:2]))


def test_few_and_many_rows_are_checked_each_and_no_more_rows_than_need_be(asked, monkeypatch):
    model, calls = asked
    with_way(monkeypatch, lambda X: X @ model[0].coef_ + model[0].intercept_)
    monkeypatch.setattr(checked, "COMPARED", 20)
    quick = Quick(model)
    for rows in (X[:2], X):
        for _ in range(CHECKS + 3):
            assert quick.predict(rows) == pytest.approx(model[0].coef_ @ rows.T, abs=0.1)
    assert calls[:2] == [2, 2]
    assert len(calls) == 4
    assert all(10 <= n_rows <= 20 for n_rows in calls[2:])


@pytest.mark.parametrize("made", [pd.DataFrame, np.asarray])
def test_what_is_wrong_for_one_row_beyond_a_bound_is_seen(made, asked, monkeypatch):
    model, _ = asked
    rows = np.random.default_rng(1).uniform(-1.0, 1.0, size=(5000, 3))
    rows[3456] = 40.0  # where the model keeps to a bound, and the quick way does not
    monkeypatch.setattr(
        type(model[0]), "predict", lambda self, X: np.clip(np.sum(X, axis=1), -9.0, 9.0)
    )
    with_way(monkeypatch, lambda X: np.sum(np.asarray(X), axis=1))
    assert Quick(model).predict(made(rows)).max() == 9.0


@pytest.mark.parametrize(("bound", "most"), [("AT_ONCE", 25), ("CELLS", 75)])
def test_very_many_rows_are_predicted_in_parts(asked, monkeypatch, bound, most):
    model, _ = asked
    sizes = []

    def way(X):
        sizes.append(len(X))
        return np.ravel(X @ model[0].coef_ + model[0].intercept_)

    with_way(monkeypatch, way)
    monkeypatch.setattr(checked, bound, most)
    for table in (X, pd.DataFrame(X)):
        assert Quick(model).predict(table).tolist() == pytest.approx(model.predict(X))
    assert sizes == [25, 25, 10] * 2


def test_labels_are_the_likeliest_classes():
    y = np.where(Y > 1, "high", np.where(Y < -1, "low", "mid"))
    vote = VotingClassifier([("a", make_pipeline(LogisticRegression()))], voting="soft")
    vote.fit(X, y)
    quick = Quick(vote)
    for start in range(0, 50, 10):
        rows = X[start : start + 10]
        assert np.array_equal(quick.predict(rows), vote.predict(rows))


def test_a_model_that_was_used_can_be_pickled_with_a_predictor():
    from lepton_automl.export import Predictor
    from lepton_automl.plugin import Input, Registry, Task
    from lepton_automl.task import Schema

    task = Task("regression", Schema("array", (Input(None, "number", 3),)), n_rows=60)
    kinds = Registry(load_installed=False).kinds
    model = Predictor(make_pipeline(Ridge()).fit(X, Y), task, kinds)
    expected = model.predict(X[:2])
    assert pickle.loads(pickle.dumps(model)).predict(X[:2]) == pytest.approx(expected)


def test_predictions_that_are_objects_are_left_to_the_model(monkeypatch):
    class Boxes:
        def predict(self, X):
            found = np.empty(len(X), dtype=object)
            found[:] = [{"top": 1.0}] * len(X)
            return found

    with_way(monkeypatch, Boxes().predict)
    assert Quick(Boxes()).predict(X[:2]).tolist() == [{"top": 1.0}] * 2


def test_what_is_said_for_each_output_is_left_to_the_model():
    model = ExtraTreesClassifier(5, random_state=0).fit(X, np.column_stack([Y > 0, Y > 1]))
    quick = Quick(make_pipeline(model))
    for rows in (X[:1], X[:2], X):
        assert np.array_equal(quick.predict_proba(rows), model.predict_proba(rows))
