"""An estimator says how a search takes it."""

from __future__ import annotations

from lepton_keras.networks.classifier import KerasClassifier
from lepton_keras.networks.image import ImageNetwork
from lepton_keras.networks.regressor import KerasRegressor
from lepton_keras.networks.spec import spec_of


def test_an_architecture_says_its_kind_and_the_estimator_its_tasks():
    spec = spec_of(KerasClassifier(ImageNetwork()))

    assert spec.accepts == {"image"}
    assert spec.tasks == {"binary", "multiclass"}
    assert spec_of(KerasRegressor(ImageNetwork())).tasks == {"regression"}


def test_what_the_search_says_is_heeded_but_no_more_time_than_the_user_gave():
    make = spec_of(KerasClassifier(epochs=4, max_seconds=30)).estimator

    found = make(random_state=5, max_seconds=100, n_jobs=1)

    assert (found.epochs, found.random_state, found.n_jobs) == (4, 5, 1)
    assert found.max_seconds == 30
    assert make(max_seconds=10).max_seconds == 10


def test_each_fit_of_a_search_has_a_folder_of_its_own(tmp_path):
    make = spec_of(KerasClassifier(tensorboard_dir=tmp_path)).estimator

    found = make(fit_name="mine-1/fold_2", tensorboard_dir="of the search")

    assert found.tensorboard_dir == str(tmp_path / "mine-1" / "fold_2")
    assert spec_of(KerasClassifier()).estimator().tensorboard_dir is None
