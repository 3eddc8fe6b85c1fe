"""Which candidates make the ensemble, and on which folds they are compared."""

import re
from dataclasses import replace

import numpy as np
import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.ensemble import Weigher
from lepton_automl.ensemble.bags import ALL
from lepton_automl.errors import InputError
from lepton_automl.plugin.specs import MetricSpec, TaskSpec
from lepton_automl.resample import Splits
from lepton_automl.run import BASELINE, Plan
from lepton_automl.score import Score
from lepton_automl.task import Data, Input, Schema, Task
from lepton_automl.trial import Fold, History

Y = np.random.default_rng(0).normal(size=600)
SPLITS = Splits.of([(np.setdiff1d(np.arange(600), t), t) for t in np.split(np.arange(600), 3)])
NUMBERS = TaskSpec("numbers", "m:r", "m:t", ("r",), "m:b", combine="mean", prediction="value")


def score(y, prediction, weight=None):
    return float(-np.sqrt(np.mean((y - prediction) ** 2)))


class Folder:
    """Predictions that are off by so much, as a run folder would return them."""

    def __init__(self, off):
        self.off = off

    def prediction(self, candidate, index):
        rows = SPLITS.pairs[index][1]
        return Y[rows] + np.broadcast_to(self.off[candidate.estimator], Y.shape)[rows]


def run(off, done, combine="mean", seconds=(), **arguments):
    """Return a weigher and a history with `done[name]` folds of each candidate.

    `seconds` are those that candidates take to predict a fold's rows.
    """
    spec = TaskSpec("n", "m:r", "m:t", ("r",), "m:b", combine=combine, prediction="value")
    task = Task("n", Schema("array", (Input(None, "number"),)), n_rows=600)
    plan = Plan(task, Data(np.zeros((600, 1)), Y), SPLITS, spec, {}, {}, score)
    folder = Folder({"baseline": 3.0, **off})
    history = History("score", n_splits=3)
    for name, n_folds in {"baseline": 3, **done}.items():
        candidate = BASELINE if name == "baseline" else Candidate.of(name)
        history.start(candidate, "baseline" if name == "baseline" else "opening")
        for index in range(n_folds):
            rows = SPLITS.pairs[index][1]
            value = score(Y[rows], folder.prediction(candidate, index))
            took = dict(seconds).get(name, 0.1)
            history.add(candidate, Fold(index, score=value, predict_seconds=took))
    return Weigher(plan, folder, **arguments), history


def names(weights):
    return {c.estimator: w for c, w in weights.items()}


def test_only_the_baseline_means_the_baseline():
    weigher, history = run({}, {})
    assert names(weigher.weights(history)) == {"baseline": 1.0}


def test_the_baseline_is_no_member_once_there_is_a_model():
    weigher, history = run({"worse": 9.0}, {"worse": 1})
    assert names(weigher.weights(history)) == {"worse": 1.0}


def test_opposite_faults_are_averaged_away():
    weigher, history = run({"low": -0.5, "high": 0.5}, {"low": 3, "high": 3})
    assert names(weigher.weights(history)) == {"low": 0.5, "high": 0.5}
    assert weigher.score(history, weigher.weights(history)) == pytest.approx(0.0)


@pytest.mark.parametrize(("thrifty", "left"), [(True, {"one"}), (False, {"one", "other"})])
def test_a_slow_member_that_brings_nothing_is_left_out(thrifty, left):
    off, apart = np.tile([1.0, 1.0, -1.0, -1.0], 150), np.tile([0.05, -0.05], 300)
    off, done = {"one": off + apart, "other": off - apart}, {"one": 3, "other": 3}
    weigher, history = run(off, done, seconds={"other": 0.5}, thrifty=thrifty)
    assert names(weigher.weights(history)).keys() == left


def test_a_slow_member_that_brings_something_stays():
    off, done = {"low": -0.5, "high": 0.5}, {"low": 3, "high": 3}
    weigher, history = run(off, done, seconds={"high": 50.0}, thrifty=True)
    assert names(weigher.weights(history)) == {"low": 0.5, "high": 0.5}


class Certain:
    """Predictions that are right, as a run folder would return them."""

    def prediction(self, candidate, index):
        return np.eye(2)[RARE[LONG.pairs[index][1]]]


RARE = (np.arange(60_000) % 600 == 0).astype(int)
LONG = Splits.of(
    [
        (np.arange(30_000), np.arange(30_000, 60_000)),
        (np.arange(30_000, 60_000), np.arange(30_000)),
    ]
)


@pytest.mark.parametrize(("weighted", "n_rare"), [(True, 100), (False, 20)])
def test_rows_of_a_rare_class_are_looked_at_where_their_weight_counts(weighted, n_rare):
    spec = TaskSpec("c", "m:r", "m:t", ("r",), "m:b", combine="mean", prediction="probability")
    schema = Schema("array", (Input(None, "number"),))
    task = Task("c", schema, n_rows=60_000, classes=("no", "yes"))
    metric = MetricSpec("r", "m:f", {"c"}, weighted=weighted)
    data = Data(np.zeros((60_000, 1)), RARE)
    plan = Plan(task, data, LONG, spec, {}, {}, Score("r", metric, None, "probability"))
    history = History("r", n_splits=2)
    history.start(Candidate.of("a"), "opening")
    for index in range(2):
        history.add(Candidate.of("a"), Fold(index, score=1.0))
    even = Weigher(plan, Certain()).folds(history, {Candidate.of("a"): 1.0}, even=True)
    assert sum(fold.y.sum() for fold in even) == n_rare
    plain = Weigher(plan, Certain()).folds(history, {Candidate.of("a"): 1.0})
    assert [fold.weight for fold in plain] == [None, None]


def test_complete_candidates_are_preferred_to_slightly_better_incomplete_ones():
    weigher, history = run({"whole": 0.100, "begun": 0.099}, {"whole": 3, "begun": 1})
    assert names(weigher.weights(history)) == {"whole": 1.0}


def test_a_far_better_candidate_is_taken_even_with_one_fold():
    weigher, history = run({"whole": 1.5, "begun": 0.01}, {"whole": 3, "begun": 1})
    assert names(weigher.weights(history)) == {"begun": 1.0}


@pytest.mark.parametrize(("combine", "ensemble"), [("best", True), ("mean", False)])
def test_the_best_is_taken_alone_where_nothing_may_be_averaged(combine, ensemble):
    off, done = {"low": -0.5, "high": 0.4}, {"low": 3, "high": 3}
    weigher, history = run(off, done, combine, ensemble=ensemble)
    assert weigher.alone
    assert names(weigher.weights(history)) == {"high": 1.0}


def test_weights_follow_when_folds_arrive():
    weigher, history = run({"low": -0.5, "high": 0.5}, {"low": 3})
    assert names(weigher.weights(history)) == {"low": 1.0}
    candidate = Candidate.of("high")
    history.start(candidate, "opening")
    for index in range(3):
        history.add(candidate, Fold(index, score=-0.5))
    assert names(weigher.weights(history)) == {"low": 0.5, "high": 0.5}


def slow(history, seconds):
    """Say how long each candidate takes for a row."""
    for trial in list(history):
        name = trial.candidate.estimator
        if name in seconds:
            folds = tuple(replace(f, latency=seconds[name]) for f in trial.folds)
            history.trials[trial.candidate] = replace(trial, folds=folds)


@pytest.mark.parametrize(
    ("arguments", "full"),
    [
        ({"refit": "full"}, True),
        ({"max_latency": 0.01}, True),
        ({"max_size": 1e6}, True),
        ({"ensemble": False}, True),
        ({"ensemble": False, "refit": "bag"}, False),
        ({"max_latency": 0.01, "refit": "bag"}, False),
    ],
)
def test_one_pipeline_is_a_member_that_is_alone_or_must_be_fast(arguments, full):
    weigher, _ = run({}, {}, **arguments)
    assert weigher.full is full
    assert weigher.limits.pipelines.again == 1
    assert weigher.light == 0.0 or not full


def test_auto_fits_again_on_tables_and_keeps_folds_too():
    weigher, _ = run({}, {})
    assert weigher.full
    assert weigher.limits.pipelines.again > 1
    assert weigher.light > 0


def test_all_of_a_bag_is_kept_where_it_is_asked_for():
    weigher, _ = run({}, {}, refit="bag")
    assert not weigher.full
    assert weigher.limits.pipelines == ALL


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"refit": "ful"}, "refit='ful' is not known. Did you mean 'full'?"),
        ({"refit": None}, "refit=None"),
        ({"max_latency": 0}, "max_latency=0 must be a number of seconds above 0"),
        ({"max_latency": "5ms"}, "max_latency='5ms'"),
        ({"max_size": -1}, "max_size=-1 must be a number of bytes above 0, or None"),
    ],
)
def test_strange_arguments_are_refused(arguments, message):
    with pytest.raises(InputError, match=re.escape(message)):
        run({}, {}, **arguments)


def test_members_keep_to_a_latency_together():
    off, done = {"low": -0.5, "high": 0.5, "off": 0.6}, {"low": 3, "high": 3, "off": 3}
    weigher, history = run(off, done, max_latency=0.003)
    slow(history, {"low": 0.002, "high": 0.002, "off": 0.001})
    assert set(names(weigher.weights(history))) == {"low", "off"}


def test_a_bag_is_as_slow_as_all_its_folds():
    off, done = {"good": 0.1, "quick": 0.5}, {"good": 3, "quick": 3}
    weigher, history = run(off, done, max_latency=0.004, refit="bag")
    slow(history, {"good": 0.002, "quick": 0.001})
    assert names(weigher.weights(history)) == {"quick": 1.0}


def test_one_pipeline_fitted_on_all_rows_is_as_slow_as_one():
    off, done = {"good": 0.1, "quick": 0.5}, {"good": 3, "quick": 3}
    weigher, history = run(off, done, max_latency=0.004, refit="bag")
    slow(history, {"good": 0.002, "quick": 0.001})
    history.add(Candidate.of("good"), Fold(-1, out_of_bag=True))
    assert names(weigher.weights(history)) == {"good": 1.0}


@pytest.mark.parametrize(("refit", "taken"), [("full", {"low", "off"}), ("bag", {"off"})])
def test_members_keep_to_a_size_together(refit, taken):
    off, done = {"low": -0.5, "high": 0.5, "off": 0.6}, {"low": 3, "high": 3, "off": 3}
    weigher, history = run(off, done, max_size=3e6, refit=refit)
    sizes = {"low": 2e6, "high": 2e6, "off": 1e6}
    for trial in list(history):
        folds = tuple(
            replace(f, size=sizes.get(trial.candidate.estimator)) for f in trial.folds
        )
        history.trials[trial.candidate] = replace(trial, folds=folds)
    assert set(names(weigher.weights(history))) == taken


def test_where_all_are_too_slow_the_fastest_is_taken():
    weigher, history = run(
        {"good": 0.1, "quick": 0.5}, {"good": 3, "quick": 3}, max_latency=1e-4
    )
    slow(history, {"good": 0.002, "quick": 0.001})
    assert names(weigher.weights(history)) == {"quick": 1.0}


def test_what_was_predicted_of_a_fold_says_of_which_rows():
    weigher, history = run({"a": 1.0}, {"a": 3})
    found = weigher.folds(history, weigher.weights(history))
    assert len(found) == 3
    for fold, (_, rows) in zip(found, SPLITS.pairs, strict=True):
        assert (fold.rows == rows).all()
        assert (fold.y == Y[rows]).all()


def test_auto_keeps_no_folds_where_rows_are_many():
    weigher, _ = run({}, {})
    plan = replace(weigher._plan, task=replace(weigher._plan.task, n_rows=10_000))
    assert Weigher(plan, None).full
    assert Weigher(plan, None).limits.pipelines.again == 1


def test_auto_keeps_bags_where_a_further_fit_is_dear():
    weigher, _ = run({}, {})
    texts = replace(weigher._plan.task, schema=Schema("list", (Input(None, "text"),)))
    assert not Weigher(replace(weigher._plan, task=texts), None).full


def test_auto_fits_again_where_folds_are_in_time():
    ordered = Splits.of([(range(40), range(40, 60)), (range(20), range(20, 40))])
    weigher, _ = run({}, {})
    plan = replace(weigher._plan, splits=ordered)
    assert Weigher(plan, None).full
    assert not Weigher(plan, None, refit="bag").full
