import numpy as np
import pytest
from lepton_onnx.artifact import build
from lepton_onnx.model import OnnxClassifier, OnnxModel
from lepton_onnx.quantize import quantized
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC

from lepton_automl.plugin import ExportError

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


@pytest.fixture
def network(numbers):
    X, _, _, three, _ = numbers
    return MLPClassifier((64, 32), max_iter=60, random_state=0).fit(X, three)


def test_a_network_is_a_fraction_of_its_size_and_nearly_the_same(network, numbers, task_for):
    X, *_ = numbers
    task = task_for(X, network.classes_)
    file = build(network, task).model()
    small = quantized(file, "int8")
    assert small.ByteSize() < 0.4 * file.ByteSize()
    found = OnnxClassifier(small.SerializeToString(), task).predict_proba(X)
    apart = np.abs(found - network.predict_proba(X)).max()
    assert 0 < apart < 0.05


def test_the_file_itself_is_left_as_it_is(network, numbers, task_for):
    X, *_ = numbers
    file = build(network, task_for(X, network.classes_)).model()
    before = file.SerializeToString()
    quantized(file, "int8")
    assert file.SerializeToString() == before


def test_weights_of_zero_stay_zero(task_for, rng):
    X = rng.normal(size=(50, 600))
    model = MLPClassifier((8,), max_iter=2, random_state=0).fit(X, X[:, 0] > 0)
    model.coefs_[0][:, 3] = 0.0
    task = task_for(X, model.classes_)
    small = quantized(build(model, task).model(), "int8")
    found = OnnxClassifier(small.SerializeToString(), task).predict_proba(X)
    assert np.isfinite(found).all()


@pytest.mark.parametrize("model", [Ridge(), RandomForestRegressor(5, random_state=0)], ids=str)
def test_what_does_not_gain_is_told_so(model, numbers, task_for):
    X, value, *_ = numbers
    file = build(model.fit(X, value), task_for(X)).model()
    with pytest.raises(ExportError, match="would not gain from 'int8'.*Leave out --quantize"):
        quantized(file, "int8")
    assert OnnxModel(file.SerializeToString(), task_for(X)).predict(X).shape == (200,)


def test_a_kernel_of_rounded_rows_is_nearly_the_same(rng, task_for):
    X = rng.normal(size=(200, 20))
    model = CalibratedClassifierCV(SVC(), cv=2, ensemble=False).fit(X, X[:, 0] > 0)
    task = task_for(X, model.classes_)
    file = build(model, task).model()
    found = OnnxClassifier(quantized(file, "int8").SerializeToString(), task)
    assert np.abs(found.predict_proba(X) - model.predict_proba(X)).max() < 0.05


def test_another_word_is_refused(network, numbers, task_for):
    X, *_ = numbers
    file = build(network, task_for(X, network.classes_)).model()
    with pytest.raises(ExportError, match="quantize='int4' is not known for ONNX; use 'int8'"):
        quantized(file, "int4")


def test_layers_of_keras_are_a_quarter_of_their_size(keras, rng):
    from lepton_onnx.graph import FLOAT, Graph
    from lepton_onnx.keras.follow import followed
    from lepton_onnx.keras.tensor import Tensor
    from lepton_onnx.model import session

    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((12, 8)),
            layers.Conv1D(32, 3, padding="same", activation="relu"),
            layers.Bidirectional(layers.GRU(24)),
            layers.Dense(16, "softmax"),
        ]
    )
    graph, x = Graph(), rng.normal(size=(20, 12, 8)).astype(np.float32)
    given = Tensor(graph.input("X", FLOAT, [None, 12, 8]), (None, 12, 8))
    graph.output("found", followed(model, graph, given).name, FLOAT, [None, 16])
    file = graph.model()
    small = quantized(file, "int8")
    assert small.ByteSize() < 0.4 * file.ByteSize()
    exact, found = (
        session(f.SerializeToString()).run(None, {"X": x})[0] for f in (file, small)
    )
    assert 0 < np.abs(found - exact).max() < 0.02
