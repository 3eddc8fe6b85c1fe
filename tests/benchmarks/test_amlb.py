from __future__ import annotations

import importlib.util
import sys
import types
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks" / "amlb" / "extensions" / "lepton_automl"


@pytest.fixture
def execute(monkeypatch):
    """Return `exec.py` beside stand-ins for what the AutoML benchmark puts on its path."""

    class Timer:
        duration = 0.0

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.duration = 1.0

    callee = types.ModuleType("frameworks.shared.callee")
    callee.call_run = lambda run: None
    callee.result = lambda **values: values
    callee.measure_inference_times = lambda infer, rows: {n: len(infer(x)) for n, x in rows}
    utils = types.ModuleType("frameworks.shared.utils")
    utils.Timer = Timer
    for name in ("frameworks", "frameworks.shared"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    monkeypatch.setitem(sys.modules, "frameworks.shared.callee", callee)
    monkeypatch.setitem(sys.modules, "frameworks.shared.utils", utils)
    spec = importlib.util.spec_from_file_location("amlb_exec", FOLDER / "exec.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ask(problem, y, metric, **more):
    X = pd.DataFrame({"x": np.arange(len(y)), "c": pd.Categorical(["a", "b"] * (len(y) // 2))})
    part = SimpleNamespace(X=X, y=pd.DataFrame({"target": y}))
    dataset = SimpleNamespace(train=part, test=part, problem_type=problem)
    dataset.inference_subsample_files = []
    kind = "regression" if problem == "regression" else "classification"
    params = {"n_trials": 2, "verbose": 0, "_n_jobs": 1, **more}
    config = SimpleNamespace(metric=metric, type=kind, max_runtime_seconds=60, cores=2, seed=1)
    config.framework_params, config.output_predictions_file = params, "predictions.csv"
    config.measure_inference_time = problem == "binary"
    return dataset, config


def test_classes_come_with_probabilities_and_their_labels(execute):
    labels = pd.Categorical(["no", "yes"] * 20)
    answer = execute.run(*ask("binary", labels, "auc"))
    assert answer["probabilities_labels"] == ["no", "yes"]
    assert answer["probabilities"].shape == (40, 2)
    assert set(answer["predictions"]) <= {"no", "yes"}
    assert answer["predictions"].dtype.kind == "U"  # nothing that has to be pickled
    assert answer["inference_times"]["df"] == {1: 1}
    assert answer["models_count"] >= 2


def test_values_come_without(execute):
    answer = execute.run(*ask("regression", np.linspace(0, 1, 40), "rmse"))
    assert answer["probabilities"] is None
    assert len(answer["predictions"]) == 40


def test_metrics_are_known_to_lepton(execute):
    from sklearn.metrics import get_scorer_names

    assert set(execute.METRICS.values()) <= set(get_scorer_names())
