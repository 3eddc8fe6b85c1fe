from __future__ import annotations

import importlib

import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.trial import Fold, History


@pytest.fixture
def overhead():
    return importlib.import_module("overhead")


@pytest.fixture
def history():
    history = History("roc_auc", 2)
    one = Candidate.of("a")
    history.start(one, "opening")
    history.add(one, Fold(0, 0.9, seconds=40.0))
    history.add(one, Fold(1, None, seconds=20.0, error="it broke"))
    history.add(one, Fold(-1, seconds=30.0))
    return history


def test_what_is_outside_is_what_workers_had_less_what_folds_took(overhead, history):
    spent = overhead.spent("mixed", history, wall=60.0, workers=2)
    assert spent.inside == 90.0
    assert spent.outside == pytest.approx(0.25)
    assert (spent.trials, spent.folds, spent.failed) == (1, 3, 1)


def test_the_page_tells_the_share(overhead, history):
    text = overhead.page([overhead.spent("mixed", history, 60.0, 2)], load=0.1)
    assert "| mixed | 60.0 | 2 | 90.0 | 25.0% | 3 | 1 | 1 |" in text


@pytest.mark.parametrize("table", ["mixed", "numbers", "regression"])
def test_its_tables_have_5000_rows(overhead, table):
    X, y = overhead.TABLES[table]()
    assert len(X) == len(y) == 5000
