"""Fitting a candidate the way the search does, here or in another process."""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from typing import Any

import cloudpickle
import numpy as np
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

from lepton_automl.plugin.specs import EstimatorSpec, TaskSpec
from lepton_automl.prepare import pipeline, predict_several
from lepton_automl.prepare.several import SEVERAL
from lepton_automl.run.nursery import worker_started
from lepton_automl.testing.data import Example

__all__ = [
    "build",
    "fit",
    "fit_alone",
    "fit_elsewhere",
    "predict",
    "respond",
    "same",
    "same_at_once",
    "well_formed",
]

SEED = 7
ASKING = 4  # threads


def build(
    spec: EstimatorSpec,
    example: Example,
    params: Mapping[str, Any] | None = None,
    max_seconds: float | None = None,
) -> Any:
    """Return the unfitted pipeline of a configuration."""
    return pipeline(
        spec,
        params or {},
        example.task,
        example.kinds,
        random_state=SEED,
        max_seconds=max_seconds,
    )


def fit(model: Any, example: Example, **fit_params: Any) -> Any:
    """Fit a pipeline on all of an example."""
    (_, preparation), (_, estimator) = model.steps
    X = example.data.X
    if preparation != "passthrough":
        X = preparation.fit_transform(X, example.data.y)
    fit_alone(estimator, X, example.data.y, **fit_params)
    return model


def fit_alone(estimator: Any, X: Any, y: Any, **fit_params: Any) -> None:
    """Fit an estimator; that it did not converge on toy data is no fault."""
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore", ConvergenceWarning)
        estimator.fit(X, y, **fit_params)


def predict(model: Any, example: Example, X: Any = None) -> Any:
    """Return predictions in the form of the type of task."""
    with threadpool_limits(1):
        return respond(model, example.data.X if X is None else X, example.task_spec)


def same_at_once(model: Any, example: Example) -> bool:
    """Tell whether threads that ask at the same time get what each gets by itself."""
    asked = [example.data.X, example.data.X[::2]] * ASKING
    with threadpool_limits(1), ThreadPoolExecutor(ASKING) as pool:
        alone = [respond(model, X, example.task_spec) for X in asked[:2]] * ASKING
        said = pool.map(lambda X: respond(model, X, example.task_spec), asked)
        return all(same(one, other) for one, other in zip(said, alone, strict=True))


def respond(model: Any, X: Any, task_spec: TaskSpec) -> Any:
    """Return what a model says of X, in the form of the type of task."""
    if task_spec.prediction in SEVERAL:
        return predict_several(model, X, task_spec.prediction)
    return getattr(model, task_spec.response)(X)


def same(one: Any, other: Any) -> bool:
    """Tell whether two predictions are equal, to the last bit where they are numbers."""
    one, other = np.asarray(one), np.asarray(other)
    if one.dtype.kind == "O":
        return pickle.dumps(one.tolist()) == pickle.dumps(other.tolist())
    return bool(np.array_equal(one, other))


def well_formed(prediction: Any, example: Example, n_rows: int) -> None:
    """Refuse predictions that do not have the form of the type of task."""
    form = example.task_spec.prediction
    prediction = np.asarray(prediction)
    if form == "probability":
        assert prediction.shape == (n_rows, example.task.n_classes), (
            f"predict_proba gave shape {prediction.shape}, "
            f"not {(n_rows, example.task.n_classes)}."
        )
        assert np.isfinite(prediction).all(), "predict_proba gave values that are not finite."
        assert (prediction >= 0).all(), "predict_proba gave negative values."
        assert np.allclose(prediction.sum(axis=1), 1, atol=1e-4), "Rows do not add up to 1."
    elif form in SEVERAL:
        wanted = (n_rows, example.task.n_outputs)
        assert prediction.shape == wanted, f"It gave shape {prediction.shape}, not {wanted}."
        assert np.isfinite(prediction).all(), "It gave values that are not finite."
        if form == "labels":
            assert ((prediction >= 0) & (prediction <= 1)).all(), "Not all are probabilities."
    else:
        assert prediction.shape[0] == n_rows, f"predict gave {prediction.shape[0]} rows."
        if form == "value":
            assert prediction.size == n_rows, f"predict gave shape {prediction.shape}."
            assert np.isfinite(prediction).all(), "predict gave values that are not finite."


def fit_elsewhere(spec: EstimatorSpec, example: Example) -> tuple[Any, Any]:
    """Fit in a child process; return the pipeline and the predictions that came back."""
    answer = _child().submit(_work, cloudpickle.dumps((spec, example))).result(timeout=120)
    model, prediction = pickle.loads(answer)
    return model, prediction


def _work(message: bytes) -> bytes:
    spec, example = pickle.loads(message)
    model = fit(build(spec, example), example)
    answer: bytes = cloudpickle.dumps((model, predict(model, example)))
    return answer


@lru_cache(maxsize=1)
def _child() -> ProcessPoolExecutor:
    # A new interpreter, as the workers of a search are; one for all checks, it starts slowly.
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=worker_started)
