import sys
import time
from types import SimpleNamespace

import numpy as np
import pytest

from lepton_automl.plugin import Input, Task
from lepton_automl.report import evaluate
from lepton_automl.report.evaluate import FEWEST, MOST_ROWS
from lepton_automl.score import make_score
from lepton_automl.task import Schema

BINARY = (
    "roc_auc",
    "neg_log_loss",
    "accuracy",
    "balanced_accuracy",
    "f1",
    "f1_macro",
    "f1_weighted",
    "precision",
    "recall",
    "matthews_corrcoef",
    "average_precision",
    "neg_brier_score",
)


def task(kind="binary", classes=("no", "yes")):
    schema = Schema("array", (Input(None, "number", 2),))
    return Task(kind, schema, n_rows=10, classes=classes)


@pytest.fixture
def score(registry):
    return lambda name, kind="binary": make_score(name, registry.tasks[kind], registry)


def binary(n_rows, seed=0):
    random = np.random.default_rng(seed)
    y = random.integers(0, 2, size=n_rows)
    p = np.clip(0.5 + 0.2 * (2 * y - 1) + random.normal(scale=0.25, size=n_rows), 0.01, 0.99)
    return y, np.c_[1 - p, p], np.full((n_rows, 2), 0.5)


def test_values_are_the_scores_and_the_baselines(score):
    y, ours, trivial = binary(500)
    found = evaluate(y, ours, trivial, task(), [score("roc_auc"), score("accuracy")])
    assert found.columns.tolist() == ["metric", "value", "low", "high", "baseline", "note"]
    assert found["metric"].tolist() == ["roc_auc", "accuracy"]
    assert found["value"].tolist() == [score("roc_auc")(y, ours), score("accuracy")(y, ours)]
    assert found["baseline"][0] == 0.5
    assert ((found["low"] < found["value"]) & (found["value"] < found["high"])).all()
    assert found["note"].tolist() == ["", ""]


def test_the_same_seed_gives_the_same_interval(score):
    y, ours, trivial = binary(200)
    arguments = (y, ours, trivial, task(), [score("accuracy")])
    first, again = evaluate(*arguments), evaluate(*arguments)
    assert first.equals(again)
    assert not first.equals(evaluate(*arguments, random_state=1))


@pytest.mark.parametrize("n_rows", [400, 4 * MOST_ROWS])
def test_the_interval_of_a_share_is_as_wide_as_theory_says(score, n_rows):
    y, ours, _ = binary(n_rows)
    row = evaluate(y, ours, None, task(), [score("accuracy")], n_bootstrap=1000).iloc[0]
    share = row["value"]
    expected = 2 * 1.96 * np.sqrt(share * (1 - share) / n_rows)
    assert row["high"] - row["low"] == pytest.approx(expected, rel=0.15)


def test_many_rows_are_resampled_in_part_and_the_note_says_so(score):
    y, ours, _ = binary(MOST_ROWS + 1)
    note = evaluate(y, ours, None, task(), [score("accuracy")], n_bootstrap=5)["note"][0]
    assert note == "interval from resamples of 5,000 of 5,001 rows"


def test_a_resample_in_which_a_metric_is_undefined_is_skipped(score):
    y = np.array([0] * 28 + [1] * 2)
    ours = np.c_[1 - y, y] * 0.8 + 0.1
    row = evaluate(y, ours, None, task(), [score("roc_auc")]).iloc[0]
    assert (row["value"], row["low"], row["high"]) == (1.0, 1.0, 1.0)
    assert row["note"].startswith("undefined in ")
    assert row["note"].endswith("of 200 resamples")


def test_an_interval_of_too_few_resamples_is_not_given(score):
    y = np.arange(10) // 5
    ours = np.c_[1 - y, y].astype(float)

    class Rare:
        name = "rare"

        def __call__(self, y_true, prediction, sample_weight=None, classes=None):
            return 1.0 if y_true.mean() == 0.5 else float("nan")

    row = evaluate(y, ours, None, task(), [Rare()]).iloc[0]
    assert row["value"] == 1.0
    assert np.isnan([row["low"], row["high"]]).all()
    assert row["note"].startswith("undefined in 1")


def test_a_metric_that_cannot_be_computed_says_why(score):
    y = np.array([-5.0, 1.0, 2.0])
    scores = [score(n, "regression") for n in ("neg_mean_squared_log_error", "r2")]
    found = evaluate(y, y + 0.1, np.zeros(3), task("regression", None), scores)
    assert np.isnan(found["value"][0])
    assert found["note"][0]
    assert found["value"][1] > 0.9


def test_weights_count(score):
    y, ours, trivial = binary(300)
    weight = np.where(y == 1, 1.0, 0.0)
    row = evaluate(y, ours, trivial, task(), [score("accuracy")], sample_weight=weight).iloc[0]
    assert row["value"] == pytest.approx(np.mean(ours[y == 1, 1] > 0.5))
    assert row["low"] < row["value"] < row["high"]


def test_no_resamples_no_intervals(score):
    y, ours, _ = binary(50)
    row = evaluate(y, ours, None, task(), [score("accuracy")], n_bootstrap=0).iloc[0]
    assert np.isnan([row["low"], row["high"], row["baseline"]]).all()


def test_structured_predictions_are_resampled_too():
    class Same:
        name = "same"

        def __call__(self, y_true, prediction, sample_weight=None, classes=None):
            return float(np.mean([a == b for a, b in zip(y_true, prediction, strict=True)]))

    y = np.array([{"x": i % 3} for i in range(60)], dtype=object)
    ours = np.array([{"x": i % 2} for i in range(60)], dtype=object)
    row = evaluate(y, ours, y, task("boxes", None), [Same()]).iloc[0]
    assert row["low"] < row["value"] < row["high"]
    assert row["baseline"] == 1.0


def test_a_slow_score_gets_fewer_resamples_and_the_note_says_so(score, monkeypatch):
    now = [0.0]
    module = sys.modules[evaluate.__module__]  # its name in the package is the function's
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now[0]))

    class Slow:
        name = "slow"

        def __call__(self, y_true, prediction, sample_weight=None, classes=None):
            now[0] += 0.01
            return float(np.mean(y_true))

    y, ours, _ = binary(100)
    found = evaluate(y, ours, None, task(), [Slow(), score("accuracy")], max_seconds=2.0)
    assert found["note"].tolist() == ["99 resamples for want of time", ""]
    assert found["low"][0] < found["value"][0] < found["high"][0]
    found = evaluate(y, ours, None, task(), [Slow()], max_seconds=0.0)
    assert found["note"][0] == f"{FEWEST} resamples for want of time"


@pytest.mark.slow
def test_fifty_thousand_rows_and_twelve_metrics_take_seconds(score):
    y, ours, trivial = binary(50_000)
    start = time.perf_counter()
    evaluate(y, ours, trivial, task(), [score(name) for name in BINARY])
    assert time.perf_counter() - start < 30
