import pytest
from report.page.draw.seen import points, texts

from lepton_automl.report.page.draw import search

BOARD = {"baseline": 0.5, "ensemble": 0.9}


def trial(spent, score, *, whole=True, failed=False, stopped=False, best=None):
    found = {"spent": spent, "score": score, "whole": whole, "best": best}
    return {**found, "failed": failed, "stopped": stopped}


def test_the_course_has_a_point_for_each_candidate():
    trials = [
        trial(1, 0.7, best=0.7),
        trial(2, 0.6, whole=False, best=0.7),
        trial(3, None, failed=True, best=0.7),
        trial(4, 0.8, best=0.8),
    ]
    svg = search.course(trials, BOARD, "accuracy")
    assert (points(svg, "accent"), points(svg, "soft")) == (2 + 1, 1 + 1)  # and the legend's
    assert {"failed", "best so far", "baseline", "ensemble", "accuracy"} <= set(texts(svg))


def test_what_ended_early_is_a_ring_with_a_name():
    trials = [trial(1, 0.7, best=0.7), trial(2, 0.6, whole=False, stopped=True, best=0.7)]
    svg = search.course(trials, BOARD, "accuracy")
    shown = texts(svg)
    assert "ended early" in shown
    assert "in part" not in shown
    assert "ended early" not in texts(search.course(trials[:1], BOARD, "accuracy"))


def test_a_search_without_a_whole_candidate_can_be_drawn():
    svg = search.course(
        [trial(1, 0.7, whole=False)], {"baseline": None, "ensemble": None}, "r2"
    )
    assert "baseline" not in texts(svg)


def test_shares_name_estimators_with_their_candidates():
    rows = [{"estimator": f"e{i}", "n": i, "seconds": 20.0 - i} for i in range(15)]
    shown = texts(search.shares(rows))
    assert "e3 (3)" in shown
    assert "e12 (12)" not in shown


@pytest.mark.parametrize("low", [0.8, None])
@pytest.mark.parametrize("baseline", [0.5, None])
def test_the_ruler_has_the_model_and_the_baseline_if_there_is_one(low, baseline):
    headline = {"value": 0.9, "low": low, "high": low and 0.95, "baseline": baseline}
    shown = texts(search.ruler(headline | {"title": "accuracy"}))
    assert "this model" in shown
    assert ("baseline" in shown) == (baseline is not None)
