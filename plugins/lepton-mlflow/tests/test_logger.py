"""What is logged of a search is what it found."""

from __future__ import annotations

import csv

import mlflow
import pytest
from lepton_mlflow.logger import Logger

from lepton_automl.budget import Budget

pytestmark = pytest.mark.usefixtures("no_saving")


@pytest.fixture
def logged(client, search):
    with mlflow.start_run() as run:
        automl = search()
    return automl, client.get_run(run.info.run_id)


def test_params_metrics_and_leaderboard(logged, client, tmp_path):
    automl, run = logged
    params, metrics = run.data.params, run.data.metrics
    assert params["task_type"] == "multiclass"
    assert (params["n_rows"], params["n_features"]) == ("150", "4")
    assert params["estimators"] == "['logistic_regression']"
    assert params["metric"] == automl.history_.metric
    assert "scoring" not in params  # None: the default
    assert metrics["best_score"] == automl.history_.best.score
    assert metrics["baseline_score"] == next(iter(automl.history_)).score
    assert metrics["score"] > metrics["baseline_score"]
    assert (metrics["trials"], metrics["failed"]) == (2, 0)
    place = client.download_artifacts(run.info.run_id, "leaderboard.csv", str(tmp_path))
    with open(place) as file:  # noqa: PTH123 - MLflow gives a text
        scores = [row["score"] for row in csv.DictReader(file)]
    assert scores == [repr(score) for score in automl.leaderboard()["score"]]
    assert "card.md" in {file.path for file in client.list_artifacts(run.info.run_id)}


def test_there_is_a_score_for_each_fold(logged, client):
    automl, run = logged
    history = client.get_metric_history(run.info.run_id, "trial_score")
    trials = [t for t in automl.history_ if t.origin != "baseline"]
    folds = sum(fold.index >= 0 for t in trials for fold in t.folds)
    assert [metric.step for metric in history] == list(range(1, folds + 1))
    best = [m.value for m in client.get_metric_history(run.info.run_id, "best_score")]
    assert len(best) == folds


def test_what_cannot_be_sent_is_told_in_the_end(logged, client, search, monkeypatch):
    automl, _ = logged
    with mlflow.start_run():
        logger = Logger(automl.task_, Budget(seconds=9))
        monkeypatch.setattr(logger._client, "log_batch", lambda *a, **k: 1 / 0)
        logger.trial(next(iter(automl.history_)))
        with pytest.raises(ZeroDivisionError):
            logger.finish(automl.history_, automl)


def test_a_long_setting_is_cut(client, search, flowers):
    X, y = flowers
    wide = X.rename(columns=lambda name: name * 20)
    with mlflow.start_run() as run:
        search(wide, y, kinds=dict.fromkeys(wide.columns, "number"))
    kinds = client.get_run(run.info.run_id).data.params["kinds"]
    assert kinds.startswith("{'sepal length (cm)sepal")
    assert len(kinds) == 500
