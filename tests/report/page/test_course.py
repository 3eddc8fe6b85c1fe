from dataclasses import replace

import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.report.page.course import course, leaderboard, members
from lepton_automl.trial import Fold, History


def test_candidates_come_best_first_with_the_baseline_among_them(two):
    found = leaderboard(two.subject)
    ranks = [row["rank"] for row in found["rows"]]
    assert ranks == sorted(ranks)
    assert "baseline" in {row["origin"] for row in found["rows"]}
    assert found["n_candidates"] == 2
    assert found["baseline"] == pytest.approx(0.5)


def test_errors_are_positive_everywhere(numbers):
    found = leaderboard(numbers.subject)
    assert all(row["score"] > 0 for row in found["rows"])
    assert found["ensemble"] > 0
    assert all(row["score"] > 0 for row in members(numbers.subject))


def test_failures_are_told_once_with_their_number(two):
    board = [
        {"estimator": "svm", "error": "no memory", "origin": "search", "score": None},
        {"estimator": "svm", "error": "no memory", "origin": "search", "score": None},
        {"estimator": "svm", "error": "too late", "origin": "search", "score": None},
    ]
    subject = replace(two.subject, manifest={**two.subject.manifest, "leaderboard": board})
    found = leaderboard(subject)
    assert [(f["error"], f["count"]) for f in found["failures"]] == [
        ("no memory", 2),
        ("too late", 1),
    ]
    assert found["n_failed"] == 3


def test_what_fell_behind_is_told_with_its_reason(two):
    board = [
        {"estimator": "net", "error": "", "stopped": "at step 3", "score": 0.6, "rank": 2},
        {"estimator": "net", "error": "", "stopped": "", "score": 0.7, "rank": 1},
        {"estimator": "svm", "error": "", "score": 0.5, "rank": 3},  # of an older artifact
    ]
    subject = replace(two.subject, manifest={**two.subject.manifest, "leaderboard": board})
    found = leaderboard(subject)
    assert found["n_stopped"] == 1
    assert [row["stopped"] or "" for row in found["rows"]] == ["at step 3", "", ""]


def test_time_is_told_by_estimator(two):
    found = leaderboard(two.subject)["by_estimator"]
    assert {row["estimator"] for row in found} == {"logistic_regression", "gaussian_nb"}
    seconds = [row["seconds"] for row in found]
    assert seconds == sorted(seconds, reverse=True)


def test_the_best_so_far_is_of_those_with_all_folds(two):
    history = History("roc_auc", n_splits=2)
    for name, scores in {"a": (0.6, 0.7), "b": (0.9,), "c": (0.8, 0.8)}.items():
        candidate = Candidate.of(name)
        history.start(candidate, "opening")
        for index, score in enumerate(scores):
            why = "at step 3" if name == "b" else None
            history.add(candidate, Fold(index, score=score, seconds=1.0, stopped=why))
    found = course(replace(two.subject, history=history))
    assert [row["best"] for row in found] == pytest.approx([0.65, 0.65, 0.8])
    assert [row["spent"] for row in found] == [2.0, 3.0, 5.0]
    assert [row["whole"] for row in found] == [True, False, True]
    assert [row["stopped"] for row in found] == [False, True, False]


def test_a_model_that_was_loaded_has_no_course(two):
    assert course(replace(two.subject, history=None)) is None


def test_weights_of_members_are_shares(two):
    assert sum(row["weight"] for row in members(two.subject)) == pytest.approx(1.0)
