"""How deep in folds a trial reaches, and who is ahead there."""

import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.ensemble.rank import depth_of, mean_score, ranked, serious, worth_a_look
from lepton_automl.run import BASELINE
from lepton_automl.trial import Fold, History, Trial


@pytest.mark.parametrize(
    ("indices", "depth"), [([], 0), ([0], 1), ([0, 1, 2], 3), ([0, 2], 1), ([1, 2], 0)]
)
def test_depth_counts_folds_from_the_first_without_a_gap(indices, depth):
    trial = Trial(1, Candidate.of("a"), "opening", tuple(Fold(i, 1.0) for i in indices))
    assert depth_of(trial) == depth


def test_a_failed_trial_has_no_depth():
    trial = Trial(1, Candidate.of("a"), "opening", (Fold(0, 1.0), Fold(1, error="no")))
    assert depth_of(trial) == 0


def test_candidates_are_ranked_by_the_folds_that_all_have():
    history = History("score", n_splits=3)
    for name, scores in {"bad": (-2.0, -2.0, 3.0), "good": (-1.0,)}.items():
        history.start(Candidate.of(name), "opening")
        for index, score in enumerate(scores):
            history.add(Candidate.of(name), Fold(index, score=score))
    assert [t.candidate.estimator for t in ranked(history, 1)] == ["good", "bad"]
    assert [t.candidate.estimator for t in ranked(history, 3)] == ["bad"]


def test_a_mean_is_that_of_the_first_folds():
    trial = Trial(1, Candidate.of("a"), "opening", (Fold(0, 1.0), Fold(1, 2.0), Fold(2, 9.0)))
    assert mean_score(trial, 2) == 1.5


@pytest.mark.parametrize(
    ("scores", "kept"),
    [((0.9, 0.71, 0.69, 0.5), 2), ((0.9, 0.4), 1), ((0.5, 0.3), 2), ((0.4, 0.3), 2)],
)
def test_what_hardly_gains_over_the_baseline_is_not_considered(scores, kept):
    history = History("score", n_splits=1)
    history.start(BASELINE, "baseline")
    history.add(BASELINE, Fold(0, score=0.5))
    trials = [
        Trial(i + 1, Candidate.of("a", {"i": i}), "opening", (Fold(0, score=score),))
        for i, score in enumerate(scores)
    ]
    assert serious(trials, history, 1) == trials[:kept]
    assert serious(trials, History("score", n_splits=1), 1) == trials


def test_of_each_estimator_the_best_are_looked_at_wherever_they_rank():
    names = ["a"] * 5 + ["b", "a", "c", "c"]
    trials = [
        Trial(n, Candidate.of(name, {"x": n}), "search", (Fold(0, score=-n),))
        for n, name in enumerate(names)
    ]
    assert [t.number for t in worth_a_look(trials, best=4, of_each=1)] == [0, 1, 2, 3, 5, 7]
    assert [t.number for t in worth_a_look(trials, best=0, of_each=2)] == [0, 1, 5, 7, 8]
    assert worth_a_look(trials, best=20, of_each=3) == trials
