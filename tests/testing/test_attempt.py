"""Fitting a candidate as the search does."""

import numpy as np

from lepton_automl.testing.attempt import build, fit, fit_elsewhere, predict, same
from lepton_automl.testing.data import number_example


def test_a_candidate_is_fitted_here_and_elsewhere_alike(registry):
    spec, example = registry.estimators["gaussian_nb"], number_example("binary", registry)
    here = predict(fit(build(spec, example), example), example)
    model, there = fit_elsewhere(spec, example)
    assert same(here, there)
    assert same(predict(model, example), here)


def test_the_child_does_not_outlive_a_killed_parent(outlives):
    assert not outlives("""
        import os, time
        from lepton_automl.testing.attempt import _child
        if __name__ == "__main__":
            print(_child().submit(os.getpid).result(), flush=True)
            time.sleep(600)
    """)


def test_predictions_are_the_same_to_the_last_bit():
    assert same([1.0, 2.0], np.array([1.0, 2.0]))
    assert not same([1.0], [1.0 + 1e-15])
    one, other, third = (np.array([{"x": v}], dtype=object) for v in (1, 1, 2))
    assert same(one, other)
    assert not same(one, third)
