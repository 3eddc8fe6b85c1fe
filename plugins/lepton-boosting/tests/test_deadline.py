"""A fit ends by itself in time and within memory, and what it has learned by then is of use."""

import subprocess
import sys
import time

import lepton_boosting
import numpy as np
import pytest

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(3000, 20))
Y = 10 + X[:, 0] * X[:, 1] + 0.1 * RANDOM.normal(size=3000)
assert Y.min() > 0


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


WIDE = """
import resource, sys
import numpy as np
from lepton_boosting import LightGBMClassifier
X = np.random.default_rng(0).normal(size=(1200, 12_000)).astype(np.float32)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
model = LightGBMClassifier(n_estimators=1, num_leaves=200, min_child_samples=2)
model.fit(X, X[:, 0] * X[:, 1] > 0)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in KiB on Linux")
def test_many_leaves_of_many_columns_do_not_take_gigabytes():
    answer = subprocess.run([sys.executable, "-c", WIDE], capture_output=True, check=True)
    assert int(answer.stdout) < 1200  # MiB; a histogram of each leaf would take 2300
