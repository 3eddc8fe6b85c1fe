"""One fold in a worker: what it writes, what it brings the estimator, how it fails."""

import random
import re
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from toy_plugins import odd

from lepton_automl.candidate import Candidate
from lepton_automl.plugin import EstimatorSpec, Registry
from lepton_automl.prepare.all_classes import AllClasses
from lepton_automl.resample import Splits
from lepton_automl.run import BASELINE
from lepton_automl.run.plan import REFIT
from lepton_automl.run.work import _rows, do_fold
from lepton_automl.score import make_score
from lepton_automl.task import Data, Input, Schema, Task


def work(folder, plan, name, index=0, **params):
    candidate = Candidate.of(name, params)
    fold = do_fold(folder.job(candidate, index, seconds=9.0), limit_memory=False, plan=plan)
    return candidate, fold


def test_a_fold_is_scored_on_its_test_rows_and_written(folder, make_plan):
    plan = make_plan()
    candidate, fold = work(folder, plan, "mean")
    train, test = plan.splits.pairs[0]
    expected = plan.data.y[train].mean() + 0.01 * plan.data.X[test, 0]
    assert folder.prediction(candidate, 0) == pytest.approx(expected)
    assert fold.score == pytest.approx(plan.score(plan.data.y[test], expected))
    assert folder.fold(candidate, 0) == fold
    assert folder.model(candidate, 0).predict(plan.data.X[test]) == pytest.approx(expected)
    assert fold.seconds >= fold.predict_seconds >= 0


def test_a_fit_on_all_rows_is_not_scored(folder, make_plan):
    plan = make_plan()
    candidate, fold = work(folder, plan, "mean", REFIT)
    assert (fold.score, fold.error) == (None, None)
    model = folder.model(candidate, REFIT)
    assert model.named_steps["estimator"].mean_ == pytest.approx(plan.data.y.mean())


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("faulty_raises", "ValueError: this estimator always raises"),
        ("faulty_babbles", "ValueError: predicted numbers that are not finite"),
    ],
)
def test_a_failure_is_a_fold_with_its_reason(folder, make_plan, name, reason):
    candidate, fold = work(folder, make_plan(), name)
    assert (fold.score, fold.error) == (None, reason)
    assert folder.fold(candidate, 0) == fold


def test_a_wrong_parameter_is_a_failed_fold(folder, make_plan):
    _, fold = work(folder, make_plan(), "mean", colour="red")
    assert "colour" in fold.error


def test_the_same_seed_gives_the_same_predictions_and_folds_differ(folder, make_plan):
    plan = make_plan(seed=3)
    candidate, _ = work(folder, plan, "mean", noise=1.0)
    first = folder.prediction(candidate, 0)
    work(folder, plan, "mean", noise=1.0)
    assert np.array_equal(folder.prediction(candidate, 0), first)
    work(folder, make_plan(seed=4), "mean", noise=1.0)
    assert not np.array_equal(folder.prediction(candidate, 0), first)


def test_a_fit_leaves_the_global_random_states_alone_and_is_seeded(folder, make_plan):
    plan = make_plan(seed=1)
    np.random.seed(0)
    random.seed(0)
    expected = (np.random.random(), random.random())
    np.random.seed(0)
    random.seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        candidate, fold = work(folder, plan, "noisy")
    assert fold.error is None
    assert (np.random.random(), random.random()) == expected
    drawn = folder.model(candidate, 0).named_steps["estimator"].drawn_
    work(folder, plan, "noisy")
    assert folder.model(candidate, 0).named_steps["estimator"].drawn_ == drawn


def test_claims_bring_weights_validation_rows_and_the_deadline(folder, make_plan):
    plan = make_plan()
    weight = np.arange(40.0)
    plan = make_plan(data=Data(plan.data.X, plan.data.y, weight))
    candidate, fold = work(folder, plan, "claims")
    assert fold.error is None
    seen = folder.model(candidate, 0).named_steps["estimator"].seen_
    train, test = plan.splits.pairs[0]
    assert np.array_equal(seen["sample_weight"], weight[train])
    assert np.array_equal(seen["sample_weight_val"], weight[test])
    assert np.array_equal(seen["y_val"], plan.data.y[test])
    assert len(seen["X_val"]) == len(test)
    assert seen["max_seconds"] == 9.0


def steps(folder, plan, index, shift, rivals=()):
    candidate = Candidate.of("steps", {"shift": shift})
    job = folder.job(candidate, index, rivals=rivals)
    fold = do_fold(job, limit_memory=False, plan=plan)
    return fold, folder.model(candidate, index).named_steps["estimator"].steps_


def test_a_first_fold_is_ended_by_its_rivals_and_scored_as_it_is(folder, make_plan):
    plan = make_plan()
    rivals = tuple(steps(folder, plan, 0, 0.1 * i)[0].reports for i in range(4))
    assert rivals[1] == ((1, 0.0), (2, 1.0), (3, 2.0), (4, 3.0), (5, 4.0), (6, 5.0))

    worse, ended_at = steps(folder, plan, 0, 5.0, rivals)
    better, _ = steps(folder, plan, 0, 0.01, rivals)

    assert (
        worse.stopped
        == "at step 3 it was at -47, worse than three quarters of the 4 fits before it"
    )
    assert (ended_at, len(worse.reports)) == (3, 3)
    assert worse.error is None
    assert worse.score < better.score
    assert better.stopped is None
    assert folder.fold(Candidate.of("steps", {"shift": 5.0}), 0) == worse


@pytest.mark.parametrize("index", [1, REFIT])
def test_only_first_folds_are_ended(folder, make_plan, index):
    rivals = (((1, 9.0), (2, 9.0), (3, 9.0)),) * 4
    fold, ended_at = steps(folder, make_plan(), index, 5.0, rivals)
    assert (fold.stopped, fold.reports, ended_at) == (None, (), 6)


def test_a_fit_on_all_rows_takes_what_the_folds_learned_of_its_parameters(folder, make_plan):
    plan = make_plan()
    for index in range(len(plan.splits)):
        candidate, fold = work(folder, plan, "claims", index)
        assert fold.refit_params["rounds"] in (10, 21)
    told = [folder.fold(candidate, i).refit_params["rounds"] for i in range(len(plan.splits))]
    work(folder, plan, "claims", REFIT)
    seen = folder.model(candidate, REFIT).named_steps["estimator"].seen_
    assert seen["X_val"] is None
    assert seen["rounds"] == round(sum(told) / len(told))


@pytest.mark.parametrize(("in_time", "fits"), [(21, True), (5, False)])
def test_a_fit_on_all_rows_that_its_deadline_cut_short_is_none(
    folder, make_plan, in_time, fits
):
    plan = make_plan()
    for index in range(len(plan.splits)):
        candidate, _ = work(folder, plan, "claims", index, in_time=in_time)
    _, fold = work(folder, plan, "claims", REFIT, in_time=in_time)
    assert (fold.error is None) is fits
    if not fits:
        assert re.fullmatch(r"TimeoutError: did 5 of 1\d rounds in the time left", fold.error)
    assert (folder.path / "folds" / candidate.key / f"{REFIT}.pkl").exists() is fits


def test_one_row_is_timed_on_the_first_fold_and_models_are_weighed(folder, make_plan):
    plan = make_plan()
    candidate, first = work(folder, plan, "mean", 0)
    _, second = work(folder, plan, "mean", 1)
    assert first.latency > 0
    assert second.latency is None
    pickled = folder.path / "folds" / candidate.key / "0.pkl"
    assert first.size == pickled.stat().st_size


def test_the_baseline_takes_any_inputs_as_they_are(folder, make_plan):
    frame = pd.DataFrame({"a": np.arange(40.0), "b": pd.date_range("2020", periods=40)})
    inputs = (Input("a", "number"), Input("b", "datetime"))
    task = Task("regression", Schema("table", inputs, ("a", "b")), n_rows=40)
    plan = make_plan(task=task, data=Data(frame, np.arange(40.0)))
    fold = do_fold(folder.job(BASELINE, 0), limit_memory=False, plan=plan)
    assert fold.error is None
    assert folder.prediction(BASELINE, 0) == pytest.approx(29.5)


def test_a_model_that_missed_a_class_speaks_of_all_classes(folder, make_plan):
    registry = Registry(load_installed=False)
    y = np.repeat([0, 1, 2], [15, 15, 10])
    schema = Schema("array", (Input(None, "number", 3),))
    spec = registry.tasks["multiclass"]
    plan = make_plan(
        task=Task("multiclass", schema, 40, (0, 1, 2), "int64"),
        data=Data(np.random.default_rng(0).normal(size=(40, 3)), y),
        splits=Splits.of([(range(30), range(30, 40))]),
        task_spec=spec,
        specs={"nb": EstimatorSpec("nb", "sklearn.naive_bayes:GaussianNB", {"multiclass"})},
        score=make_score("accuracy", spec, registry),
    )
    candidate, fold = work(folder, plan, "nb")
    assert fold.error is None
    assert folder.prediction(candidate, 0).shape == (10, 3)
    assert isinstance(folder.model(candidate, 0), AllClasses)


def on_a_sample(folder, plan, name, index):
    candidate = Candidate.of(name, rows=8)
    fold = do_fold(folder.job(candidate, index), limit_memory=False, plan=plan)
    assert fold.error is None
    return fold, folder.prediction(candidate, index) if index != REFIT else None


@pytest.mark.parametrize("index", [0, 1, REFIT])
def test_on_a_sample_a_fit_learns_from_so_many_rows_and_all_are_predicted(
    folder, make_plan, index
):
    weight = np.arange(40.0)
    plan = make_plan(n_threads=3)
    plan = make_plan(data=Data(plan.data.X, plan.data.y, weight), n_threads=3)
    fold, prediction = on_a_sample(folder, plan, "claims", index)
    seen = folder.model(Candidate.of("claims", rows=8), index).named_steps["estimator"].seen_
    assert len(seen["sample_weight"]) == 8
    if index == REFIT:
        assert fold.score is None
        return
    train, test = plan.splits.pairs[index]
    assert np.isin(seen["sample_weight"], weight[train]).all()
    assert len(prediction) == len(seen["y_val"]) == len(test)
    assert fold.score == pytest.approx(plan.score(plan.data.y[test], prediction, weight[test]))


def test_all_candidates_learn_from_the_same_sample_and_each_fold_has_its_own(folder, make_plan):
    plan = make_plan()
    means = []
    for name, index in (("mean", 0), ("noisy", 0), ("mean", 1)):
        on_a_sample(folder, plan, name, index)
        job = folder.job(Candidate.of(name, rows=8), index)
        means.append(_rows(job, plan)[0])
    assert np.array_equal(means[0], means[1])
    assert not set(means[0]) & set(means[2])


def test_a_forest_on_a_sample_is_not_fitted_on_all_rows_for_its_bags(folder, make_plan):
    forest = EstimatorSpec(
        "forest",
        "sklearn.ensemble:RandomForestRegressor",
        {"regression"},
        handles={"out_of_bag"},
        fixed={"n_estimators": 30},
    )
    plan = make_plan(specs={"forest": forest})
    plan = replace(plan, splits=replace(plan.splits, shuffled=True))
    fold, _ = on_a_sample(folder, plan, "forest", 0)
    assert not fold.out_of_bag
    assert folder.fold(Candidate.of("forest", rows=8), REFIT) is None


def test_odd_estimators_are_sound_where_they_are_not_odd():
    model = odd.Mean().fit(np.zeros((3, 1)), np.array([1.0, 2.0, 3.0]))
    assert model.predict(np.zeros((1, 1))) == pytest.approx([2.0])
