"""A fit ends by itself in time, and what it has learned by then is of use."""

import time

import lepton_boosting
import numpy as np
import pytest

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(3000, 20))
Y = X[:, 0] * X[:, 1] + 0.1 * RANDOM.normal(size=3000)


@pytest.mark.parametrize("name", [n for n in lepton_boosting.__all__ if "Regressor" in n])
@pytest.mark.parametrize("watched", [True, False])
def test_it_stops_by_itself(name, watched):
    held = {"X_val": X[2000:], "y_val": Y[2000:]} if watched else {}
    model = getattr(lepton_boosting, name)(
        n_estimators=5000, learning_rate=0.001, max_seconds=1.0, random_state=0
    )
    started = time.monotonic()
    model.fit(X[:2000], Y[:2000], **held)
    # Far from the minutes that all rounds take; how close to the second depends on the machine.
    assert time.monotonic() - started < 10
    assert 1 <= model.refit_params_["n_estimators"] < 5000
    assert np.corrcoef(model.predict(X[2000:]), Y[2000:])[0, 1] > 0.1
