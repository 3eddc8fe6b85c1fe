"""Intervals and sets hold with the chance that is stated, whatever the model is."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lepton_automl.conformal import Conformal
from lepton_automl.conformal.conformal import MOST_ROWS
from lepton_automl.errors import InputError


def covered(intervals, y):
    return float(((intervals[:, 0] <= y) & (y <= intervals[:, 1])).mean())


def within(share, coverage, n_rows):
    """Tell whether a share is what chance gives, five deviations to either side."""
    return abs(share - coverage) <= 5 * np.sqrt(coverage * (1 - coverage) / n_rows)


@pytest.mark.parametrize("coverage", [0.5, 0.8, 0.9, 0.99])
def test_intervals_hold_the_share_that_is_asked_for_on_each_side(coverage):
    random = np.random.default_rng(0)
    y, new = random.gamma(1.0, 10.0, size=(2, 4000))
    conformal = Conformal.of("value", y, np.full(4000, 3.0))
    found = conformal.interval(np.full(4000, 3.0), coverage)
    assert within(covered(found, new), coverage, 2000)  # rows known are as few as rows asked
    below, above = (new < found[:, 0]).mean(), (new > found[:, 1]).mean()
    assert abs(below - above) < 0.05


@given(st.integers(0, 2**31), st.integers(19, 60))
def test_the_guarantee_holds_for_few_rows_on_average(seed, n_rows):
    """The chance over known rows and new ones is at least that asked for, and hardly more."""
    random = np.random.default_rng(seed)
    hits = []
    for _ in range(200):
        y = random.normal(size=n_rows + 20)
        known, new = y[:n_rows], y[n_rows:]
        found = Conformal.of("value", known, np.zeros(n_rows)).interval(np.zeros(20), 0.9)
        hits.append(covered(found, new))
    spread = np.std(hits) / np.sqrt(len(hits))
    assert 0.9 - 5 * spread <= np.mean(hits) <= 0.9 + 2 / (n_rows + 1) + 5 * spread


def test_intervals_follow_the_spread_where_it_is_known():
    knots, sizes = np.array([0.0, 10.0]), np.array([1.0, 5.0])
    random = np.random.default_rng(0)
    prediction = random.uniform(0, 10, 3000)
    y = prediction + random.normal(size=3000) * np.interp(prediction, knots, sizes)
    conformal = Conformal.of("value", y, prediction, spread=(knots, sizes))
    low, high = conformal.interval(np.array([0.0, 10.0]), 0.9)
    assert (high[1] - high[0]) == pytest.approx(5 * (low[1] - low[0]))
    for part in (prediction < 3, prediction > 7):
        assert covered(conformal.interval(prediction[part], 0.9), y[part]) == pytest.approx(
            0.9, abs=0.04
        )


@pytest.mark.parametrize("n_classes", [2, 4])
@pytest.mark.parametrize("coverage", [0.6, 0.95])
def test_sets_hold_the_true_class_as_often_as_stated(n_classes, coverage):
    random = np.random.default_rng(0)
    chances = random.dirichlet(np.ones(n_classes) * 0.5, 6000)
    y = (chances.cumsum(axis=1) > random.random((6000, 1))).argmax(axis=1)
    sure = chances**2 / (chances**2).sum(axis=1, keepdims=True)  # too sure, as models are
    conformal = Conformal.of("probability", y[:3000], sure[:3000])
    sets = conformal.sets(sure[3000:], coverage)
    share = sets[np.arange(3000), y[3000:]].mean()
    top = (sure[3000:].argmax(axis=1) == y[3000:]).mean()
    assert within(share, max(coverage, top), 1500)  # no set is empty
    assert sets.any(axis=1).all()


def test_quantiles_are_widened_or_narrowed_to_hold():
    random = np.random.default_rng(0)
    y, new = random.normal(size=(2, 4000))
    for low, high in ((-0.5, 0.5), (-4.0, 4.0)):
        said = np.tile([low, 0.0, high], (4000, 1))
        found = Conformal.of("quantiles", y, said).interval(said, 0.9)
        assert within(covered(found, new), 0.9, 2000)
        assert (found[:, 0] <= found[:, 1]).all()


def test_heavy_rows_count_for_more():
    random = np.random.default_rng(0)
    y = np.r_[random.normal(size=2000), 10 * random.normal(size=2000)]
    weight = np.r_[np.ones(2000), np.full(2000, 0.001)]
    plain = Conformal.of("value", y, np.zeros(4000)).interval(np.zeros(1), 0.9)
    heeded = Conformal.of("value", y, np.zeros(4000), weight).interval(np.zeros(1), 0.9)
    assert heeded[0, 1] < 2.0 < 4.0 < plain[0, 1]
    same = Conformal.of("value", y, np.zeros(4000), np.full(4000, 7.0))
    assert same.interval(np.zeros(1), 0.9) == pytest.approx(plain)


@pytest.mark.parametrize(
    ("form", "n_rows", "coverage", "enough"),
    [
        ("value", 19, 0.9, True),
        ("value", 18, 0.9, False),
        ("probability", 9, 0.9, True),
        ("probability", 8, 0.9, False),
        ("quantiles", 9, 0.9, True),
        ("quantiles", 8, 0.9, False),
    ],
)
def test_few_rows_cannot_promise_much(form, n_rows, coverage, enough):
    y = np.arange(n_rows) % 2
    said = np.column_stack([y * 0.1, 0.5 + y * 0.1])
    conformal = Conformal.of(form, y, said[:, 0] if form == "value" else said)
    ask = conformal.sets if form == "probability" else conformal.interval
    said = said[:, 0] if form == "value" else said
    if enough:
        assert len(ask(said, coverage)) == n_rows
        return
    with pytest.raises(
        InputError, match=f"needs {n_rows + 1} left-out rows at least; .* {n_rows}"
    ):
        ask(said, coverage)


@pytest.mark.parametrize("coverage", [0, 1, 90, "0.9", True])
def test_a_coverage_that_is_no_chance_is_refused(coverage):
    conformal = Conformal.of("value", np.arange(50.0), np.zeros(50))
    with pytest.raises(InputError, match="must be above 0 and below 1"):
        conformal.interval(np.zeros(1), coverage)


def test_it_travels_as_json():
    random = np.random.default_rng(0)
    y, weight = random.normal(size=(2, 300))
    spread = np.array([-1.0, 1.0]), np.array([0.5, 2.0])
    one = Conformal.of("value", y, y / 2, np.abs(weight), spread=spread)
    other = Conformal.from_json(json.loads(json.dumps(one.to_json())))
    assert other.interval(y, 0.8) == pytest.approx(one.interval(y, 0.8))
    assert other.form == "value"


def test_of_many_rows_a_sample_is_kept():
    y = np.random.default_rng(0).normal(size=3 * MOST_ROWS)
    assert len(Conformal.of("value", y, np.zeros(len(y))).scores) == MOST_ROWS
