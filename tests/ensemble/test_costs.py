"""Costs are those of all pipelines that a member brings."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.ensemble.costs import Costs
from lepton_automl.resample import Splits
from lepton_automl.run.plan import REFIT
from lepton_automl.trial import Fold, Trial

SPLITS = Splits.of([(np.setdiff1d(np.arange(40), t), t) for t in np.split(np.arange(40), 4)])
PLAN = SimpleNamespace(splits=SPLITS)
FOLDS = tuple(
    Fold(i, 1.0, predict_seconds=took, latency=0.002 if i == 0 else None, size=100 + i)
    for i, took in enumerate((0.1, 0.1, 0.1, 5.0))
)


def costs(trial, full=False):
    found = Costs(PLAN, full)
    return found.latency(trial), found.seconds_per_row(trial), found.size(trial)


def test_a_bag_costs_as_much_as_its_pipelines():
    assert costs(Trial(1, Candidate.of("a"), "opening", FOLDS)) == pytest.approx(
        (0.008, 0.04, 412)
    )


def test_one_pipeline_on_all_rows_costs_once():
    assert costs(Trial(1, Candidate.of("a"), "opening", FOLDS), full=True) == pytest.approx(
        (0.002, 0.01, 103)
    )


def test_of_what_was_judged_out_of_bag_the_first_fold_tells():
    first, *others = (Fold(i, 1.0, size=50, out_of_bag=True) for i in range(4))
    bagged = (replace(first, latency=0.003, predict_seconds=0.2), *others)
    trial = Trial(1, Candidate.of("a"), "opening", (*bagged, Fold(REFIT, out_of_bag=True)))
    latency, per_row, size = costs(trial)
    assert (latency, per_row, size) == pytest.approx((0.003, 0.02, 50))
