"""One fold of one candidate, done in a worker: fit, predict, score, write.

Whatever goes wrong in it becomes a `Fold` with a reason; it raises nothing.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from statistics import median
from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import has_fit_parameter

from lepton_automl.intake import reread
from lepton_automl.prepare import baseline as make_baseline
from lepton_automl.prepare import pipeline as make_pipeline
from lepton_automl.prepare import predict_several
from lepton_automl.prepare.all_classes import AllClasses
from lepton_automl.quick import CHECKS, Quick
from lepton_automl.resample import sample
from lepton_automl.run import bag
from lepton_automl.run.folder import RunFolder, is_full
from lepton_automl.run.judge import Judge
from lepton_automl.run.limits import limited, memory_limit
from lepton_automl.run.plan import BASELINE, REFIT, Job, Plan
from lepton_automl.trial import Fold

__all__ = ["do_fold", "forget_plan", "one_row_seconds", "plan_of"]

LATENCY_REPEATS = 5
WHOLE = 0.9  # of the rounds asked for, from which a fit on all rows is worth having


def do_fold(job: Job, limit_memory: bool = True, plan: Plan | None = None) -> Fold:
    """Fit a candidate on a fold's training rows and write what came of it.

    Parameters
    ----------
    job : Job
        What to do.
    limit_memory : bool
        Whether to hold this process to the plan's memory limit; not for the user's own
        process.
    plan : Plan or None
        If None, it is read from the run folder, once in each worker.
    """
    started = time.perf_counter()
    folder = RunFolder.attach(job.folder, job.stamp)
    plan = plan or plan_of(job.folder, job.stamp)
    try:
        with (
            memory_limit(plan.memory if limit_memory else None),
            limited(_threads(job, plan), job.seed(plan.seed)),
        ):
            fold, prediction, model = _fit_and_score(job, plan, folder)
        fold = replace(fold, seconds=time.perf_counter() - started)
        return folder.finish(job.candidate, fold, prediction, model)
    except MemoryError:
        fold = _failed(job, started, f"ran out of memory{_limit(plan)}")
    except Exception as error:
        if is_full(error):  # no fault of the candidate: another time it is tried again
            raise
        fold = _failed(job, started, _sentence(error))
    return folder.finish(job.candidate, fold)


@lru_cache(maxsize=1)
def plan_of(path: str, stamp: str) -> Plan:
    """Return the plan, read once in each worker and run."""
    return RunFolder.attach(path, stamp).read_plan()


def forget_plan() -> None:
    """Let go of the data that this process read for a run."""
    plan_of.cache_clear()


def _fit_and_score(job: Job, plan: Plan, folder: RunFolder) -> tuple[Fold, Any, Any]:
    train, test = _rows(job, plan)
    if job.index == REFIT:
        told = folder.refit_params(job.candidate, len(plan.splits))
        model, done = _fit(job, plan, train, test, told)
        _check_whole(told, done)
        return Fold(REFIT), None, model
    if job.index == 0 and (bagged := _fit_bagged(job, plan, folder)):
        return bagged
    judge = Judge(job.rivals)
    model, told = _fit(job, plan, train, test, judge=judge)
    started = time.perf_counter()
    prediction = predict(model, _take(plan.data.X, test), plan)
    predict_seconds = time.perf_counter() - started
    fold = Fold(
        job.index,
        _scored(plan, job.index, prediction),
        predict_seconds=predict_seconds,
        latency=one_row_seconds(model, plan) if job.index == 0 else None,
        refit_params=told or None,
        reports=tuple(judge.reports),
        stopped=judge.stopped,
    )
    return fold, prediction, model


def _check_whole(told: Mapping[str, float], done: Mapping[str, float]) -> None:
    """Refuse a fit on all rows that its deadline cut short: its folds' pipelines are better."""
    for name, wanted in told.items():
        if done.get(name, wanted) < WHOLE * wanted:
            raise TimeoutError(f"did {done[name]:g} of {wanted:g} {name} in the time left")


def _fit_bagged(job: Job, plan: Plan, folder: RunFolder) -> tuple[Fold, Any, Any] | None:
    """Fit once, on all rows, and write all folds but the first, which is returned.

    None where folds have to be fitted one by one.
    """
    if job.candidate == BASELINE or job.candidate.rows is not None:
        return None
    pipeline = _pipeline(job, plan)
    (_, preparation), (_, estimator) = pipeline.steps
    if not bag.applies(plan.specs[job.candidate.estimator], preparation, plan):
        return None
    X, y = plan.data.X, plan.data.y
    plain = preparation == "passthrough"
    ready = X if plain else preparation.fit_transform(X, y)
    said = bag.fit_bagged(estimator, ready, y, plan.task_spec.prediction)
    if said is None:
        return None
    model = _with_all_classes(Pipeline(pipeline.steps[1:]) if plain else pipeline, plan)
    folder.finish(job.candidate, Fold(REFIT, out_of_bag=True), None, model)
    for index in range(len(plan.splits) - 1, -1, -1):
        prediction = said[plan.splits.pairs[index][1]]
        fold = Fold(index, _scored(plan, index, prediction), out_of_bag=True)
        if index > 0:
            folder.finish(job.candidate, fold, prediction)
    started = time.perf_counter()
    predict(model, _take(X, plan.splits.pairs[0][1]), plan)  # to see how long it takes
    fold = replace(fold, predict_seconds=time.perf_counter() - started)
    return replace(fold, latency=one_row_seconds(model, plan)), prediction, None


def _scored(plan: Plan, index: int, prediction: Any) -> float:
    """Return the score of the predictions of a fold's test rows."""
    test = plan.splits.pairs[index][1]
    weight = None if plan.data.sample_weight is None else plan.data.sample_weight[test]
    score = float(plan.score(plan.data.y[test], prediction, weight))
    if not np.isfinite(score):
        raise ValueError(f"{plan.score.name} is {score} on fold {index}")
    return score


def one_row_seconds(model: Any, plan: Plan, read: bool = False) -> float:
    """Return the measured seconds that a model takes for one row, to `read` it too if asked."""
    row, seconds = _take(plan.data.X, slice(0, 1)), []
    ask = getattr(Quick(model), plan.task_spec.response)
    for repeat in range(LATENCY_REPEATS + CHECKS):
        started = time.perf_counter()
        ask(reread(row, plan.task.schema, plan.kinds) if read else row)
        if repeat >= CHECKS:  # the first ones are made in two ways
            seconds.append(time.perf_counter() - started)
    return median(seconds)


def _rows(job: Job, plan: Plan) -> tuple[Any, Any]:
    """Return the rows to learn from and to be tested on; all candidates get the same sample."""
    train, test = np.arange(len(plan.data.y)), np.arange(0)
    if job.index != REFIT:
        train, test = plan.splits.pairs[job.index]
    if job.candidate.rows is not None:
        seed = (plan.seed, job.index - REFIT)
        train = sample(train, plan.data.y, job.candidate.rows, plan.task_spec, seed)
    return train, test


def _threads(job: Job, plan: Plan) -> int:
    return plan.n_threads if job.candidate.rows is None else 1


def _fit(
    job: Job,
    plan: Plan,
    train: Any,
    test: Any,
    told: Mapping[str, float] | None = None,
    judge: Judge | None = None,
) -> tuple[Any, dict[str, float]]:
    """Fit preparation and estimator on the training rows alone.

    Returns the pipeline, and what it tells of the parameters of a fit on all rows; `told` are
    such. Only a first fold may be ended by the judge: whoever is given more has passed.
    """
    X, y = _take(plan.data.X, train), plan.data.y[train]
    weight = None if plan.data.sample_weight is None else plan.data.sample_weight[train]
    if job.candidate == BASELINE:
        return _fit_baseline(plan, X, y, weight), {}
    spec = plan.specs[job.candidate.estimator]
    pipeline = _pipeline(job, plan, told)
    (_, preparation), (_, estimator) = pipeline.steps
    plain = preparation == "passthrough"
    ready = X if plain else preparation.fit_transform(X, y)
    fit_params: dict[str, Any] = {}
    if weight is not None and "sample_weight" in spec.handles:
        fit_params["sample_weight"] = weight
    if "validation" in spec.handles and len(test):
        held = _take(plan.data.X, test)
        watched = held if plain else preparation.transform(held)
        fit_params |= _watched(estimator, watched, test, plan)
    if "pruning" in spec.handles and job.index == 0:
        fit_params["report"] = judge
    estimator.fit(ready, y, **fit_params)
    tells = dict(getattr(estimator, "refit_params_", {}))
    fitted = Pipeline(pipeline.steps[1:]) if plain else pipeline
    return _with_all_classes(fitted, plan), tells


def _watched(estimator: Any, X: Any, rows: Any, plan: Plan) -> dict[str, Any]:
    """Return the rows that a fit is to watch, with their weights if it takes such."""
    found = {"X_val": X, "y_val": plan.data.y[rows]}
    weight = plan.data.sample_weight
    if weight is not None and has_fit_parameter(estimator, "sample_weight_val"):
        found["sample_weight_val"] = weight[rows]
    return found


def _pipeline(job: Job, plan: Plan, told: Mapping[str, float] | None = None) -> Any:
    """Return the candidate, unfitted."""
    n_rows = job.candidate.rows or plan.task.n_rows
    return make_pipeline(
        plan.specs[job.candidate.estimator],
        {**job.candidate.params, **(told or {})},
        replace(plan.task, n_rows=n_rows),
        plan.kinds,
        random_state=job.seed(plan.seed),
        n_jobs=_threads(job, plan),
        max_seconds=job.seconds,
        fit_name=job.name,
    )


def _fit_baseline(plan: Plan, X: Any, y: Any, weight: Any) -> Any:
    """Fit the task type's trivial estimator, which takes X as it is."""
    baseline = make_baseline(plan.task_spec, plan.task)
    if weight is not None and has_fit_parameter(baseline, "sample_weight"):
        baseline.fit(X, y, sample_weight=weight)
    else:
        baseline.fit(X, y)
    return _with_all_classes(baseline, plan)


def _with_all_classes(pipeline: Pipeline, plan: Plan) -> Any:
    seen = getattr(pipeline, "classes_", None) if plan.task.classes is not None else None
    if seen is None or len(seen) == plan.task.n_classes:
        return pipeline
    return AllClasses(pipeline, plan.task.n_classes)


def predict(model: Any, X: Any, plan: Plan) -> Any:
    """Return predictions in the task type's form, refusing what cannot be scored."""
    form = plan.task_spec.prediction
    if plan.task.outputs:
        prediction = predict_several(model, X, form)
        if prediction.shape != (X.shape[0], len(plan.task.outputs)):
            raise ValueError(
                f"predicted shape {prediction.shape} for {plan.task.n_outputs} outputs"
            )
    else:
        prediction = getattr(model, plan.task_spec.response)(X)
    if form == "object":
        return prediction
    prediction = np.asarray(prediction)
    if form == "value":
        prediction = prediction.reshape(len(prediction)).astype(np.float64, copy=False)
    if not np.isfinite(prediction).all():
        raise ValueError("predicted numbers that are not finite")
    return prediction


def _take(X: Any, rows: Any) -> Any:
    return X.iloc[rows] if hasattr(X, "iloc") else X[rows]


def _failed(job: Job, started: float, reason: str) -> Fold:
    return Fold(job.index, seconds=time.perf_counter() - started, error=reason)


def _limit(plan: Plan) -> str:
    return f" (limit {plan.memory / 2**30:.1f} GiB)" if plan.memory else ""


def _sentence(error: Exception) -> str:
    first = str(error).strip().split("\n")[0]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
