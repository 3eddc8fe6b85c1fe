"""The next fold of a trial."""

import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.search.step import next_fold, rivals
from lepton_automl.trial import Fold, Trial

A = Candidate.of("a")


@pytest.mark.parametrize(
    ("done", "running", "expected"),
    [([], [], 0), ([0], [], 1), ([0], [1], 2), ([0, 1, 2], [], None), ([0], [1, 2], None)],
)
def test_folds_follow_in_order_and_none_is_done_twice(done, running, expected):
    trial = Trial(1, A, "opening", tuple(Fold(i, 1.0) for i in done))
    assert next_fold(trial, 3, {(A, i) for i in running}) == expected


def test_rivals_are_first_folds_of_the_same_estimator_that_came_to_their_end():
    reports = ((1, 0.5), (2, 0.6))
    said = {
        1: (Fold(0, 1.0, reports=reports),),
        2: (Fold(0, 1.0, reports=reports, stopped="worse"),),
        3: (Fold(0, error="no", reports=reports),),
        4: (Fold(1, 1.0, reports=reports),),
        5: (Fold(0, 1.0), Fold(1, 1.0)),
    }
    trials = [Trial(i, Candidate.of("a", {"x": i}), "search", f) for i, f in said.items()]
    other = Trial(6, Candidate.of("b"), "search", (Fold(0, 1.0, reports=reports),))

    assert rivals(A, [*trials, other]) == (reports,)
    assert rivals(Candidate.of("a", {"x": 1}), trials) == ()


def test_a_sample_is_no_rival_of_all_rows():
    fold = Fold(0, 1.0, reports=((1, 0.5),))
    trials = [Trial(1, Candidate.of("a", {"x": 1}, rows=50), "opening", (fold,))]
    assert rivals(A, trials) == ()
    assert rivals(A.on(50), trials) == (fold.reports,)
