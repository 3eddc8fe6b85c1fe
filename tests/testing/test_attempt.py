"""Fitting a candidate as the search does."""

import os
import subprocess
import sys
from textwrap import dedent

import numpy as np
import psutil

from lepton_automl.testing.attempt import build, fit, fit_elsewhere, predict, same
from lepton_automl.testing.data import number_example


def test_a_candidate_is_fitted_here_and_elsewhere_alike(registry):
    spec, example = registry.estimators["gaussian_nb"], number_example("binary", registry)
    here = predict(fit(build(spec, example), example), example)
    model, there = fit_elsewhere(spec, example)
    assert same(here, there)
    assert same(predict(model, example), here)


def test_the_child_does_not_outlive_a_killed_parent():
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            dedent("""
            import os, time
            from lepton_automl.testing.attempt import _child
            print(_child().submit(os.getpid).result(), flush=True)
            time.sleep(600)
            """),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    child = psutil.Process(int(parent.stdout.readline()))
    assert child.pid not in (parent.pid, os.getpid())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    gone, _ = psutil.wait_procs([child], timeout=20)
    assert gone


def test_predictions_are_the_same_to_the_last_bit():
    assert same([1.0, 2.0], np.array([1.0, 2.0]))
    assert not same([1.0], [1.0 + 1e-15])
    one, other, third = (np.array([{"x": v}], dtype=object) for v in (1, 1, 2))
    assert same(one, other)
    assert not same(one, third)
