"""How deep in folds a trial reaches, and who is ahead there."""

import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.ensemble.rank import depth_of, mean_score, ranked
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
