from __future__ import annotations

import numpy as np
import pytest
from lepton_keras.networks.backend import backend, requirements
from threadpoolctl import threadpool_limits

from lepton_automl._lazy import missing_packages
from lepton_automl.plugin import EstimatorSpec

MISSING = missing_packages(requirements())
NEED_KERAS = ("test_networks", "test_exports", "test_face", "test_board_curves")
OF_TENSORFLOW = ("test_exports_litert", "test_exports_saved_model")
# Keras itself asks PyTorch for arrays in a way that numpy warns of.
THEIRS = "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
NO_BOARD = missing_packages(("tensorboard",))


def pytest_collection_modifyitems(items):
    """Skip the tests of networks where there is nothing that computes them."""
    lack = f"networks need {', '.join(MISSING)}: pip install lepton-keras[tensorflow]"
    for item in items:
        if item.path.parent.parent.name == "lepton-keras":
            item.add_marker(pytest.mark.filterwarnings(THEIRS))
        if MISSING and item.path.name.startswith(NEED_KERAS):
            item.add_marker(pytest.mark.skip(reason=lack))
        if backend() != "tensorflow" and item.path.name.startswith(OF_TENSORFLOW):
            told = f"Keras computes with {backend()!r}; these formats are TensorFlow's"
            item.add_marker(pytest.mark.skip(reason=told))
        if NO_BOARD and item.path.name.startswith("test_board"):
            item.add_marker(pytest.mark.skip(reason="no tensorboard: pip install tensorboard"))


@pytest.fixture(autouse=True)
def one_thread():
    with threadpool_limits(1):
        yield


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def events():
    """Return a function that reads a run's events back: scalars by name, and the rest."""

    def read(folder):
        from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

        found = EventAccumulator(str(folder)).Reload()
        scalars = {
            name: [(event.step, event.value) for event in found.Scalars(name)]
            for name in found.Tags()["scalars"]
        }
        return scalars, found

    return read


@pytest.fixture
def needs():
    """Return what a kind is told of an estimator."""

    def make(**claims):
        return EstimatorSpec("e", "x:y", {"multiclass"}, **claims)

    return make


@pytest.fixture(scope="session")
def digits():
    """Return 300 digits as images of 8 by 8, and which digit each is."""
    from lepton_keras.datasets.bundled import digits_images

    X, y = digits_images()
    return X[:300], y.to_numpy()[:300]


@pytest.fixture(scope="session")
def trained(digits):
    """Return a small network that has learned 200 digits."""
    from lepton_keras.networks.classifier import KerasClassifier
    from lepton_keras.networks.image import ImageNetwork

    X, y = digits
    network = ImageNetwork(width=8, depth=2, dense=32, augment="none")
    model = KerasClassifier(network, epochs=12, learning_rate=0.01, n_jobs=1, random_state=0)
    return model.fit(X[:200], np.array([f"digit {label}" for label in y[:200]]))


@pytest.fixture(scope="session")
def voted(trained, digits):
    """Return an ensemble as a search leaves it, of one network twice, and its task."""
    from lepton_keras.images.uniform import UniformImages
    from sklearn.ensemble import VotingClassifier
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import LabelEncoder

    from lepton_automl.plugin import Input, Task
    from lepton_automl.task import Schema

    prepare = UniformImages().fit(digits[0][:200, ..., None])
    member = Pipeline([("prepare", prepare), ("estimator", trained)])
    vote = VotingClassifier([("a", member), ("b", member)], voting="soft", weights=[3.0, 1.0])
    vote.estimators_, vote.le_ = [member, member], LabelEncoder().fit(trained.classes_)
    vote.classes_ = trained.classes_
    schema = Schema("array", (Input(None, "image", width=64),))
    return vote, Task("multiclass", schema, 200, classes=tuple(trained.classes_.tolist()))


@pytest.fixture(scope="session")
def images(digits):
    """Return images as `fit` hands them to estimators, which were not learned from."""
    return digits[0][200:, ..., None]
