"""Seeds come from a random state, and leave no trace."""

from __future__ import annotations

import random

import numpy as np
import pytest
from lepton_keras.networks.backend import load_keras
from lepton_keras.networks.seeds import seed_of, seeded


def test_a_generator_gives_another_seed_each_time():
    state = np.random.RandomState(0)

    assert seed_of(state) != seed_of(state)


def draw():
    """Draw within a seed, until something goes wrong."""
    with seeded(load_keras(), 5) as own:
        assert own.randint(10**6) == np.random.RandomState(5).randint(10**6)
        random.random()
        raise RuntimeError("went wrong")


def test_the_states_of_others_are_put_back_even_after_an_error():
    random.seed(1)
    np.random.seed(1)
    before = random.getstate(), np.random.get_state()[1].tolist()

    with pytest.raises(RuntimeError, match="went wrong"):
        draw()

    assert (random.getstate(), np.random.get_state()[1].tolist()) == before
