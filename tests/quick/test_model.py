"""What is quick is the same: for each estimator that ships, each task, and nasty rows."""

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import VotingClassifier, VotingRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import FixedThresholdClassifier
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, OneHotEncoder

from lepton_automl import intake, prepare
from lepton_automl.plugin import Registry
from lepton_automl.prepare.all_classes import AllClasses
from lepton_automl.quick import quick
from lepton_automl.search.propose import Proposer
from lepton_automl.trial import History

REGISTRY = Registry(load_installed=False)
TASKS = ("binary", "multiclass", "regression")
NAMES = {
    task: sorted(
        name
        for name, spec in REGISTRY.estimators.items()
        if task in spec.tasks and "text" not in spec.accepts
    )
    for task in TASKS
}


def table(n_rows=160, seed=0):
    rng = np.random.default_rng(seed)
    number = rng.normal(size=n_rows)
    X = pd.DataFrame(
        {
            "number": np.where(rng.random(n_rows) < 0.2, np.nan, number),
            "other[x]": rng.lognormal(size=n_rows),
            "colour": rng.choice(["red", "green", "blue", None], n_rows),
            "town": rng.choice([f"town {i}" for i in range(40)], n_rows),
            "day": pd.Timestamp("2024-01-01")
            + pd.to_timedelta(rng.integers(0, 700, n_rows), unit="D"),
            "yes": rng.choice([True, False, None], n_rows),
        }
    )
    return X, number + (X["colour"] == "red") + rng.normal(scale=0.3, size=n_rows)


def nasty():
    X, _ = table(12, seed=1)
    X["colour"] = X["colour"].astype(object)
    X.loc[0, "colour"] = "never seen"
    X.loc[1, ["number", "other[x]", "town", "yes"]] = [np.nan, np.nan, None, None]
    X.loc[2, ["number", "other[x]"]] = [1e30, -1e30]
    X.loc[3, "day"] = pd.NaT
    return X


@pytest.fixture(scope="module")
def tasks():
    X, y = table()
    targets = {
        "binary": np.where(y > 0, "up", "down"),
        "multiclass": pd.qcut(y, 3, labels=["low", "mid", "high"]).astype(str),
        "regression": y,
    }
    return {
        name: intake.take(X, target, registry=REGISTRY, task=name)
        for name, target in targets.items()
    }


def fitted(task, data, spec, params, seed=0):
    made = prepare.pipeline(spec, params, task, REGISTRY.kinds, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return made.fit(data.X, data.y)


def same(model, X, response):
    fast = quick(model, response)
    assert fast is not None
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        np.testing.assert_allclose(
            fast(X), getattr(model, response)(X), rtol=1e-9, atol=1e-9, equal_nan=True
        )
        np.testing.assert_allclose(fast(X[:1]), getattr(model, response)(X[:1]), rtol=1e-9)
        many = X.iloc[np.arange(len(X)).repeat(3)]
        np.testing.assert_allclose(
            fast(many), getattr(model, response)(many), rtol=1e-9, atol=1e-9, equal_nan=True
        )


@pytest.mark.parametrize(("task", "name"), [(t, n) for t in TASKS for n in NAMES[t]])
def test_each_estimator_predicts_the_same(tasks, task, name):
    data, learned = tasks[task]
    spec = REGISTRY.estimators[name]
    if spec.positive_only:
        data = replace(data, y=np.exp(data.y))
    space = prepare.space(spec, learned, REGISTRY.kinds)
    tried = [dict(p) for p in spec.opening_for(task)[:1]] or [{}]
    proposer = Proposer({name: space}, 0)
    if space:
        tried += [proposer.propose(History("m", 1), [], i).params for i in range(1)]
    X = intake.reread(nasty(), learned.schema, REGISTRY.kinds)
    response = REGISTRY.tasks[task].response
    for params in tried:
        same(fitted(learned, data, spec, params), X, response)


def members(tasks, task, names=("ridge", "random_forest")):
    data, learned = tasks[task]
    specs = [REGISTRY.estimators[name] for name in names]
    found = [fitted(learned, data, spec, {}, seed) for seed, spec in enumerate(specs)]
    return found, data, learned, intake.reread(nasty(), learned.schema, REGISTRY.kinds)


@pytest.mark.parametrize("task", TASKS)
def test_weighted_members_are_averaged(tasks, task):
    models, _data, _, X = members(tasks, task)
    kind = VotingRegressor if task == "regression" else VotingClassifier
    words = {} if task == "regression" else {"voting": "soft"}
    vote = kind([(str(i), m) for i, m in enumerate(models)], weights=[0.3, 0.7], **words)
    vote.estimators_ = models
    same(vote, X, "predict" if task == "regression" else "predict_proba")


@pytest.mark.parametrize("task", ["binary", "multiclass"])
@pytest.mark.parametrize("method", ["temperature", "isotonic"])
def test_calibration_and_labels_are_kept(tasks, task, method):
    (model,), data, _, X = members(tasks, task, ("random_forest",))
    rows = np.arange(len(data.y))
    scaled = CalibratedClassifierCV(
        model, method=method, cv=[(rows, rows)], ensemble=False
    ).fit(data.X, data.y)
    same(scaled, X, "predict_proba")
    same(scaled, X, "predict")


def test_a_threshold_is_kept(tasks):
    (model,), _, _, X = members(tasks, "binary", ("random_forest",))
    cut = FixedThresholdClassifier(model, threshold=0.2, response_method="predict_proba")
    cut.estimator_ = model
    assert (quick(cut, "predict")(X) != model.predict(X)).any()
    same(cut, X, "predict")
    same(cut, X, "predict_proba")


def test_a_model_that_missed_a_class_is_spread_over_all(tasks):
    models, _, _, X = members(tasks, "binary", ("logistic_regression",))
    vote = VotingClassifier([("a", None)], voting="soft")
    vote.estimators_ = [AllClasses(models[0], 3)]
    assert quick(vote, "predict_proba")(X).shape == (len(X), 3)


def test_what_is_not_known_is_left_to_the_model(tasks):
    models, _, _, _ = members(tasks, "binary", ("logistic_regression",))
    cut = FixedThresholdClassifier(models[0], pos_label=0)
    cut.estimator_ = models[0]
    assert quick(cut, "predict") is None
    assert quick(LogisticRegression(), "predict_proba") is None


@pytest.mark.parametrize("estimator", [KNeighborsRegressor(3), Ridge()])
@pytest.mark.parametrize("chain", [False, True])
def test_many_sparse_rows_are_not_written_out(estimator, chain):
    X = pd.DataFrame({"town": [f"town {i % 40}" for i in range(80)]})
    columns = ColumnTransformer([("c", OneHotEncoder(), ["town"])], sparse_threshold=1.0)
    steps = [MaxAbsScaler()] if chain else []
    model = make_pipeline(columns, *steps, clone(estimator)).fit(X, np.arange(80.0))
    told, given = model[-1].predict, []
    model[-1].predict = lambda X: given.append(X) or told(X)
    np.testing.assert_allclose(quick(model, "predict")(X), model.predict(X))
    assert [sparse.issparse(each) for each in given] == [True, True]
    np.testing.assert_allclose(quick(model, "predict")(X[:3]), model.predict(X[:3]))
