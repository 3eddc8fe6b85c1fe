from __future__ import annotations

import json

import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.trial import Fold, History, Trial

RIDGE, LASSO, SVM = Candidate("ridge"), Candidate("lasso"), Candidate("svm")


def trial(*folds):
    return Trial(0, RIDGE, "opening", folds)


def test_the_score_is_the_mean_over_the_folds_that_gave_one():
    t = trial(Fold(0, 0.5), Fold(1, 0.7), Fold(2, error="out of memory"))
    assert t.score == pytest.approx(0.6)
    assert [f.index for f in t.done] == [0, 1]


def test_a_fit_on_all_rows_does_not_count_as_a_fold():
    t = trial(Fold(-1, 0.99, seconds=2.0), Fold(0, 0.5, seconds=1.0))
    assert t.score == 0.5
    assert t.seconds == 3.0


def test_one_pipeline_stands_for_a_trial_whose_fit_on_all_rows_went_well():
    assert trial(Fold(-1), Fold(0, 0.5)).whole
    assert not trial(Fold(-1, error="no"), Fold(0, 0.5)).whole
    assert not trial(Fold(0, 0.5)).whole


def test_a_trial_without_folds_has_no_score_and_no_error():
    t = trial()
    assert (t.score, t.error, t.seconds, t.done) == (None, None, 0, ())


def test_the_first_failure_is_the_error():
    assert trial(Fold(0, 1.0), Fold(1, error="a"), Fold(2, error="b")).error == "a"


def test_parameters_for_a_fit_on_all_rows_are_means_whole_where_they_were():
    t = trial(
        Fold(0, 0.5, refit_params={"n": 10, "rate": 0.1}),
        Fold(1, 0.5),
        Fold(2, 0.5, refit_params={"n": 13, "rate": 0.2}),
    )
    assert t.refit_params == {"n": 12, "rate": pytest.approx(0.15)}
    assert trial(Fold(0, 0.5)).refit_params == {}


@pytest.mark.parametrize(
    ("given", "kept", "share"),
    [({"n": 100}, 25, 0.4), ({"n": 20}, 25, 1.0), ({}, 25, 1.0), ({"n": "auto"}, 25, 1.0)],
)
def test_a_fit_on_all_rows_takes_less_where_fewer_epochs_are_told(given, kept, share):
    fold = Fold(0, 0.5, seconds=10.0, refit_params={"n": kept})
    told = Trial(0, Candidate.of("network", given), "opening", (fold,))
    assert told.refit_seconds == pytest.approx(10.0 * share)


def test_the_latency_is_that_of_the_fold_on_which_it_was_measured():
    assert trial(Fold(0, 0.5, latency=0.01), Fold(1, 0.5)).latency == 0.01
    assert trial(Fold(0, error="no")).latency is None


def test_a_trial_comes_back_from_its_json_unchanged():
    told = Fold(0, 0.5, 1.5, 0.1, latency=0.01, size=99, refit_params={"n": 3})
    t = trial(told, Fold(1, error="killed after 3 s"))
    assert Trial.from_json(json.loads(json.dumps(t.to_json()))) == t


def test_a_history_takes_a_candidate_up_once():
    history = History("r2", 5)
    first = history.start(RIDGE, "opening")
    assert history.start(RIDGE, "search") is first
    assert history.start(LASSO, "search") == Trial(1, LASSO, "search")
    assert len(history) == 2


def test_folds_are_kept_by_index_in_whatever_order_they_arrive():
    history = History("r2", 3)
    history.start(RIDGE, "opening")
    for index in (2, 0, 1):
        history.add(RIDGE, Fold(index, 0.1 * index))
    assert [f.index for f in history.trials[RIDGE].folds] == [0, 1, 2]


def test_adding_a_fold_leaves_the_old_trial_alone():
    history = History("r2", 3)
    old = history.start(RIDGE, "opening")
    new = history.add(RIDGE, Fold(0, 0.4))
    assert (old.folds, new.score) == ((), 0.4)
    assert (new.number, new.origin) == (old.number, old.origin)


def test_a_fold_of_an_unknown_candidate_is_a_fault():
    with pytest.raises(KeyError):
        History("r2", 3).add(RIDGE, Fold(0, 0.4))


def test_iteration_is_in_the_order_taken_up():
    history = History("r2", 3)
    for candidate in (SVM, RIDGE, LASSO):
        history.start(candidate, "opening")
    assert [t.candidate for t in history] == [SVM, RIDGE, LASSO]


def test_the_best_trial_has_the_most_folds_then_the_best_score():
    history = History("r2", 2)
    for candidate in (RIDGE, LASSO, SVM):
        history.start(candidate, "opening")
    history.add(SVM, Fold(0, 0.99))
    for index in (0, 1):
        history.add(RIDGE, Fold(index, 0.6))
        history.add(LASSO, Fold(index, 0.7))
    assert history.best is history.trials[LASSO]


def test_among_equals_the_earlier_trial_is_the_best():
    history = History("r2", 1)
    for candidate in (RIDGE, LASSO):
        history.start(candidate, "opening")
    for candidate in (LASSO, RIDGE):
        history.add(candidate, Fold(0, 0.5))
    assert history.best is history.trials[RIDGE]


def test_without_any_score_there_is_no_best():
    history = History("r2", 1)
    history.start(RIDGE, "opening")
    history.add(RIDGE, Fold(0, error="raised"))
    assert history.best is None


def test_the_baseline_is_the_best_only_where_there_is_nothing_else():
    history = History("r2", n_splits=2)
    baseline = Candidate.of("baseline")
    history.start(baseline, "baseline")
    for index in range(2):
        history.add(baseline, Fold(index, 0.9))
    assert history.best is history.trials[baseline]
    history.start(RIDGE, "opening")
    history.add(RIDGE, Fold(0, 0.1))
    assert history.best is history.trials[RIDGE]


def test_a_failed_trial_is_not_the_best():
    history = History("r2", n_splits=2)
    history.start(RIDGE, "opening")
    history.add(RIDGE, Fold(0, 0.9))
    history.add(RIDGE, Fold(1, error="no"))
    assert history.best is None


def test_reports_are_read_back_as_they_were():
    fold = Fold(0, 0.5, reports=((1, 0.25), (2, 0.5)), stopped="it was worse")
    again = Trial.from_json(json.loads(json.dumps(trial(fold).to_json())))
    assert again == trial(fold)
    assert again.stopped == "it was worse"
    assert trial(Fold(0, 0.5)).stopped is None


def test_reading_pipelines_back_takes_longer_the_larger_they_are():
    history = History("r2", n_splits=2)
    other = Candidate.of("lasso")
    for candidate, size in ((RIDGE, 100_000_000), (other, None)):
        history.start(candidate, "opening")
        for index in range(2):
            history.add(candidate, Fold(index, 0.9, size=size))
    assert history.loading_seconds([RIDGE]) == pytest.approx(1.0)
    assert history.loading_seconds([other]) == 0.0
