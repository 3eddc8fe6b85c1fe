"""Parameters side by side become networks."""

from __future__ import annotations

import inspect

import pytest
from lepton_keras.networks import make
from sklearn.base import clone


@pytest.mark.parametrize("name", make.__all__)
def test_what_is_made_can_be_cloned_and_has_the_parameters(name):
    function = getattr(make, name)
    asked = {"dropout": 0.25, "learning_rate": 1e-3, "max_seconds": 5, "random_state": 3}

    found = clone(function(**asked))

    assert found.network.dropout == 0.25
    assert {k: getattr(found, k) for k in list(asked)[1:]} == dict(list(asked.items())[1:])
    assert found.tensorboard_dir is None
    told = function(tensorboard_dir="logs", fit_name="a/fold_1")
    assert told.tensorboard_dir == "logs/a/fold_1"
    assert "n_jobs" in inspect.signature(function).parameters


def test_what_nobody_takes_is_refused():
    with pytest.raises(TypeError, match="colour"):
        make.text_classifier(colour="red")
