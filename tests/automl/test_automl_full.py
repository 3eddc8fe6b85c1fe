"""A disk that takes no more ends a search, and nothing that was found is lost."""

import subprocess
import sys

import pytest

# No file may be larger: to those who write it is as if the disk were full.
PROGRAM = """
import resource, sys, warnings
import numpy as np
from lepton_automl import LeptonAutoML
from lepton_automl.errors import InputError

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 4))
    y = (X[:, 0] + rng.normal(size=300) > 0).astype(int)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
    automl = LeptonAutoML(
        time_budget=None, n_trials=3, estimators=["gaussian_nb", "random_forest"],
        run_dir=sys.argv[2], n_jobs=1, verbose=0, random_state=0,
    )
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            automl.fit(X, y)
        except InputError as error:
            print("refused:", error)
        else:
            print({c.estimator for c in automl.weights_}, automl.score(X, y) > 0.6)
            print({t.candidate.estimator: t.error for t in automl.history_})
    print(*(w.message for w in told), sep="\\n")
"""


def _run(most, run_dir):
    words = [sys.executable, "-c", PROGRAM, str(most), str(run_dir)]
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=120).stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits of files' sizes")
def test_a_full_disk_ends_the_search_and_the_best_until_then_is_kept(tmp_path):
    said = _run(100_000, tmp_path / "run")

    assert "{'gaussian_nb'} True" in said
    assert "The search ended early, with the best until then" in said
    assert f"run_dir={str(tmp_path / 'run')!r} cannot be written: File too large" in said
    assert "'random_forest': None" in said  # it may be tried again
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits of files' sizes")
def test_a_disk_that_is_full_from_the_beginning_is_refused_in_words(tmp_path):
    said = _run(2_000, tmp_path / "run")

    assert "refused: run_dir=" in said
    assert "cannot be written: File too large. Give another folder, or make room." in said
