import numpy as np
import pytest
from report.page.draw.seen import texts

from lepton_automl.report.page import classes
from lepton_automl.report.page.draw import curves
from lepton_automl.report.page.thresholds import thresholds

FIGURES = [(curves.roc, "roc"), (curves.precision_recall, "pr")]
LABELS = ["no", "yes, certainly, without a doubt"]


@pytest.fixture(scope="module")
def said():
    random = np.random.default_rng(0)
    y = random.integers(0, 2, 200)
    p = np.clip(0.5 * y + random.random(200) / 2, 0, 1)
    return y, np.column_stack([1 - p, p])


@pytest.mark.parametrize(("figure", "name"), FIGURES)
def test_a_curve_is_named_with_its_area(said, figure, name):
    found = classes.curves(*said, LABELS, random_state=0)
    assert f"the model {found[0][name]['area']:.3f}" in texts(figure(found))
    assert "baseline" in texts(figure(found))


def test_several_curves_have_the_names_of_classes():
    one = {"x": [0, 1], "y": [0, 1], "area": 0.5, "grid": [], "low": [], "high": []}
    found = [{"class": c, "share": 0.3, "roc": one, "pr": one} for c in ("a" * 40, "b")]
    shown = texts(curves.roc(found))
    assert "b 0.500" in shown
    assert f"{'a' * 17}… 0.500" in shown
    assert "baseline" not in texts(curves.precision_recall(found))


def test_calibration_has_a_point_for_each_bin(said):
    found = classes.calibration(*said, LABELS)
    svg = curves.calibration(found)
    assert svg.count("<use ") >= len(found["bins"])
    assert "share that was so" in texts(svg)


def test_the_spread_is_of_both_classes(said):
    shown = texts(curves.spread(classes.spread(*said, LABELS)))
    assert "no" in shown
    assert "probability of “yes, certainly, w…”" in shown


def test_the_threshold_in_use_is_marked(said):
    rows = thresholds(said[0], said[1][:, 1], 0.37)
    assert "the model's own" in texts(curves.threshold(rows))
