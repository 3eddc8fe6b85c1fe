"""Chance in Keras, all from one seed, without a trace in anybody else's random state."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from sklearn.utils import check_random_state

__all__ = ["seed_of", "seeded"]


def seed_of(random_state: Any) -> int:
    """Return a seed for one fit.

    Examples
    --------
    >>> seed_of(3) == seed_of(3) != seed_of(4)
    True
    """
    return int(check_random_state(random_state).randint(2**31 - 1))


@contextmanager
def seeded(keras: Any, seed: int) -> Iterator[np.random.RandomState]:
    """Seed Keras and its backend; give a generator for what is drawn outside of them.

    Keras takes the seeds of layers from the standard library's generator, which is put back.
    """
    before, numpy_before = random.getstate(), np.random.get_state()
    try:
        keras.utils.set_random_seed(seed)
        yield np.random.RandomState(seed)
    finally:
        random.setstate(before)
        np.random.set_state(numpy_before)
