import copy
import json

import pytest
from report.page.draw.seen import tree

from lepton_automl.report.page.draw import draw


def every(figures):
    """Return all figures, those of lists too."""
    for found in figures.values():
        yield from found if isinstance(found, list) else [found]


@pytest.fixture(scope="module")
def figures(two, three, numbers):
    """All figures of a report of each sort, drawn once."""
    return {
        "two": draw(two.report),
        "three": draw(three.report),
        "numbers": draw(numbers.report),
    }


@pytest.mark.parametrize("case", ["two", "three", "numbers"])
def test_every_figure_can_be_read_and_says_what_it_is(case, figures):
    found = list(every(figures[case]))
    assert len(found) > 5
    for svg in found:
        assert tree(svg).get("aria-label")


def test_figures_come_from_the_data_alone(numbers, figures):
    again = json.loads(json.dumps(numbers.report))
    assert draw(again) == figures["numbers"]


def test_a_figure_is_there_if_its_data_are(figures):
    ours, theirs = figures["two"], figures["numbers"]
    assert {"roc", "pr", "calibration", "spread", "threshold"} <= set(ours)
    assert {"against", "left_over"} <= set(theirs)
    assert not {"roc", "threshold"} & set(theirs)


def test_without_rows_there_is_the_search_to_draw(two):
    report = copy.deepcopy(two.report)
    for name in ("headline", "curves", "calibration", "spread", "thresholds", "importance"):
        report[name] = None
    for name in ("attributions", "dependence", "segments", "drift", "course"):
        report[name] = None
    assert set(draw(report)) == {"shares", "dependence", "moved"}
