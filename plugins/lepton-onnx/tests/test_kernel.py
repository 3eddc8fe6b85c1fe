import numpy as np
import pytest
from lepton_onnx import kernel
from sklearn.calibration import CalibratedClassifierCV
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC, SVR

from lepton_automl.plugin import ExportError


@pytest.mark.parametrize("shape", ["ovr", "ovo"])
@pytest.mark.parametrize("n_classes", [2, 4])
def test_machines_with_a_kernel_are_the_same(shape, n_classes, numbers, agree, rng):
    X, *_, strange = numbers
    y = np.digitize(X[:, 0] + 0.3 * rng.normal(size=len(X)), np.linspace(-1, 1, n_classes - 1))
    model = CalibratedClassifierCV(
        SVC(decision_function_shape="ovr" if n_classes > 2 else shape), ensemble=False, cv=3
    )
    agree(model.fit(X, y), strange, atol=1e-8)


@pytest.mark.parametrize("gamma", ["scale", 0.5])
def test_values_of_a_kernel_are_the_same(gamma, numbers, agree):
    X, value, *_, strange = numbers
    agree(SVR(gamma=gamma).fit(X, value), strange, atol=1e-8)


def test_an_approximated_kernel_is_the_same(numbers, agree):
    X, value, *_, strange = numbers
    agree(
        make_pipeline(Nystroem(n_components=20, random_state=0), Ridge()).fit(X, value), strange
    )


def test_other_kernels_are_refused(numbers, written):
    X, value, *_ = numbers
    with pytest.raises(ExportError, match="kernel 'poly'; only 'rbf' is known"):
        written(SVR(kernel="poly").fit(X, value), X)


def test_too_many_rows_are_refused(numbers, written, monkeypatch):
    monkeypatch.setattr(kernel, "MOST", 10)
    X, value, *_ = numbers
    with pytest.raises(ExportError, match="too many for one file"):
        written(SVR().fit(X, value), X)
