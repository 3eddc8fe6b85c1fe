"""LeptonAutoML, whose `fit` is the table of contents: each line of it is a room."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from lepton_automl import ensemble, intake, report, search
from lepton_automl.automl.fitted import Fitted
from lepton_automl.budget import Clock
from lepton_automl.candidate import Candidate
from lepton_automl.plugin.registry import Registry
from lepton_automl.run import BASELINE, Plan, RunFolder, Workers, is_full
from lepton_automl.task import Data, Task
from lepton_automl.trial import History, Trial

__all__ = ["LeptonAutoML"]


class LeptonAutoML(Fitted):
    """Finds the best model of any kind of data within the time given.

    Parameters
    ----------
    task : str
        The type of task, such as ``"binary"``, ``"multiclass"`` or ``"regression"``;
        ``"auto"`` tells it from y. ``"quantile"`` is only learned when asked for.
    scoring : str, callable or None
        What to maximise: a scikit-learn scorer's name, a plugin's metric, or
        ``scorer(estimator, X, y)``. None takes the task type's default: ROC AUC, log loss or
        root mean squared error.
    quantiles : list of float or None
        Which quantiles to predict, from low to high: ``[0.1, 0.5, 0.9]``. They make the type
        of task ``"quantile"``.
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
        Whether to average several models; if False, the best alone is taken.
    refit : {"auto", "bag", "full"}
        What a member of the model is: ``"bag"``, the average of the pipelines of its folds;
        ``"full"``, one pipeline fitted again on all rows, which predicts faster; ``"auto"``,
        that one for tables, with some of its folds' beside it where the member has much weight
        and rows are fewer than 10,000; of images or texts, as many of its folds' as its weight
        is worth, unless one model is taken alone, a limit below is given, or rows are split by
        time.
    max_latency : float or None
        Seconds that the model may take to predict one row, measured here; None for no limit.
    max_size : float or None
        Bytes that the model may have as a file; None for no limit.
    only_exportable : str or None
        A format, such as ``"onnx"``, in which the model must be had: the search considers only
        what its exporter can write. None to consider all.
    kinds : dict or None
        Kinds of columns by name where the guess is wrong: ``{"zip": "category"}``.
    n_jobs : int or None
        How many folds are fitted side by side; None and -1 for one on each core.
    executor : Executor, "inline" or None
        Who does the work; None for own processes. See `lepton_automl.run.Workers`.
    storage : str or None
        The URL of a database, such as ``"postgresql://user@host/name"``: `lepton worker RUN`
        processes, on any machine that sees `run_dir`, do the work. None for this machine.
    random_state : int, RandomState instance or None
        Seeds everything.
    run_dir : path or None
        A folder to keep the run in; `fit` with the same data and folder goes on where a killed
        run stopped. None for a temporary one.
    verbose : int
        0 for silence, 1 for progress, 2 for a line for each fold.

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
        quantiles: Iterable[float] | None = None,
        time_budget: float | None = 60,
        n_trials: int | None = None,
        estimators: Iterable[Any] | None = None,
        exclude: Iterable[str] | None = None,
        cv: Any = "auto",
        ensemble: bool = True,
        refit: str = "auto",
        max_latency: float | None = None,
        max_size: float | None = None,
        only_exportable: str | None = None,
        kinds: Mapping[str, str] | None = None,
        n_jobs: int | None = None,
        executor: Any = None,
        storage: str | None = None,
        random_state: Any = None,
        run_dir: str | os.PathLike[str] | None = None,
        verbose: int = 1,
    ) -> None:
        self.task = task
        self.scoring = scoring
        self.quantiles = quantiles
        self.time_budget = time_budget
        self.n_trials = n_trials
        self.estimators = estimators
        self.exclude = exclude
        self.cv = cv
        self.ensemble = ensemble
        self.refit = refit
        self.max_latency, self.max_size = max_latency, max_size
        self.only_exportable = only_exportable
        self.kinds = kinds
        self.n_jobs, self.executor, self.storage = n_jobs, executor, storage  # who works
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
        y : array-like of shape (n_rows,) or (n_rows, n_outputs)
            What to predict. Columns of 0 and 1, or a set for each row, say which labels a row
            has; columns of other numbers are estimated all.
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
        meter = report.Meter()
        workers = Workers(self.n_jobs, self.executor, self.storage, self.run_dir)
        registry = Registry()
        data, task = self._take(X, y, registry, sample_weight, groups)
        folder = RunFolder(self.run_dir)
        try:
            plan = self._plan(data, task, registry, folder, workers)
            registry.tell("fit_started", task=task, budget=clock.budget)
            weigher = self._weigher(plan, folder)
            schedule = search.make_schedule(plan, clock, workers.count, weigher.shallow)
            history = self._search(plan, schedule, clock, workers, folder, weigher, registry)
            weights = weigher.weights(history)
            weights, model = ensemble.within(weigher.limits, weights, history, folder, plan)
            even, folds = (weigher.folds(history, weights, even) for even in (True, False))
            self.model_ = ensemble.tune(model, even, plan, clock)
            self.baseline_ = ensemble.assemble({BASELINE: 1.0}, history, folder, plan)
            self._keep(plan, history, weights, weigher, folds, y)
            bags = ensemble.left_out(weights, history, folder, plan)
            self._record = report.record(plan, folds, meter, bags)
        except OSError as error:
            if is_full(error):
                raise folder.refusal(error) from error
            raise
        finally:
            workers.close()
            folder.close()
        report.warn_of_baseline(history, weights)
        registry.tell("fit_finished", history=history, task=task, automl=self)
        return self

    def _take(
        self, X: Any, y: Any, registry: Registry, sample_weight: Any, groups: Any
    ) -> tuple[Data, Task]:
        """Return what is learned from and what is to be learned, by the arguments given."""
        return intake.take(
            X,
            y,
            registry=registry,
            task=self._task_type(y),
            kinds=self.kinds,
            sample_weight=sample_weight,
            groups=groups,
            quantiles=self.quantiles,
            owner=type(self).__name__,
        )

    def _task_type(self, y: Any) -> Any:
        """Return the type of task asked for."""
        return "quantile" if self._wants_quantiles() else self.task

    def _wants_quantiles(self) -> bool:
        return self.quantiles is not None and self.task == "auto"

    def _plan(
        self, data: Data, task: Task, registry: Registry, folder: RunFolder, workers: Workers
    ) -> Plan:
        """Return what stays the same during the run, by the arguments given."""
        return search.make_plan(
            data,
            task,
            registry,
            folder,
            workers,
            scoring=self.scoring,
            cv=self.cv,
            estimators=self.estimators,
            exclude=self.exclude,
            only_exportable=self.only_exportable,
            random_state=self.random_state,
            by_trials=self.n_trials is not None,
        )

    def _weigher(self, plan: Plan, folder: RunFolder) -> ensemble.Weigher:
        """Return what chooses the members; by what they cost too, unless trials are counted."""
        limits = self.max_latency, self.max_size
        by_time = self.n_trials is None
        return ensemble.Weigher(plan, folder, self.ensemble, self.refit, *limits, by_time)

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
        """Search, fit the members again if so asked, and tell how it goes."""

        def on_fold(trial: Trial) -> None:
            registry.tell("trial_finished", trial=trial, task=plan.task)

        def on_tick(
            history: History, weights: Mapping[Candidate, float], running: list[str]
        ) -> None:
            score = weigher.score(history, weights)
            progress.update(history, clock, running=running, ensemble=score)

        spare, tick = ensemble.TUNING_SECONDS, on_tick if self.verbose else None
        run = plan, folder, workers, clock
        refits = search.Refits(*run, weigher.light, spare) if weigher.full else None
        with report.Progress(int(self.verbose), clock.budget, plan.score.name) as progress:
            history = search.search(
                plan,
                schedule,
                clock,
                workers,
                folder,
                weigher.weights,
                refits=refits,
                on_fold=on_fold,
                spare=spare,
                on_tick=tick,
            )
            if refits and not history.interrupted:
                refits.finish(weigher.weights(history), history, tick)
        return history
