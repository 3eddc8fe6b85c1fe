import numpy as np
import pytest
from sklearn import metrics
from sklearn.calibration import calibration_curve

from lepton_automl.report.page.classes import (
    calibration,
    confusion,
    curves,
    spread,
    wilson,
)


@pytest.fixture(scope="module")
def said():
    random = np.random.default_rng(0)
    y = random.integers(0, 3, 400)
    chances = random.dirichlet([1, 1, 1], 400) + 1.5 * np.eye(3)[y]
    return y, chances / chances.sum(axis=1, keepdims=True)


def two_of(said):
    y, chances = said
    kept = y < 2
    part = chances[kept][:, :2]
    return y[kept], part / part.sum(axis=1, keepdims=True)


def test_points_are_scikit_learns(said):
    y, chances = two_of(said)
    (found,) = curves(y, chances, ["no", "yes"], random_state=0)
    across, up, _ = metrics.roc_curve(y, chances[:, 1])
    assert set(zip(found["roc"]["x"], found["roc"]["y"], strict=True)) <= set(
        zip(across, up, strict=True)
    )
    assert found["roc"]["area"] == pytest.approx(metrics.roc_auc_score(y, chances[:, 1]))
    assert found["pr"]["area"] == pytest.approx(
        metrics.average_precision_score(y, chances[:, 1])
    )
    assert found["class"] == "yes"


def test_a_band_is_around_its_curve(said):
    y, chances = two_of(said)
    roc = curves(y, chances, ["no", "yes"], random_state=0)[0]["roc"]
    middle = np.interp(roc["grid"], roc["x"], roc["y"])
    assert (np.array(roc["low"]) <= middle + 0.03).all()
    assert (np.array(roc["high"]) >= middle - 0.03).all()
    assert (np.array(roc["high"]) - roc["low"]).max() < 0.3


def test_of_many_classes_each_has_its_curve_in_their_order(said):
    found = curves(*said, ["a", "b", "c"], random_state=0)
    assert [f["class"] for f in found] == ["a", "b", "c"]


def test_a_class_that_is_not_there_has_no_curve(said):
    y, chances = said
    assert len(curves(y[y > 0], chances[y > 0], ["a", "b", "c"], random_state=0)) == 2


def test_calibration_is_scikit_learns_with_the_rows_of_each_bin(said):
    y, chances = two_of(said)
    found = calibration(y, chances, ["no", "yes"])
    true, mean = calibration_curve(y, chances[:, 1], n_bins=10, strategy="quantile")
    assert [b["said"] for b in found["bins"]] == pytest.approx(mean.tolist())
    assert [b["true"] for b in found["bins"]] == pytest.approx(true.tolist())
    assert sum(b["n"] for b in found["bins"]) == len(y)
    assert all(b["low"] <= b["true"] <= b["high"] for b in found["bins"])


def test_probabilities_that_are_all_the_same_are_one_bin():
    found = calibration(np.array([0, 1, 1, 1]), np.tile([0.25, 0.75], (4, 1)), ["no", "yes"])
    assert [b["n"] for b in found["bins"]] == [4]
    assert found["error"] == pytest.approx(0.0)


def test_counts_and_shares_of_classes_are_scikit_learns(said):
    y, chances = said
    named = np.argmax(chances, axis=1)
    found = confusion(y, named, np.tile([0.2, 0.5, 0.3], (len(y), 1)), ["a", "b", "c"])
    assert found["counts"] == metrics.confusion_matrix(y, named).tolist()
    precision, recall, f1, n = metrics.precision_recall_fscore_support(y, named)
    for i, row in enumerate(found["classes"]):
        assert (row["precision"], row["recall"]) == (precision[i], recall[i])
        assert (row["f1"], row["n"]) == (f1[i], n[i])
        assert row["recall_low"] < row["recall"] <= row["recall_high"]
    assert [row["baseline_recall"] for row in found["classes"]] == [0.0, 1.0, 0.0]
    counts = [pair["count"] for pair in found["mistaken"]]
    assert counts == sorted(counts, reverse=True)


def test_a_class_without_rows_has_no_interval(said):
    y = np.zeros(5, dtype=int)
    found = confusion(y, y, None, ["a", "b"])["classes"][1]
    assert (found["n"], found["recall_low"], found["baseline_recall"]) == (0, None, None)


def test_spread_counts_every_row_once(said):
    y, chances = two_of(said)
    found = spread(y, chances, ["no", "yes"])
    assert [sum(counts) for counts in found["counts"].values()] == np.bincount(y).tolist()


def test_an_interval_of_nothing_is_none():
    assert wilson(0, 0) == (None, None)
