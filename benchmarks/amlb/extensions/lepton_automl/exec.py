"""Runs in the environment of lepton_automl: one task of the AutoML benchmark."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import pandas as pd
from frameworks.shared.callee import call_run, measure_inference_times, result
from frameworks.shared.utils import Timer

import lepton_automl

log = logging.getLogger(__name__)

METRICS = {
    "acc": "accuracy",
    "auc": "roc_auc",
    "balacc": "balanced_accuracy",
    "f1": "f1",
    "logloss": "neg_log_loss",
    "mae": "neg_mean_absolute_error",
    "mse": "neg_mean_squared_error",
    "r2": "r2",
    "rmse": "neg_root_mean_squared_error",
}


def run(dataset: Any, config: Any) -> Any:
    """Fit within the task's seconds and cores, by its metric, and predict its test rows."""
    log.info("lepton_automl %s", lepton_automl.__version__)
    params = {k: v for k, v in config.framework_params.items() if not k.startswith("_")}
    automl = lepton_automl.LeptonAutoML(
        task=dataset.problem_type,
        scoring=METRICS[config.metric],
        time_budget=config.max_runtime_seconds,
        n_jobs=config.framework_params.get("_n_jobs", config.cores),
        random_state=config.seed,
        **params,
    )
    with Timer() as training:
        automl.fit(dataset.train.X, dataset.train.y.squeeze())

    classes = config.type == "classification"
    answer = automl.predict_proba if classes else automl.predict

    def infer(data: Any) -> Any:
        return answer(pd.read_parquet(data) if isinstance(data, str) else data)

    times: dict[str, Any] = {}
    X = dataset.test.X
    if config.measure_inference_time:
        rows = [(1, X.sample(1, random_state=i)) for i in range(100)]
        times["file"] = measure_inference_times(infer, dataset.inference_subsample_files)
        times["df"] = measure_inference_times(infer, rows)
    with Timer() as predicting:
        predictions = automl.predict(X)
    if classes:
        # Python's objects would be pickled, in a way that an older numpy cannot read.
        predictions = np.asarray([str(label) for label in predictions])
    return result(
        output_file=config.output_predictions_file,
        predictions=predictions,
        probabilities=automl.predict_proba(X) if classes else None,
        probabilities_labels=[str(c) for c in automl.classes_] if classes else None,
        models_count=len(automl.history_),
        models_ensemble_count=len(automl.weights_),
        training_duration=training.duration,
        predict_duration=predicting.duration,
        inference_times=times,
    )


if __name__ == "__main__":
    call_run(run)
