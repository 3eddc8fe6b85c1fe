"""The fast metrics equal scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from lepton_automl.score import fast

SAME = {"rel": 1e-12, "abs": 1e-12}


@st.composite
def classified(draw, n_classes=2):
    """Return classes, probabilities with many ties, and weights or None."""
    seed = draw(st.integers(0, 2**31))
    n_rows = draw(st.integers(2, 60))
    levels = draw(st.sampled_from([2, 4, 1000]))
    random = np.random.default_rng(seed)
    y = random.integers(0, n_classes, n_rows)
    raw = random.integers(0, levels, (n_rows, n_classes)) + 0.0
    raw[raw.sum(axis=1) == 0] = 1.0
    weight = random.choice([0.5, 1.0, 3.0], n_rows) if draw(st.booleans()) else None
    return y, raw / raw.sum(axis=1, keepdims=True), weight


@given(classified())
def test_roc_auc_of_two_classes_is_scikit_learns(case):
    y, proba, weight = case
    if len(np.unique(y)) < 2:
        assert np.isnan(fast.roc_auc(y, proba, weight))
        return
    expected = metrics.roc_auc_score(y, proba[:, 1], sample_weight=weight)
    assert fast.roc_auc(y, proba, weight) == pytest.approx(expected, **SAME)


@given(classified(n_classes=3))
def test_roc_auc_of_three_classes_is_one_against_rest(case):
    y, proba, weight = case
    if len(np.unique(y)) < 3:
        return
    expected = metrics.roc_auc_score(y, proba, multi_class="ovr", sample_weight=weight)
    assert fast.roc_auc(y, proba, weight) == pytest.approx(expected, **SAME)


def test_roc_auc_leaves_out_a_class_that_no_row_has():
    y = np.array([0, 1, 0, 1])
    proba = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.6, 0.3, 0.1], [0.5, 0.4, 0.1]])
    assert fast.roc_auc(y, proba) == 1.0


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@given(classified(n_classes=3))
def test_log_loss_is_scikit_learns(dtype, case):
    y, proba, weight = case
    proba = proba.astype(dtype)
    expected = metrics.log_loss(y, proba, labels=[0, 1, 2], sample_weight=weight)
    near = SAME if dtype is np.float64 else {"rel": 1e-5}
    assert fast.log_loss(y, proba, weight) == pytest.approx(expected, **near)


def test_log_loss_of_a_sure_mistake_is_finite():
    assert fast.log_loss(np.array([0]), np.array([[0.0, 1.0]])) == pytest.approx(
        36.04, rel=1e-3
    )


def test_log_loss_takes_labels_given_as_certainties():
    assert fast.log_loss(np.array([0, 1]), np.array([[1, 0], [0, 1]])) < 1e-9


@given(classified())
def test_accuracy_is_scikit_learns(case):
    y, proba, weight = case
    guess = proba.argmax(axis=1)
    expected = metrics.accuracy_score(y, guess, sample_weight=weight)
    assert fast.accuracy(y, guess, weight) == pytest.approx(expected, **SAME)


@pytest.mark.parametrize(
    "name", ["root_mean_squared_error", "mean_squared_error", "mean_absolute_error"]
)
@given(st.integers(0, 2**31), st.booleans())
def test_errors_are_scikit_learns(name, seed, weighted):
    random = np.random.default_rng(seed)
    y, guess = random.normal(size=(2, 30)) * 100
    weight = random.uniform(0.1, 5, 30) if weighted else None
    expected = getattr(metrics, name)(y, guess, sample_weight=weight)
    assert getattr(fast, name)(y, guess, weight) == pytest.approx(expected, **SAME)


@st.composite
def labelled(draw):
    """Return labels of rows, the probability of each, and weights or None."""
    random = np.random.default_rng(draw(st.integers(0, 2**31)))
    n_rows, n_labels = draw(st.integers(2, 40)), draw(st.integers(2, 4))
    y = random.integers(0, 2, (n_rows, n_labels))
    chances = random.integers(0, draw(st.sampled_from([3, 1000])), (n_rows, n_labels)) / 1000
    weight = random.choice([0.5, 1.0, 3.0], n_rows) if draw(st.booleans()) else None
    return y, chances, weight


@given(labelled())
def test_metrics_of_several_labels_are_scikit_learns(case):
    y, chances, weight = case
    said = (chances > 0.5).astype(int)
    found = fast.accuracy(y, said, weight)
    assert found == pytest.approx(metrics.accuracy_score(y, said, sample_weight=weight), **SAME)
    found = fast.hamming_loss(y, said, weight)
    assert found == pytest.approx(metrics.hamming_loss(y, said, sample_weight=weight), **SAME)
    columns = range(y.shape[1])
    parts = [
        metrics.log_loss(y[:, k], chances[:, k], sample_weight=weight, labels=[0, 1])
        for k in columns
    ]
    assert fast.log_loss(y, chances, weight) == pytest.approx(np.mean(parts), **SAME)
    varied = [k for k in columns if 0 < y[:, k].sum() < len(y)]
    areas = [
        metrics.roc_auc_score(y[:, k], chances[:, k], sample_weight=weight) for k in varied
    ]
    found = fast.roc_auc(y, chances, weight)
    assert found == pytest.approx(np.mean(areas), **SAME) if areas else np.isnan(found)


@pytest.mark.parametrize(
    "name", ["root_mean_squared_error", "mean_squared_error", "mean_absolute_error"]
)
@given(st.integers(0, 2**31), st.booleans())
def test_errors_of_several_numbers_are_the_mean_of_each(name, seed, weighted):
    random = np.random.default_rng(seed)
    y, guess = random.normal(size=(2, 30, 3)) * [1.0, 10.0, 100.0]
    weight = random.uniform(0.1, 5, 30) if weighted else None
    expected = getattr(metrics, name)(y, guess, sample_weight=weight)
    assert getattr(fast, name)(y, guess, weight) == pytest.approx(expected, **SAME)
