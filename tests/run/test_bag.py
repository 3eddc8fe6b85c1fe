"""One fit on all rows in place of one a fold: where it may be, and what it says."""

import warnings
from functools import partial

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.model_selection import KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler, TargetEncoder

from lepton_automl.candidate import Candidate
from lepton_automl.plugin import EstimatorSpec
from lepton_automl.resample import Splits
from lepton_automl.run.bag import applies, fit_bagged
from lepton_automl.run.plan import REFIT
from lepton_automl.run.work import do_fold
from lepton_automl.task import Data

FOREST = RandomForestRegressor(60, min_samples_leaf=2, random_state=0)


def spec(*claims, estimator=FOREST):
    return EstimatorSpec("forest", partial(clone, estimator), {"regression"}, handles=claims)


def splits(n_rows=40, shuffled=True):
    pairs = KFold(4, shuffle=True, random_state=0).split(np.zeros(n_rows))
    return Splits.of(pairs, shuffled)


@pytest.fixture
def plan(make_plan):
    return make_plan(splits=splits(), specs={"forest": spec("out_of_bag")})


def test_a_row_is_predicted_by_the_trees_that_did_not_draw_it():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(80, 3)), rng.normal(size=80)
    forest = clone(FOREST)
    said = fit_bagged(forest, X, y, "value")
    drawn = forest.estimators_samples_
    expected = [
        np.mean(
            [
                tree.predict(X[[i]])
                for tree, rows in zip(forest.estimators_, drawn, strict=True)
                if i not in rows
            ]
        )
        for i in range(5)
    ]
    assert said[:5] == pytest.approx(expected)
    assert not hasattr(forest, "oob_prediction_")
    assert forest.oob_score is False


def test_classes_get_probabilities():
    rng = np.random.default_rng(0)
    forest = RandomForestClassifier(60, random_state=0)
    said = fit_bagged(forest, rng.normal(size=(50, 2)), np.repeat([0, 1], 25), "probability")
    assert said.shape == (50, 2)
    assert said.sum(axis=1) == pytest.approx(1.0)


def test_too_few_trees_say_nothing_and_warn_of_nothing():
    X = np.random.default_rng(0).normal(size=(50, 2))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert fit_bagged(RandomForestRegressor(3, random_state=0), X, X[:, 0], "value") is None


def test_it_is_asked_where_chance_alone_leaves_rows_out(make_plan, plan):
    able, plain = spec("out_of_bag"), make_pipeline(StandardScaler())
    assert applies(able, plain, plan)
    assert applies(able, "passthrough", plan)
    assert not applies(spec(), plain, plan)
    assert not applies(able, plain, make_plan(splits=splits(shuffled=False)))
    assert not applies(able, plain, make_plan(splits=Splits.of(splits().pairs[:1], True)))
    weighted = Data(plan.data.X, plan.data.y, np.ones(40))
    assert not applies(able, plain, make_plan(splits=splits(), data=weighted))


def test_a_preparation_that_looks_at_y_has_seen_the_rows(plan):
    assert not applies(spec("out_of_bag"), make_pipeline(TargetEncoder()), plan)


def test_one_fit_brings_all_folds_and_one_pipeline(folder, plan):
    candidate = Candidate.of("forest")
    first = do_fold(folder.job(candidate, 0), limit_memory=False, plan=plan)
    assert first.error is None
    assert first.latency > 0
    folds = [folder.fold(candidate, i) for i in range(4)]
    assert folds[0] == first
    assert all(f.out_of_bag and f.size is None for f in folds)
    assert [f.predict_seconds > 0 for f in folds] == [True] + [False] * (len(folds) - 1)
    assert [f.seconds > 0 for f in folds] == [True, False, False, False]
    for fold, (_, test) in zip(folds, plan.splits.pairs, strict=True):
        said = folder.prediction(candidate, fold.index)
        assert fold.score == pytest.approx(plan.score(plan.data.y[test], said))
    model = folder.model(candidate, REFIT)
    assert folder.fold(candidate, REFIT).size > 0
    rows = plan.splits.test_rows(4)
    left_out = np.concatenate([folder.prediction(candidate, i) for i in range(4)])
    error = np.abs(left_out - plan.data.y[rows]).mean()
    assert error > np.abs(model.predict(plan.data.X) - plan.data.y).mean()


def test_with_too_few_trees_the_folds_are_fitted_one_by_one(folder, make_plan):
    few = spec("out_of_bag", estimator=RandomForestRegressor(2, random_state=0))
    plan = make_plan(splits=splits(), specs={"forest": few})
    candidate = Candidate.of("forest")
    first = do_fold(folder.job(candidate, 0), limit_memory=False, plan=plan)
    assert (first.error, first.out_of_bag) == (None, False)
    assert folder.fold(candidate, 1) is None
    assert folder.model(candidate, 0).predict(plan.data.X).shape == (40,)
