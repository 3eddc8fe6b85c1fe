import numpy as np
import pytest

from lepton_automl.errors import InputError
from lepton_automl.report.page.subject import held_out, out_of_fold


def test_test_rows_are_predicted_by_the_model(two):
    found = two.test
    assert (found.source, len(found), found.n_seen) == ("test", 120, 120)
    assert found.prediction == pytest.approx(two.automl.predict_proba(two.X_test))
    labels = np.array(two.subject.task.classes)
    assert (labels[found.y] == two.y_test.to_numpy()).all()
    assert (labels[found.decision] == two.automl.predict(two.X_test)).all()
    assert np.ptp(found.baseline, axis=0) == pytest.approx(0.0)


def test_rows_left_out_are_predicted_by_what_has_not_seen_them(two):
    found, record = two.left_out, two.subject.record
    assert found.source == "out-of-fold"
    assert len(found) == len(record.y)
    again = found.respond(found.columns.X, np.arange(len(found)))
    assert again == pytest.approx(found.prediction)
    seen = two.automl.model_.predict_proba(found.columns.X)
    assert np.abs(seen - again).max() > 1e-3


def test_rows_may_be_predicted_in_any_order(numbers):
    found = numbers.left_out
    at = np.random.default_rng(0).permutation(len(found))[:40]
    said = found.respond(found.columns.take(at).X, at)
    assert said == pytest.approx(found.prediction[at])


def test_a_tuned_threshold_decides_for_rows_left_out_as_well(two):
    from dataclasses import replace

    from sklearn.model_selection import FixedThresholdClassifier

    tuned = FixedThresholdClassifier(two.automl.model_, threshold=0.9)
    tuned.estimator_ = two.automl.model_
    predictor = type(two.subject.predictor)(
        tuned, two.subject.task, two.automl._kinds, baseline=two.automl.baseline_
    )
    subject = replace(two.subject, predictor=predictor)
    for found in (
        out_of_fold(subject, subject.record),
        held_out(subject, two.X_test, two.y_test),
    ):
        assert (found.decision == (found.prediction[:, 1] >= 0.9)).all()


def test_numbers_have_no_decision(numbers):
    assert numbers.test.decision is None
    assert numbers.test.prediction.shape == (120,)


def test_labels_that_were_not_learned_are_refused(two):
    with pytest.raises(InputError, match="'maybe'"):
        held_out(two.subject, two.X_test, two.y_test.replace("no", "maybe"))
