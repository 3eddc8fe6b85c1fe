import numpy as np
import pandas as pd
import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.report import leaderboard
from lepton_automl.report.leaderboard import COLUMNS
from lepton_automl.trial import Fold, History


def test_complete_trials_come_first_then_partial_ones_then_failures(make):
    history = make(
        failed=["no memory"],
        partial=[0.99],
        worse=[0.5, 0.6, 0.7],
        better=[0.7, 0.8, 0.9],
        broken=[0.999, "it hung"],
        waiting=[],
    )
    board = leaderboard(history)
    order = ["better", "worse", "partial", "waiting", "broken", "failed"]
    assert board["estimator"].tolist() == order
    assert board["rank"].tolist() == [1, 2, 3, pd.NA, 4, pd.NA]
    assert board["folds"].tolist() == ["3/3", "3/3", "1/3", "0/3", "1/3", "0/3"]


def test_a_fit_that_did_the_work_of_all_folds_is_marked_and_weighed():
    history, forest = History("r2", n_splits=2), Candidate.of("forest")
    history.start(forest, "opening")
    for fold in (Fold(-1, size=7, out_of_bag=True), Fold(0, 0.5, 3.0, out_of_bag=True)):
        history.add(forest, fold)
    history.add(forest, Fold(1, 0.7, out_of_bag=True))
    (row,) = leaderboard(history).to_dict("records")
    assert (row["folds"], row["size"], row["seconds"]) == ("2/2 out of bag", 7, 3.0)
    assert np.isnan(row["predict_seconds"])


def test_every_failure_has_its_reason(make):
    history = make(a=["no memory"], b=[0.5, "it hung", "it hung"], c=[0.1, 0.2, 0.3])
    errors = dict(zip(*leaderboard(history)[["estimator", "error"]].to_numpy().T, strict=True))
    assert errors == {"a": "no memory", "b": "it hung (and 1 more folds)", "c": ""}


def test_numbers_are_those_of_the_folds(make):
    row = leaderboard(make(a=[0.5, 0.6, 0.7])).iloc[0]
    assert row["score"] == pytest.approx(0.6)
    assert row["std"] == pytest.approx(0.1)
    assert row["seconds"] == 3.0
    assert row["predict_seconds"] == 0.25
    assert row["origin"] == "opening"
    assert row["params"] == "C=1"


def test_a_fit_on_all_rows_is_not_a_fold(make):
    history = make(n_splits=1, a=[0.5])
    history.add(Candidate.of("a", {"C": 1.0}), Fold(-1, seconds=2.0))
    row = leaderboard(history).iloc[0]
    assert row["folds"] == "1/1"
    assert np.isnan(row["std"])


def test_the_front_is_what_none_beats_in_score_latency_and_size():
    history = History("r2", 1)
    speeds = {
        "best": (0.9, 0.3, 9),
        "fast": (0.7, 0.1, 7),
        "worse": (0.6, 0.2, 8),
        "small": (0.5, 0.4, 5),
        "unmeasured": (1.0, None, 1),
    }
    for name, (score, latency, size) in speeds.items():
        history.start(Candidate.of(name), "opening")
        history.add(Candidate.of(name), Fold(0, score, latency=latency, size=size))
    board = leaderboard(history).set_index("estimator")
    assert board.index[board["pareto"]].tolist() == ["best", "fast", "small"]
    assert board.loc["fast", "latency"] == 0.1
    assert board.loc["fast", "size"] == 7


def test_weights_are_shown_and_others_are_zero(make):
    board = leaderboard(make(a=[0.5], b=[0.6]), {Candidate.of("a", {"C": 1.0}): 1.0})
    assert dict(zip(board["estimator"], board["weight"], strict=True)) == {"a": 1.0, "b": 0.0}


def test_ties_keep_the_order_in_which_they_were_taken_up(make):
    board = leaderboard(make(n_splits=1, b=[0.5], a=[0.5], c=[0.5]))
    assert board["estimator"].tolist() == ["b", "a", "c"]


def test_the_baseline_gets_a_row_at_its_place(make):
    board = leaderboard(make(n_splits=1, a=[0.9], b=[0.4], c=["no"]), baseline=0.5)
    assert board["estimator"].tolist() == ["a", "baseline", "b", "c"]
    assert board["rank"].tolist() == [1, 2, 3, pd.NA]


def test_the_baseline_is_not_shown_twice(make):
    board = leaderboard(make(n_splits=1, baseline=[0.5]), baseline=0.5)
    assert len(board) == 1


def test_an_empty_history_has_the_same_columns(make):
    board = leaderboard(make())
    assert board.columns.tolist() == list(COLUMNS)
    assert board.dtypes.equals(leaderboard(make(a=[0.5])).dtypes)
    assert len(board) == 0


def test_the_history_is_left_as_it_was(make):
    history = make(a=[0.5], b=["no"])
    before = list(history)
    leaderboard(history)
    assert list(history) == before
    assert isinstance(history, History)


def test_a_fit_that_was_ended_early_says_why():
    history, net = History("r2", n_splits=2), Candidate.of("net")
    history.start(net, "search")
    history.add(net, Fold(0, 0.5, stopped="at step 3 it was at 0.1"))
    (row,) = leaderboard(history, baseline=0.0).to_dict("records")[:1]
    assert row["stopped"] == "at step 3 it was at 0.1"
    assert (row["error"], row["folds"], row["score"]) == ("", "1/2", 0.5)
    assert leaderboard(history, baseline=0.0)["stopped"].tolist()[1] == ""


def test_it_says_from_how_many_rows_each_learned():
    history = History("r2", n_splits=1)
    for rows, score in ((50_000, 0.5), (None, 0.6)):
        candidate = Candidate.of("a", rows=rows)
        history.start(candidate, "opening")
        history.add(candidate, Fold(0, score))
    board = leaderboard(history)
    assert board["rows"].tolist() == ["all", "50,000"]
    assert board["folds"].tolist() == ["1/1", "1/1 sampled"]
