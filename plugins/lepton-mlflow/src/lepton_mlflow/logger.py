"""One search in one run of MLflow."""

from __future__ import annotations

import atexit
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import mlflow
from mlflow.entities import Metric, Param, RunTag

import lepton_automl
from lepton_automl.export import check
from lepton_automl.trial import History
from lepton_mlflow.flavor import log_model

__all__ = ["Logger"]

TAG = "lepton_automl.version"
LENGTH = 500  # of a parameter's text, which every kind of store takes


class Logger:
    """Logs a search as it goes on.

    It writes into the run that is active, or, where there is none, into a new one. A second
    search within one run gets a run of its own below it.

    What is logged during the search goes through a thread: a slow server costs the search
    nothing.

    Parameters
    ----------
    task : Task
    budget : Budget
    experiment : str or None
        The name of the experiment of a new run.
    """

    def __init__(self, task: Any, budget: Any, experiment: str | None = None) -> None:
        self._client = mlflow.MlflowClient()
        self._run, self._own = _begin(self._client, experiment)
        self._history = History("", 0)
        self._folds = 0
        self._errors: list[BaseException] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="lepton-mlflow")
        atexit.register(self.fail)
        params = {"task_type": task.type, "n_rows": task.n_rows, "n_features": task.n_features}
        params |= {"budget_seconds": budget.seconds, "budget_trials": budget.trials}
        self._client.log_batch(
            self._run,
            params=[Param(k, str(v)) for k, v in params.items() if v is not None],
            tags=[RunTag(TAG, lepton_automl.__version__)],
        )

    def trial(self, trial: Any) -> None:
        """Log that a fold of a trial was finished."""
        self._history.trials[trial.candidate] = trial
        self._folds += 1
        values: dict[str, float | None] = {
            "trial_score": trial.score,
            "trials": len(self._history),
            "failed": sum(t.error is not None for t in self._history),
        }
        if self._history.best is not None:
            values["best_score"] = self._history.best.score
        now = round(time.time() * 1000)
        metrics = [
            Metric(k, float(v), now, self._folds) for k, v in values.items() if v is not None
        ]
        sent = self._thread.submit(self._client.log_batch, self._run, metrics=metrics)
        sent.add_done_callback(self._note)

    def finish(self, history: Any, automl: Any) -> None:
        """Log the outcome, the leaderboard and the model, and end the run if it is our own."""
        try:
            self._thread.shutdown(wait=True)
            if self._errors:
                raise self._errors[0]
            self._outcome(history, automl)
        except BaseException:
            self.fail()
            raise
        self._end("FINISHED")

    def fail(self) -> None:
        """End a run of our own as failed."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._end("FAILED")

    def _note(self, sent: Future[Any]) -> None:
        if not sent.cancelled() and (error := sent.exception()) is not None:
            self._errors.append(error)

    def _outcome(self, history: Any, automl: Any) -> None:
        settings = {**automl.get_params(deep=False), "metric": history.metric}
        self._client.log_batch(
            self._run,
            params=[
                Param(k, str(v)[:LENGTH]) for k, v in sorted(settings.items()) if v is not None
            ],
        )
        self._client.log_text(
            self._run, automl.leaderboard().to_csv(index=False), "leaderboard.csv"
        )
        with tempfile.TemporaryDirectory() as folder:
            artifact = automl.save(Path(folder) / "artifact")
            manifest = check(artifact)
            log_model(artifact, run_id=self._run)
            self._client.log_artifact(self._run, str(artifact / "card.md"))
        now, step = round(time.time() * 1000), self._folds
        values = {
            "score": manifest.ensemble_score,
            "baseline_score": manifest.baseline_score,
            "members": len(manifest.members),
        }
        self._client.log_batch(
            self._run,
            metrics=[
                Metric(k, float(v), now, step) for k, v in values.items() if v is not None
            ],
        )

    def _end(self, status: str) -> None:
        atexit.unregister(self.fail)
        if not self._own:
            return
        self._own = False
        active = mlflow.active_run()
        if active is not None and active.info.run_id == self._run:
            mlflow.end_run(status)
        else:
            self._client.set_terminated(self._run, status)


def _begin(client: Any, experiment: str | None) -> tuple[str, bool]:
    """Return the run to log into, and whether it is a new one."""
    active = mlflow.active_run()
    if active is not None:
        run = active.info.run_id
        if TAG not in client.get_run(run).data.tags:
            return run, False
        return mlflow.start_run(nested=True).info.run_id, True
    number = None
    if experiment is not None:
        known = client.get_experiment_by_name(experiment)
        number = known.experiment_id if known else client.create_experiment(experiment)
    return mlflow.start_run(experiment_id=number).info.run_id, True
