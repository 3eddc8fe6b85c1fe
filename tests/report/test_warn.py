from __future__ import annotations

import warnings

import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.report import warn_of_baseline
from lepton_automl.trial import Fold, History

BASELINE, RIDGE = Candidate.of("baseline"), Candidate.of("ridge")


@pytest.fixture
def history():
    history = History("r2", n_splits=1)
    history.start(BASELINE, "baseline")
    history.add(BASELINE, Fold(0, score=0.0))
    return history


def test_a_search_that_had_no_time_is_warned_of(history):
    with pytest.warns(UserWarning, match="nothing else was fitted in the time. Give more"):
        warn_of_baseline(history, {BASELINE: 1.0})


def test_a_search_in_which_all_failed_is_warned_of_with_the_first_reason(history):
    history.start(RIDGE, "opening")
    history.add(RIDGE, Fold(0, error="ValueError: no such solver."))

    with pytest.warns(UserWarning, match="none of 1 candidates .* ridge, failed: .*solver.$"):
        warn_of_baseline(history, {BASELINE: 1.0})


@pytest.mark.parametrize("interrupted", [True, False])
def test_there_is_no_warning_of_what_was_found_or_wanted(history, interrupted):
    history.interrupted = interrupted
    history.start(RIDGE, "opening")
    history.add(RIDGE, Fold(0, score=0.5))

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_baseline(history, {BASELINE if interrupted else RIDGE: 1.0})
