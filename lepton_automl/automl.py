"""LeptonAutoML: data in, the best model that the time allows out.

`LeptonAutoML.fit` is the table of contents; each line of it is a room of the package.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils import Tags, check_random_state, estimator_html_repr
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from lepton_automl import ensemble, export, intake, report, resample, score, search
from lepton_automl.budget import Clock
from lepton_automl.candidate import Candidate
from lepton_automl.plugin.registry import Registry
from lepton_automl.run import BASELINE, Plan, RunFolder, Workers, fingerprint
from lepton_automl.run.limits import default_memory
from lepton_automl.task import Data, Task
from lepton_automl.trial import History, Trial

__all__ = ["LeptonAutoML", "LeptonClassifier", "LeptonRegressor"]


def _fitted_model_has(name: str) -> Callable[[Any], bool]:
    def check(self: Any) -> bool:
        return not hasattr(self, "model_") or hasattr(self.model_, name)

    return check


class LeptonAutoML(BaseEstimator):  # type: ignore[misc]
    """Finds the best model of any kind of data within the time given.

    Parameters
    ----------
    task : str
        The type of task, such as ``"binary"``, ``"multiclass"`` or ``"regression"``;
        ``"auto"`` tells it from y.
    scoring : str, callable or None
        What to maximise: a scikit-learn scorer's name, a plugin's metric, or
        ``scorer(estimator, X, y)``. None takes the task type's default: ROC AUC, log loss or
        root mean squared error.
    time_budget : float or None
        Seconds that `fit` may take, all in all; None for no limit, with `n_trials`.
    n_trials : int or None
        How many candidates to try. With it, and enough time, the same `random_state` gives the
        same model to the bit, whatever `n_jobs` is.
    estimators : list or None
        Names of estimators, ``EstimatorSpec``s or scikit-learn estimators to search over; None
        for all that are installed.
    exclude : list of str or None
        Names of estimators to leave out.
    cv : {"auto", "holdout", "time"}, int, splitter or iterable
        How rows are split; see `lepton_automl.resample.split`.
    ensemble : bool
        Whether to average several models; if False, the best alone is fitted again on all rows.
    kinds : dict or None
        Kinds of columns by name where the guess is wrong: ``{"zip": "category"}``.
    n_jobs : int or None
        How many folds are fitted side by side; None and -1 for one on each core.
    executor : Executor, "inline" or None
        Who does the work; None for own processes. See `lepton_automl.run.Workers`.
    random_state : int, RandomState instance or None
        Seeds everything.
    run_dir : path or None
        A folder to keep the run in; `fit` with the same data and folder goes on where a killed
        run stopped. None for a temporary one.
    verbose : int
        0 for silence, 1 for progress.

    Attributes
    ----------
    model_ : estimator
        The fitted scikit-learn object.
    task_ : Task
        What was learned.
    history_ : History
        All that was tried.
    weights_ : dict from Candidate to float
        The members of the model.
    metric_ : Score
        What was maximised.
    baseline_ : estimator
        The trivial model, for comparison.
    classes_ : ndarray of shape (n_classes,)
        The labels, of tasks that have classes.
    n_features_in_ : int
        The columns seen in `fit`.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Their names, where X had names.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from lepton_automl import LeptonAutoML
    >>> X, y = load_iris(return_X_y=True, as_frame=True)
    >>> automl = LeptonAutoML(n_trials=3, random_state=0, verbose=0).fit(X, y)
    >>> automl.predict(X.head(2))
    array([0, 0])
    """

    def __init__(
        self,
        task: str = "auto",
        scoring: Any = None,
        time_budget: float | None = 60,
        n_trials: int | None = None,
        estimators: Iterable[Any] | None = None,
        exclude: Iterable[str] | None = None,
        cv: Any = "auto",
        ensemble: bool = True,
        kinds: Mapping[str, str] | None = None,
        n_jobs: int | None = None,
        executor: Any = None,
        random_state: Any = None,
        run_dir: str | os.PathLike[str] | None = None,
        verbose: int = 1,
    ) -> None:
        self.task = task
        self.scoring = scoring
        self.time_budget = time_budget
        self.n_trials = n_trials
        self.estimators = estimators
        self.exclude = exclude
        self.cv = cv
        self.ensemble = ensemble
        self.kinds = kinds
        self.n_jobs = n_jobs
        self.executor = executor
        self.random_state = random_state
        self.run_dir = run_dir
        self.verbose = verbose

    def fit(
        self, X: Any, y: Any = None, sample_weight: Any = None, groups: Any = None
    ) -> LeptonAutoML:
        """Find the best model; Ctrl-C ends the search and keeps the best so far.

        Parameters
        ----------
        X : DataFrame, array, sparse matrix or list of shape (n_rows, ...)
            The inputs.
        y : array-like of shape (n_rows,)
            What to predict.
        sample_weight : array-like of shape (n_rows,) or None
            How much each row counts, in fitting and in scoring.
        groups : array-like of shape (n_rows,) or None
            Rows of one group are never split between training and test.

        Returns
        -------
        self : LeptonAutoML

        Raises
        ------
        InputError
            If the data or an argument cannot be used; it is a ValueError.
        SearchError
            If no installed estimator can learn the task.
        """
        clock = Clock(search.check_budget(self.time_budget, self.n_trials))
        workers = Workers(self.n_jobs, self.executor)
        registry = Registry()
        data, task = intake.take(
            X,
            y,
            registry=registry,
            task=self._task_type(y),
            kinds=self.kinds,
            sample_weight=sample_weight,
            groups=groups,
            owner=type(self).__name__,
        )
        folder = RunFolder(self.run_dir)
        try:
            plan = self._plan(data, task, registry, folder, workers)
            registry.tell("fit_started", task=task, budget=clock.budget)
            weigher = ensemble.Weigher(plan, folder, self.ensemble)
            schedule = search.make_schedule(plan, clock, workers.count, weigher.shallow)
            history = self._search(plan, schedule, clock, workers, folder, weigher, registry)
            weights = weigher.weights(history)
            if weigher.alone and not history.interrupted:
                ensemble.refit(next(iter(weights)), history, folder, workers, clock)
            self.model_ = ensemble.assemble(weights, history, folder, plan)
            self.baseline_ = ensemble.assemble({BASELINE: 1.0}, history, folder, plan)
            self._keep(plan, history, weights, weigher, y)
        finally:
            workers.stop()
            folder.close()
        registry.tell("fit_finished", history=history, task=task)
        return self

    def predict(self, X: Any) -> Any:
        """Return a label, value or object for each row of X.

        Columns may come in another order, with categories and missing values that `fit` has
        not seen.

        Raises
        ------
        InputError
            If columns are missing or too many; the message names them.
        """
        return self._predictor().predict(X)

    @available_if(_fitted_model_has("predict_proba"))  # type: ignore[untyped-decorator]
    def predict_proba(self, X: Any) -> Any:
        """Return probabilities of shape (n_rows, n_classes), in the order of ``classes_``."""
        return self._predictor().predict_proba(X)

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Return the score on X and y: `scoring` if it was given, else accuracy or R2."""
        predictor = self._predictor()
        if self.scoring is None:
            return float(predictor.score(X, y, sample_weight))
        prediction = getattr(predictor, self._task_spec.response)(X)
        encoded = intake.reencode(y, self.task_, self._task_spec)
        return float(self.metric_(encoded, prediction, sample_weight))

    def leaderboard(self) -> pd.DataFrame:
        """Return all that was tried, best first, failures with their reason last."""
        check_is_fitted(self, "history_")
        return report.leaderboard(self.history_, self.weights_)

    def save(self, path: str | os.PathLike[str], format: str = "joblib") -> Path:
        """Write the model to a folder that can be moved, loaded and served.

        Parameters
        ----------
        path : path
            The folder; an artifact that is there already is replaced in one step.
        format : str
            The name of an exporter.

        See Also
        --------
        lepton_automl.load : The way back.
        """
        check_is_fitted(self, "model_")
        board = self.leaderboard()
        registry = Registry()
        manifest = export.describe(
            task=self.task_,
            registry=registry,
            metric=self.metric_.name,
            members=[(c, w, self.history_.trials[c].score) for c, w in self.weights_.items()],
            format=format,
            target=self._target,
            baseline_score=self.history_.trials[BASELINE].score,
            ensemble_score=self._ensemble_score,
            leaderboard=[
                {str(k): v for k, v in row.items()} for row in board.to_dict("records")
            ],
            settings={str(k): v for k, v in self.get_params(deep=False).items()},
        )
        return export.save(
            path,
            model=self.model_,
            baseline=self.baseline_,
            task=self.task_,
            manifest=manifest,
            registry=registry,
            format=format,
            card=report.card(manifest.to_json()),
        )

    def _task_type(self, y: Any) -> str:
        """Return the type of task asked for."""
        return self.task

    def _plan(
        self, data: Data, task: Task, registry: Registry, folder: RunFolder, workers: Workers
    ) -> Plan:
        """Return what stays the same during the run, written where workers read it."""
        task_spec = registry.get("tasks", task.type)
        metric = score.make_score(self.scoring, task_spec, registry)
        seed = folder.identity().get("seed", _seed(self.random_state))
        splits = resample.split(data, task_spec, self.cv, seed)
        n_threads = workers.share(task.n_rows * task.n_features, self.n_trials is not None)
        plan = Plan(
            task=task,
            data=data,
            splits=splits,
            task_spec=task_spec,
            kinds={k: registry.get("kinds", k) for k in registry.kinds},
            specs=search.choose(registry, task, self.estimators, self.exclude),
            score=metric,
            seed=seed,
            n_threads=n_threads,
            memory=default_memory(workers.count),
        )
        identity = {"metric": metric.name, "n_splits": len(splits), "seed": seed}
        folder.identify({**identity, "task": task.to_json()})
        if not folder.temporary:
            folder.identify({"data": fingerprint(data, splits)})
        folder.write_plan(plan)
        return plan

    def _search(
        self,
        plan: Plan,
        schedule: Any,
        clock: Clock,
        workers: Workers,
        folder: RunFolder,
        weigher: ensemble.Weigher,
        registry: Registry,
    ) -> History:
        """Search, and tell the observers and the user how it goes."""

        def on_fold(trial: Trial) -> None:
            registry.tell("trial_finished", trial=trial, task=plan.task)

        with report.Progress(int(self.verbose), clock.budget, plan.score.name) as progress:
            return search.search(
                plan,
                schedule,
                clock,
                workers,
                folder,
                weigher.weights,
                refit=weigher.alone,
                on_fold=on_fold,
                on_tick=lambda history, running: progress.update(
                    history, clock, running=running
                ),
            )

    def _keep(
        self,
        plan: Plan,
        history: History,
        weights: dict[Candidate, float],
        weigher: ensemble.Weigher,
        y: Any,
    ) -> None:
        """Keep what was learned, as attributes."""
        self.task_ = plan.task
        self.history_ = history
        self.weights_ = weights
        self.metric_ = plan.score
        self._task_spec = plan.task_spec
        self._kinds = {k: plan.kinds[k] for k in plan.task.schema.kinds}
        self._ensemble_score = weigher.score(history, weights)
        self._target = getattr(y, "name", None)
        schema = plan.task.schema
        self.n_features_in_ = schema.n_features
        if schema.named:
            self.feature_names_in_ = np.asarray(schema.columns, dtype=object)
        elif hasattr(self, "feature_names_in_"):
            del self.feature_names_in_

    @property
    def classes_(self) -> Any:
        """The labels, of tasks that have classes."""
        check_is_fitted(self, "task_")
        if self.task_.classes is None:
            raise AttributeError(f"A {self.task_.type} task has no classes.")
        return intake.labels(self.task_)

    def _predictor(self) -> export.Predictor:
        check_is_fitted(self, "model_")
        return export.Predictor(
            self.model_,
            self.task_,
            self._kinds,
            baseline=self.baseline_,
            spec=self._task_spec,
            metric=self.metric_,
            owner=type(self).__name__,
        )

    def _repr_html_(self) -> str:
        """Return the leaderboard and the pipeline, for notebooks."""
        if not hasattr(self, "model_"):
            return str(estimator_html_repr(self))
        return report.repr_html(self.leaderboard(), self.model_)

    def __sklearn_tags__(self) -> Tags:
        """Say what it takes, for scikit-learn's tools."""
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        tags.input_tags.sparse = True
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        tags.non_deterministic = self.n_trials is None
        return tags


class LeptonClassifier(ClassifierMixin, LeptonAutoML):  # type: ignore[misc]
    """`LeptonAutoML` for classes, for use inside scikit-learn's tools.

    It takes the same arguments; ``task="auto"`` means binary or multiclass, never regression.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from lepton_automl import LeptonClassifier
    >>> X, y = load_iris(return_X_y=True)
    >>> model = LeptonClassifier(n_trials=2, random_state=0, verbose=0).fit(X, y)
    >>> model.score(X, y) > 0.9
    True
    """

    def _task_type(self, y: Any) -> str:
        if self.task != "auto" or y is None:
            return self.task
        distinct = pd.Series(np.ravel(np.asarray(y, dtype=object))).nunique()
        return "binary" if distinct == 2 else "multiclass"


class LeptonRegressor(RegressorMixin, LeptonAutoML):  # type: ignore[misc]
    """`LeptonAutoML` for numbers, for use inside scikit-learn's tools.

    It takes the same arguments; ``task="auto"`` means regression.

    Examples
    --------
    >>> from sklearn.datasets import load_diabetes
    >>> from lepton_automl import LeptonRegressor
    >>> X, y = load_diabetes(return_X_y=True)
    >>> model = LeptonRegressor(n_trials=2, random_state=0, verbose=0).fit(X, y)
    >>> model.score(X, y) > 0.4
    True
    """

    def _task_type(self, y: Any) -> str:
        return "regression" if self.task == "auto" else self.task


def _seed(random_state: Any) -> int:
    """Return a seed; None draws one without touching numpy's global state."""
    if random_state is None:
        return int(np.random.default_rng().integers(2**31 - 1))
    return int(check_random_state(random_state).randint(2**31 - 1))
