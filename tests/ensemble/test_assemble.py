"""The fitted thing is scikit-learn's own, made of pipelines that are fitted already."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import VotingClassifier, VotingRegressor
from sklearn.linear_model import LogisticRegression, Ridge

from lepton_automl.candidate import Candidate
from lepton_automl.ensemble import assemble, left_out
from lepton_automl.ensemble.bags import Worth
from lepton_automl.plugin.specs import TaskSpec
from lepton_automl.resample import Splits
from lepton_automl.run import Plan
from lepton_automl.run.plan import REFIT
from lepton_automl.task import Data, Input, Schema, Task
from lepton_automl.trial import Fold, History

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 3))
A, B = Candidate.of("a"), Candidate.of("b")


def plan_for(y, classes=None, combine="mean"):
    spec = TaskSpec("t", "m:r", "m:t", ("m",), "m:b", combine=combine)
    dtype = "object" if classes is None else str(np.asarray(classes).dtype)
    schema = Schema("array", (Input(None, "number", 3),))
    task = Task("t", schema, len(y), classes, label_dtype=dtype)
    splits = Splits.of([(range(20, 40), range(20)), (range(20), range(20, 40))])
    return Plan(task, Data(X, y), splits, spec, {}, {}, None)


def constant(value):
    return DummyRegressor(strategy="constant", constant=value).fit(X, X[:, 0])


def keep(folder, history, candidate, models, refit=None):
    history.start(candidate, "opening")
    for index, model in enumerate(models):
        folder.finish(candidate, Fold(index, 1.0), model=model)
        history.add(candidate, Fold(index, 1.0))
    if refit is not None:
        folder.finish(candidate, Fold(REFIT), model=refit)
        history.add(candidate, Fold(REFIT))


def test_numbers_are_averaged_by_weight_over_all_folds(folder):
    y = X[:, 0]
    history = History("m", 2)
    keep(
        folder,
        history,
        A,
        [DummyRegressor(strategy="constant", constant=c).fit(X, y) for c in (0, 2)],
    )
    keep(
        folder,
        history,
        B,
        [DummyRegressor(strategy="constant", constant=c).fit(X, y) for c in (10, 10)],
    )
    model = assemble({A: 0.75, B: 0.25}, history, folder, plan_for(y))
    assert isinstance(model, VotingRegressor)
    assert model.predict(X[:1]) == pytest.approx([0.75 * 1 + 0.25 * 10])


def test_classes_come_back_as_the_labels_that_they_were(folder):
    y = (X[:, 0] > 0).astype(int)
    history = History("m", 2)
    keep(folder, history, A, [LogisticRegression().fit(X, y) for _ in range(2)])
    model = assemble({A: 1.0}, history, folder, plan_for(y, ("no", "yes")))
    assert isinstance(model, VotingClassifier)
    assert model.classes_.tolist() == ["no", "yes"]
    expected = np.where(LogisticRegression().fit(X, y).predict(X) == 1, "yes", "no")
    assert model.predict(X).tolist() == expected.tolist()
    assert model.predict_proba(X).shape == (40, 2)


def test_a_pipeline_fitted_on_all_rows_takes_the_place_of_the_folds(folder):
    history = History("m", 2)
    y = X[:, 0]
    keep(folder, history, A, [constant(0), constant(2)], constant(7))
    model = assemble({A: 1.0}, history, folder, plan_for(y))
    assert model.predict(X[:1]) == pytest.approx([7.0])
    assert len(model.estimators_) == 1


def test_what_cannot_be_averaged_is_one_pipeline(folder):
    y = X[:, 0]
    history = History("m", 2)
    keep(folder, history, A, [Ridge().fit(X, y), Ridge().fit(X, y)])
    assert isinstance(assemble({A: 1.0}, history, folder, plan_for(y, combine="best")), Ridge)


def test_the_model_can_be_cloned_and_fitted_again(folder):
    y = (X[:, 0] > 0).astype(int)
    labels = np.where(y == 1, "yes", "no")
    history = History("m", 2)
    keep(folder, history, A, [LogisticRegression().fit(X, y) for _ in range(2)])
    model = assemble({A: 1.0}, history, folder, plan_for(y, ("no", "yes")))
    again = clone(model).fit(X, labels)
    assert again.score(X, labels) > 0.9


def test_a_trivial_member_is_a_member_like_others(folder):
    y = np.array([0, 1] * 20)
    history = History("m", 2)
    keep(folder, history, A, [DummyClassifier().fit(X, y)])
    model = assemble({A: 1.0}, history, folder, plan_for(y, (10, 20)))
    assert model.classes_.tolist() == [10, 20]
    assert model.predict_proba(X[:1]) == pytest.approx(np.array([[0.5, 0.5]]))


def test_members_of_little_weight_keep_some_pipelines_and_their_weight(folder):
    y = X[:, 0]
    history = History("m", 2)
    keep(folder, history, A, [constant(0.0), constant(2.0)])
    keep(folder, history, B, [constant(10.0), constant(20.0)])
    weights = {A: 0.75, B: 0.25}
    model = assemble(weights, history, folder, plan_for(y), Worth(folds=4))
    assert list(model.named_estimators_) == [f"{A.key}-0", f"{A.key}-1", f"{B.key}-0"]
    assert model.predict(X[:1]) == pytest.approx([0.75 * 1 + 0.25 * 10])
    assert len(assemble(weights, history, folder, plan_for(y)).estimators_) == 4


def test_members_of_much_weight_keep_folds_beside_the_pipeline_of_all_rows(folder):
    y = X[:, 0]
    history = History("m", 2)
    keep(folder, history, A, [constant(0.0), constant(2.0)], constant(7.0))
    keep(folder, history, B, [constant(10.0), constant(20.0)], constant(30.0))
    weights = {A: 0.75, B: 0.25}
    model = assemble(weights, history, folder, plan_for(y), Worth(folds=16, again=4))
    assert list(model.named_estimators_) == [A.key, f"{A.key}-0", f"{A.key}-1", B.key]
    assert model.predict(X[:1]) == pytest.approx([0.75 * 3 + 0.25 * 30])


def test_folds_are_kept_apart_where_the_model_has_learned_from_all_rows(folder):
    y = X[:, 0]
    history = History("m", 2)
    keep(folder, history, A, [constant(0.0), constant(2.0)], constant(7.0))
    keep(folder, history, B, [constant(10.0), constant(20.0)])
    bags = left_out({A: 0.75, B: 0.25}, history, folder, plan_for(y))
    assert {f"{A.key}-0", f"{A.key}-1", f"{B.key}-0"} <= set(bags.named_estimators_)
    assert A.key not in bags.named_estimators_
    assert bags.predict(X[:1]) == pytest.approx([0.75 * 1 + 0.25 * 15])


@pytest.mark.parametrize("combine", ["mean", "best"])
def test_bags_that_are_the_model_are_not_kept_twice(folder, combine):
    history = History("m", 2)
    again = None if combine == "mean" else constant(7.0)
    keep(folder, history, A, [constant(0.0), constant(2.0)], again)
    assert left_out({A: 1.0}, history, folder, plan_for(X[:, 0], combine=combine)) is None


def test_bags_of_many_bytes_are_not_kept(folder):
    history = History("m", 2)
    keep(folder, history, A, [constant(0.0), constant(2.0)], constant(7.0))
    large = [replace(f, size=60_000_000) for f in history.trials[A].folds]
    history.trials[A] = replace(history.trials[A], folds=tuple(large))
    assert left_out({A: 1.0}, history, folder, plan_for(X[:, 0])) is None
