"""A temperature or steps: whichever helps more on other folds, and neither if none does."""

import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import VotingClassifier
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score

from lepton_automl.budget import Budget, Clock
from lepton_automl.ensemble.calibrate import calibrate, calibrated
from lepton_automl.ensemble.predicted import Predicted
from lepton_automl.score import fast

FOREVER = Clock(Budget(trials=1))
RNG = np.random.default_rng(0)
N = 4000
X = RNG.normal(size=(N, 3))


def loss(y, prediction, weight=None):
    return -fast.log_loss(y, prediction, weight)


def area(y, prediction, weight=None):
    return fast.roc_auc(y, prediction, weight)


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def drawn(chances):
    """Return classes drawn by their chances."""
    return (chances.cumsum(axis=1) > RNG.random((len(chances), 1))).argmax(axis=1)


def parts(y, said, weight=None, n_folds=5):
    return [
        Predicted(
            y[i::n_folds], said[i::n_folds], None if weight is None else weight[i::n_folds]
        )
        for i in range(n_folds)
    ]


def model(y):
    return VotingClassifier([("a", LogisticRegression())], voting="soft").fit(X, y)


def bent(n_classes):
    """Return classes, and probabilities that are wrong in a way no temperature mends."""
    true = softmax(RNG.normal(size=(N, n_classes)) * 1.5)
    said = true.copy()
    said[:, 0] = 0.2 + 0.4 * true[:, 0]
    rest = said[:, 1:] / said[:, 1:].sum(axis=1, keepdims=True)
    said[:, 1:] = rest * (1 - said[:, [0]])
    return drawn(true), said


@pytest.mark.parametrize("n_classes", [2, 3])
def test_steps_are_taken_where_no_temperature_helps(n_classes):
    y, said = bent(n_classes)
    folds = parts(y, said)
    tuned = calibrate(model(y), folds, np.arange(n_classes), loss, FOREVER)
    assert isinstance(tuned, CalibratedClassifierCV)
    assert isinstance(tuned.calibrated_classifiers_[0].calibrators[0], IsotonicRegression)
    after = Predicted.joined(calibrated(tuned, folds))
    assert log_loss(after.y, after.prediction) < log_loss(y, said) - 0.01
    probabilities = tuned.predict_proba(X)
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(N))
    assert 0 < probabilities.min() < probabilities.max() < 1


def test_a_temperature_is_enough_where_all_is_too_sure():
    true = softmax(RNG.normal(size=(N, 3)))
    y, said = drawn(true), softmax(4 * np.log(true))
    tuned = calibrate(model(y), parts(y, said), np.array(["a", "b", "c"]), loss, FOREVER)
    (inner,) = tuned.calibrated_classifiers_
    assert inner.calibrators[0].beta_ == pytest.approx(0.25, abs=0.03)
    assert tuned.classes_.tolist() == ["a", "b", "c"]


def test_honest_probabilities_stay_nearly_as_they_are():
    true = softmax(RNG.normal(size=(N, 2)))
    y = drawn(true)
    folds = parts(y, true)
    after = Predicted.joined(
        calibrated(calibrate(model(y), folds, [0, 1], loss, FOREVER), folds)
    )
    said = Predicted.joined(folds).prediction
    assert np.abs(after.prediction - said).mean() < 0.02


def test_steps_do_not_cost_ranks_where_ranks_are_scored():
    y, said = bent(2)
    # Steps make ties, so the area under the curve would fall a little.
    tuned = calibrate(model(y), parts(y, said), np.arange(2), area, FOREVER)
    after = Predicted.joined(calibrated(tuned, parts(y, said)))
    before = Predicted.joined(parts(y, said))
    assert roc_auc_score(before.y, after.prediction[:, 1]) >= roc_auc_score(
        before.y, before.prediction[:, 1]
    )


def test_few_rows_are_not_given_steps():
    y, said = bent(2)
    folds = parts(y[:500], said[:500])
    tuned = calibrate(model(y), folds, np.arange(2), loss, FOREVER)
    if isinstance(tuned, CalibratedClassifierCV):
        assert hasattr(tuned.calibrated_classifiers_[0].calibrators[0], "beta_")


def test_weights_decide_what_is_honest():
    true = softmax(RNG.normal(size=(N, 2)))
    y = drawn(true)
    weight = np.where(y == 1, 8.0, 1.0)
    folds = parts(y, true, weight)
    tuned = calibrate(model(y), folds, np.arange(2), loss, FOREVER)
    after = Predicted.joined(calibrated(tuned, folds))
    share = np.average(after.y == 1, weights=after.weight)
    said = np.average(after.prediction[:, 1], weights=after.weight)
    assert said == pytest.approx(share, abs=0.03)


def test_a_class_that_was_never_seen_leaves_the_model_alone():
    y = np.zeros(N, dtype=int)
    plain = object()
    assert calibrate(plain, parts(y, np.full((N, 2), 0.5)), [0, 1], loss, FOREVER) is plain


@pytest.mark.parametrize("rows", [[0], [0, 5], [0, 15]])
def test_a_class_that_one_part_holds_alone_leaves_the_model_as_it_is(rows):
    chances = softmax(2 * X)
    y = np.minimum(drawn(chances), 1)
    y[rows] = 2
    plain = model(y)

    found = calibrate(plain, parts(y, softmax(8 * X)), np.arange(3), loss, FOREVER)

    assert found is plain


def test_what_is_not_calibrated_is_said_as_it_was():
    y, said = bent(2)
    folds = parts(y, said)
    assert calibrated(model(y), folds) == folds
