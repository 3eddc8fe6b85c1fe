import numpy as np
import pytest
from sklearn.datasets import make_multilabel_classification
from sklearn.ensemble import VotingClassifier, VotingRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import FixedThresholdClassifier
from sklearn.tree import DecisionTreeClassifier

from lepton_automl.explain.blend import (
    AsGiven,
    blend_of,
    by_fold,
    members,
    outputs,
    respond,
    rewrapped,
    unthresholded,
)

A, B = "ridge-0123456789", "ridge-abcdef0123"


def calibrated(model, numbers, y):
    from sklearn.calibration import CalibratedClassifierCV

    rows = np.arange(len(y))
    tuned = CalibratedClassifierCV(
        model, method="temperature", ensemble=False, cv=[(rows, rows)]
    )
    return tuned.fit(numbers.X, y)


def voting(numbers, names, weights):
    pairs = [(name, Ridge(alpha=i + 1.0)) for i, name in enumerate(names)]
    return VotingRegressor(pairs, weights=weights).fit(numbers.X, numbers.X[:, 0])


def test_members_and_weights_make_up_the_prediction(numbers):
    blend = voting(numbers, [A, B], [3.0, 1.0])
    found = sum(w * m.predict(numbers.X) for w, m in members(blend))
    assert found == pytest.approx(blend.predict(numbers.X))
    assert [w for w, _ in members(blend)] == [0.75, 0.25]


def test_a_model_is_its_own_only_member(numbers):
    alone = Ridge().fit(numbers.X, numbers.X[:, 0])
    assert members(alone) == [(1.0, alone)]


def test_a_fold_has_the_members_pipelines_of_that_fold(numbers):
    # A has two folds, B three: their shares are what the weights say, not how many they have.
    names = [f"{A}-0", f"{A}-1", f"{B}-0", f"{B}-1", f"{B}-2"]
    blend = voting(numbers, names, [0.3, 0.3, 0.4 / 3, 0.4 / 3, 0.4 / 3])
    folds = by_fold(blend)
    assert list(folds) == [0, 1, 2]
    parts = [m.predict(numbers.X) for m in blend.estimators_]
    assert folds[0].predict(numbers.X) == pytest.approx(0.6 * parts[0] + 0.4 * parts[2])
    assert folds[1].predict(numbers.X) == pytest.approx(0.6 * parts[1] + 0.4 * parts[3])


@pytest.mark.parametrize("names", [[A, B], ["one", "two"]])
def test_members_fitted_on_all_rows_belong_to_no_fold(numbers, names):
    assert by_fold(voting(numbers, names, [0.5, 0.5])) == {}


def test_a_member_that_has_seen_all_rows_is_left_out_of_every_fold(numbers):
    blend = voting(numbers, [B, f"{A}-0", f"{A}-1"], [0.5, 0.25, 0.25])
    folds = by_fold(blend)
    assert list(folds) == [0, 1]
    for fold in folds:
        expected = blend.estimators_[1 + fold].predict(numbers.X)
        assert folds[fold].predict(numbers.X) == pytest.approx(expected)


def test_threshold_and_calibration_stay_around_another_blend(numbers):
    y = (numbers.X[:, 0] + 0.3 * numbers.X[:, 1] > 0.2).astype(int)
    inner = VotingClassifier([("a", LogisticRegression())], voting="soft").fit(numbers.X, y)
    other = VotingClassifier([("b", LogisticRegression(C=0.01))], voting="soft")
    other.fit(numbers.X, y)
    warm = calibrated(inner, numbers, y)
    tuned = FixedThresholdClassifier(warm, threshold=0.3)
    tuned.estimator_ = warm
    assert unthresholded(tuned) is warm
    assert blend_of(tuned) is warm.calibrated_classifiers_[0].estimator
    given = rewrapped(tuned, other)
    assert blend_of(given) is other
    said = AsGiven(np.array([0, 1]))
    raw = other.predict_proba(numbers.X)
    again = rewrapped(tuned, said)
    assert again.predict_proba(raw) == pytest.approx(given.predict_proba(numbers.X))
    assert (again.predict(raw) == given.predict(numbers.X)).all()
    assert blend_of(tuned) is not other, "the model itself is left as it was"


def test_of_two_classes_the_second_is_explained(numbers):
    y = (numbers.X[:, 0] > 0).astype(int)
    model = LogisticRegression().fit(numbers.X, y)
    found = respond(model, "predict_proba", numbers.X)
    assert (outputs(found, True) == found[:, 1:]).all()
    assert outputs(found, False) is found
    assert respond(Ridge().fit(numbers.X, y), "predict", numbers.X).shape == (50, 1)


def test_a_member_of_several_labels_gives_one_column_for_each():
    X, y = make_multilabel_classification(60, n_classes=3, random_state=0)
    tree = DecisionTreeClassifier(max_depth=3, random_state=0).fit(X, y)
    found = respond(tree, "predict_proba", X)
    expected = np.column_stack([part[:, 1] for part in tree.predict_proba(X)])
    np.testing.assert_array_equal(found, expected)
