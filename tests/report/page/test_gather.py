import json
from dataclasses import replace

import pytest

from lepton_automl.report.page.gather import NOTHING, gather


@pytest.mark.parametrize("case", ["two", "three", "numbers"])
def test_a_report_is_plain_json(case, request):
    report = request.getfixturevalue(case).report
    assert json.loads(json.dumps(report, allow_nan=False)) == report


def test_classes_and_numbers_have_pictures_of_their_own(two, three, numbers):
    assert two.report["thresholds"]
    assert two.report["spread"]
    assert three.report["thresholds"] is None
    assert three.report["confusion"]
    assert numbers.report["residuals"]
    assert numbers.report["curves"] is None


def test_rows_left_out_are_enough_for_a_report(two):
    report = two.gathered(two.left_out)
    assert report["headline"]["source"] == "out-of-fold"
    assert report["drift"] is None
    assert report["importance"]["columns"]
    assert report["segments"]


def test_without_rows_there_is_the_search_to_tell_of(two):
    loaded = replace(two.subject, record=None, history=None)
    report = gather(loaded, None, time_budget=9)
    assert {name: report[name] for name in NOTHING} == NOTHING
    assert report["leaderboard"]["rows"]
    assert report["course"] is None


@pytest.mark.slow  # two more reports
def test_the_same_seed_gives_the_same_report(numbers):
    first, second = (numbers.gathered(numbers.test) for _ in range(2))
    for report in (first, second):
        del report["seconds"]
    assert first == second
