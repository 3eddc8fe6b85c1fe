"""Histories written by hand."""

import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.run import BASELINE
from lepton_automl.trial import Fold, History


@pytest.fixture
def history_of():
    """Return a function that makes a history of three folds from lists of scores."""

    def make(seconds=1.0, **trials):
        history = History("score", n_splits=3)
        history.start(BASELINE, "baseline")
        for index in range(3):
            history.add(BASELINE, Fold(index, 0.0))
        for name, scores in trials.items():
            candidate = Candidate.of(name)
            history.start(candidate, "opening")
            for index, score in enumerate(scores):
                fold = Fold(index, score, seconds, error="no" if score is None else None)
                history.add(candidate, fold)
        return history

    return make
