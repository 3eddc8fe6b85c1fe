"""Same seed and trials, same result: to the bit, with any workers, after any kill."""

import os
import signal
import subprocess
import sys
import time
from textwrap import dedent

import numpy as np
import pytest

from lepton_automl import LeptonAutoML

NAMES = ["logistic_regression", "sgd", "gaussian_nb", "k_neighbors"]

FIT = dedent("""
    import sys
    import numpy as np
    from sklearn.datasets import make_classification
    from lepton_automl import LeptonAutoML

    X, y = make_classification(300, 6, n_informative=4, random_state=0)
    automl = LeptonAutoML(
        n_trials=10, time_budget=None, random_state=0, verbose=0, run_dir=sys.argv[1],
        estimators=["logistic_regression", "random_forest", "gaussian_nb", "k_neighbors"],
    ).fit(X, y)
    np.save(sys.argv[2], automl.predict_proba(X))
""")


@pytest.fixture(scope="module")
def table():
    from sklearn.datasets import make_classification

    return make_classification(300, 6, n_informative=4, random_state=0)


def test_the_number_of_workers_changes_nothing(table):
    X, y = table
    found = [
        LeptonAutoML(
            time_budget=None, n_trials=8, estimators=NAMES, random_state=0, verbose=0, **how
        ).fit(X, y)
        for how in ({"n_jobs": 1}, {"n_jobs": 2}, {"executor": "inline"})
    ]
    proba = [model.predict_proba(X) for model in found]
    assert np.array_equal(proba[0], proba[1])
    assert np.array_equal(proba[0], proba[2])
    assert found[0].weights_ == found[1].weights_


def test_another_seed_gives_another_result(table):
    X, y = table
    proba = [
        LeptonAutoML(
            time_budget=None,
            n_trials=2,
            estimators=["sgd"],
            executor="inline",
            random_state=seed,
            verbose=0,
        )
        .fit(X, y)
        .predict_proba(X)
        for seed in (0, 1)
    ]
    assert not np.array_equal(*proba)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_run_killed_again_and_again_ends_as_if_it_had_not_been(tmp_path):
    script = tmp_path / "fit.py"
    script.write_text(FIT)

    def start(name):
        command = [
            sys.executable,
            str(script),
            str(tmp_path / name),
            str(tmp_path / f"{name}.npy"),
        ]
        return subprocess.Popen(command)

    assert start("whole").wait() == 0
    rng = np.random.default_rng()
    written: dict[str, float] = {}
    for _ in range(6):
        process = start("killed")
        time.sleep(rng.uniform(3.0, 7.0))
        process.kill()
        if process.wait() == 0:
            break
        for path in (tmp_path / "killed" / "folds").rglob("*.json"):
            modified = path.stat().st_mtime
            assert written.setdefault(str(path), modified) == modified, "a fold was repeated"
    assert start("killed").wait() == 0
    for path, modified in written.items():
        assert os.stat(path).st_mtime == modified  # noqa: PTH116 - paths as text are keys
    whole, killed = (np.load(tmp_path / f"{name}.npy") for name in ("whole", "killed"))
    assert np.array_equal(whole, killed)


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ on Windows")
def test_ctrl_c_keeps_the_best_so_far(tmp_path):
    script = tmp_path / "fit.py"
    script.write_text(
        dedent("""
        import time
        from sklearn.datasets import make_classification
        from lepton_automl import LeptonAutoML
        X, y = make_classification(300, 6, random_state=0)
        started = time.monotonic()
        automl = LeptonAutoML(time_budget=300, random_state=0, verbose=1).fit(X, y)
        print(automl.history_.interrupted, automl.score(X, y) > 0.7)
        print(time.monotonic() - started < 100)
    """)
    )
    process = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    for line in process.stderr:  # wait for a model, not for a time
        if "best roc_auc 0.8" in line or "best roc_auc 0.9" in line:
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert out.split() == ["True", "True", "True"], err
