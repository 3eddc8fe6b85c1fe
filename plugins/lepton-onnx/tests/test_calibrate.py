import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from lepton_automl.ensemble.calibrate import _around, _fitted
from lepton_automl.ensemble.predicted import Predicted

MODELS = [RandomForestClassifier(8, max_depth=4, random_state=0), LinearSVC(random_state=0)]


@pytest.mark.parametrize("method", ["sigmoid", "isotonic", "temperature"])
@pytest.mark.parametrize("model", MODELS, ids=lambda m: type(m).__name__)
@pytest.mark.parametrize("classes", ["two", "three"])
def test_calibrated_probabilities_are_the_same(method, model, classes, numbers, agree):
    X, _, two, three, strange = numbers
    calibrated = CalibratedClassifierCV(model, method=method, cv=3, ensemble=classes == "two")
    agree(calibrated.fit(X, two if classes == "two" else three), strange)


@pytest.mark.parametrize("method", ["isotonic", "temperature"])
@pytest.mark.parametrize("classes", ["two", "three"])
def test_the_calibration_of_an_ensemble_is_the_same(method, classes, numbers, agree):
    X, _, two, three, strange = numbers
    y = two if classes == "two" else three
    model = LogisticRegression().fit(X, y)
    known = Predicted(np.unique(y, return_inverse=True)[1], model.predict_proba(X))
    calibration = _fitted(method, known, len(model.classes_))
    agree(_around(model, calibration, model.classes_), strange)


def test_steps_of_a_single_height_are_the_same(agree):
    X = np.arange(60.0)[:, None]
    y = np.tile([0, 1], 30)
    model = CalibratedClassifierCV(
        RandomForestClassifier(3, max_depth=1, random_state=0), method="isotonic", cv=2
    )
    agree(model.fit(X, y), X)
