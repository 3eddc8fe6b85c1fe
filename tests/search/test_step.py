"""The next fold of a trial."""

import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.search.step import next_fold
from lepton_automl.trial import Fold, Trial

A = Candidate.of("a")


@pytest.mark.parametrize(
    ("done", "running", "expected"),
    [([], [], 0), ([0], [], 1), ([0], [1], 2), ([0, 1, 2], [], None), ([0], [1, 2], None)],
)
def test_folds_follow_in_order_and_none_is_done_twice(done, running, expected):
    trial = Trial(1, A, "opening", tuple(Fold(i, 1.0) for i in done))
    assert next_fold(trial, 3, {(A, i) for i in running}) == expected
