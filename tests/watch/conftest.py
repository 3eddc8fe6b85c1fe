"""A run folder with whole trials, one under way, one that failed."""

import json

import numpy as np
import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.run import BASELINE, RunFolder
from lepton_automl.trial import Fold, History

WHOLE = Candidate.of("ridge", {"alpha": 1.0, "number__scaling": "standard"})
PARTIAL = Candidate.of("ridge", {"alpha": 50.0, "solver": None})
BEHIND = "at step 3 it was at 0.9, worse than * of 4"
FAILED = Candidate.of("svm", {"C": 3})
SPACES = {
    "ridge": {
        "alpha": {"sort": "float", "low": 0.01, "high": 100.0, "log": True},
        "solver": {"values": [None, "svd", 1, True]},
        "number__scaling": {"values": ["standard", "quantile"]},
    },
    "svm": {"C": {"sort": "int", "low": 1, "high": 9, "log": False}},
    "plain": {},
}


class Writer:
    """Writes a run as a search does."""

    def __init__(self, path):
        self.folder = RunFolder(path)
        self.folder.identify({"metric": "r2", "n_splits": 2})
        (self.folder.path / "spaces.json").write_text(json.dumps(SPACES))
        self.history = History("r2", 2)

    def add(self, candidate, *folds, origin="opening"):
        """Take a candidate up, and finish some folds."""
        if candidate not in self.history.trials:
            self.folder.start(self.history.start(candidate, origin))
        for fold in folds:
            prediction = None if fold.error else np.arange(3.0)
            self.folder.finish(candidate, fold, prediction)


@pytest.fixture
def writer(tmp_path):
    """A run that goes on in this process."""
    writer = Writer(tmp_path / "houses")
    writer.add(BASELINE, Fold(0, 0.0, 0.1), Fold(1, 0.0, 0.1), origin="baseline")
    writer.add(WHOLE, Fold(0, 0.5, 1.0, latency=0.001), Fold(1, 0.7, 2.0))
    writer.add(PARTIAL, Fold(0, 0.9, 1.0, stopped=BEHIND))
    writer.add(FAILED, Fold(0, error="ValueError: no | luck"), origin="search")
    yield writer
    writer.folder.close()


@pytest.fixture
def path(writer):
    """Its folder."""
    return writer.folder.path
