"""What is said of the networks is true."""

from __future__ import annotations

import re

import numpy as np
import pytest
from lepton_keras.kinds import KINDS
from lepton_keras.networks.backend import backend
from lepton_keras.offers import networks

from lepton_automl.space import contains
from lepton_automl.testing import spec_checks
from lepton_automl.testing.data import targets

TASKS = ("binary", "multiclass", "regression")
# What is one code for all networks is looked at by day with tables alone.
SLOW = re.compile(
    r"-(corners|opening_fits|repeatable|worker)-"
    r"|keras_(image|sequence|text)-(sample_weight|validation)-|-(sample_weight|validation)-regression"
    r"|keras_(sequence|text)-predictions-(binary|regression)|keras_sequence-predictions"
    r"|keras_table-predictions-(binary|regression)-(table|category|array)"
    r"|keras_sequence-deadline-regression|keras_image-predictions-(binary|regression)"
    r"|keras_table-predictions-multiclass-(number|text|category)|keras_table-.*-regression-text"
    r"|keras_table-sample_weight-multiclass|keras_(image|sequence|text)-pruning|-pruning-regression"
)
# These ask for the form of predictions, not for good ones.
FORM = re.compile(r"-(corners|opening_fits|predictions|repeatable)-")
PRUNING = re.compile(r"-pruning-")  # of a few epochs as well as of many
DEADLINE = re.compile(r"-deadline-")
COMPILED = pytest.mark.skipif(
    backend() == "jax",
    reason="JAX compiles each operation when it is first met: seconds that nothing can end",
)
ROUNDED = re.compile(r"keras_text-repeatable-")
OTHERWISE = pytest.mark.xfail(
    backend() == "tensorflow",
    reason="oneDNN rounds convolutions otherwise from one fit to the next, in the eighth digit",
    strict=False,
)
LONG = [pytest.mark.slow, pytest.mark.timeout(600)]  # each corner is a network to compile


def images(y):
    """Return images whose light has something to do with y."""
    rng = np.random.default_rng(0)
    codes = np.unique(y, return_inverse=True)[1] / len(np.unique(y))
    found = rng.random((len(y), 8, 8, 1)) * 100 + 100 * codes[:, None, None, None]
    return found.astype(np.uint8)


def sequences(y):
    """Return ragged sequences whose speed has something to do with y."""
    rng = np.random.default_rng(0)
    codes = np.unique(y, return_inverse=True)[1] / len(np.unique(y))
    found = np.empty(len(y), dtype=object)
    for i, code in enumerate(codes):
        steps = np.arange(rng.integers(12, 20))
        found[i] = np.column_stack([np.sin((0.3 + code) * steps), rng.normal(size=len(steps))])
    return found


EXAMPLES = {"keras_image": images, "keras_sequence": sequences}


def checks():
    for spec in networks():
        make = EXAMPLES.get(spec.name)
        given = None if make is None else {t: (make(targets(t)), targets(t)) for t in TASKS}
        found = spec_checks([spec, *KINDS], given)
        for check in found:
            if check.name.startswith(spec.name):
                slow = LONG if SLOW.search(check.name) else []
                late = [COMPILED] if DEADLINE.search(check.name) else []
                last = [OTHERWISE] if ROUNDED.search(check.name) else []
                yield pytest.param(check, id=check.name, marks=[*slow, *late, *last])


@pytest.mark.parametrize("check", list(checks()))
def test_what_is_said_of_networks_is_true(check, monkeypatch):
    if FORM.search(check.name):
        monkeypatch.setattr("lepton_keras.networks.estimator.epochs_for", lambda *_: 2)
    elif PRUNING.search(check.name):
        monkeypatch.setattr("lepton_keras.networks.estimator.epochs_for", lambda *_: 4)
    check()


def test_gpus_are_wanted_alone(monkeypatch):
    monkeypatch.setattr("lepton_keras.offers.gpu_is_there", lambda: True)

    assert all(spec.alone for spec in networks())


def test_on_a_gpu_images_are_learned_by_large_networks_first(monkeypatch):
    small = next(s for s in networks() if s.name == "keras_image")
    monkeypatch.setattr("lepton_keras.offers.gpu_is_there", lambda: True)
    large = next(s for s in networks() if s.name == "keras_image")

    assert large.opening[0]["width"] > max(given["width"] for given in small.opening)
    assert [contains(large.space, given) for given in large.opening] == [None, None, None]
