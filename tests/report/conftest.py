"""Histories made by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.trial import Fold, History

Make = Callable[..., History]


@pytest.fixture
def make() -> Make:
    """Return a function: trials as ``name=scores``, where a text is a fold that failed."""

    def history(n_splits: int = 3, **trials: list[float | str]) -> History:
        made = History("roc_auc", n_splits)
        for name, scores in trials.items():
            candidate = Candidate.of(name, {"C": 1.0})
            made.start(candidate, "baseline" if name == "baseline" else "opening")
            for i, score in enumerate(scores):
                made.add(candidate, fold(i, score))
        return made

    return history


def fold(index: int, score: float | str) -> Fold:
    if isinstance(score, str):
        return Fold(index, error=score, seconds=0.5)
    return Fold(index, score=score, seconds=1.0, predict_seconds=0.25)
