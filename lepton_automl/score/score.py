"""A metric, ready to be applied to recorded predictions."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from inspect import signature
from typing import Any

import numpy as np

from lepton_automl._lazy import resolve
from lepton_automl.errors import InputError, did_you_mean
from lepton_automl.plugin.registry import Registry
from lepton_automl.plugin.specs import MetricSpec, TaskSpec
from lepton_automl.score.recorded import apply_scorer, scorer_name

__all__ = ["Score", "make_score"]

# What metrics are called elsewhere, and what they may be called here.
USUAL_NAMES = {
    "auc": ("roc_auc", "roc_auc_ovr"),
    "acc": ("accuracy",),
    "log_loss": ("neg_log_loss",),
    "logloss": ("neg_log_loss",),
    "brier": ("neg_brier_score",),
    "mcc": ("matthews_corrcoef",),
    "rmse": ("neg_root_mean_squared_error",),
    "root_mean_squared_error": ("neg_root_mean_squared_error",),
    "mse": ("neg_mean_squared_error",),
    "mae": ("neg_mean_absolute_error",),
    "mape": ("neg_mean_absolute_percentage_error",),
    "rmsle": ("neg_root_mean_squared_log_error",),
    "pinball_loss": ("neg_mean_pinball_loss",),
}


@dataclass(frozen=True)
class Score:
    """Scores predictions of one task type; greater is better, NaN where it is not defined.

    Attributes
    ----------
    name : str
        The metric's name.
    metric : MetricSpec or None
        The offer it was made of.
    scorer : str, callable or None
        Where there is no offer: a scikit-learn scorer's name, or a callable.
    form : {"probability", "labels", "value", "values", "quantiles", "object"}
        The form of the predictions.
    """

    name: str
    metric: MetricSpec | None
    scorer: str | Callable[..., Any] | None
    form: str

    def __call__(
        self, y_true: Any, prediction: Any, sample_weight: Any = None, classes: Any = None
    ) -> float:
        """Return the score of predictions.

        Parameters
        ----------
        y_true : array of shape (n_rows,) or (n_rows, n_outputs)
            As estimators are fitted on it: class positions, floats or objects.
        prediction : array of shape (n_rows, n_classes), (n_rows, n_outputs) or (n_rows,)
            In the form of the task type.
        sample_weight : array of shape (n_rows,), optional
            Passed on to metrics that take weights.
        classes : array of labels, optional
            What a scorer is shown in place of class positions.
        """
        with warnings.catch_warnings():
            # A fold that lacks a class, or a model that never predicts one, is no news here.
            warnings.simplefilter("ignore")
            if self.metric is None:
                return apply_scorer(
                    self.scorer, y_true, prediction, self.form, sample_weight, classes
                )
            return self._measure(self.metric, y_true, prediction, sample_weight)

    def _measure(
        self, metric: MetricSpec, y_true: Any, prediction: Any, sample_weight: Any
    ) -> float:
        options = dict(metric.params)
        if metric.weighted and sample_weight is not None:
            options["sample_weight"] = sample_weight
        y_pred = _respond(prediction, self.form, metric.response)
        value = float(resolve(metric.function)(y_true, y_pred, **options))
        return value if metric.greater_is_better else -value


def make_score(
    scoring: str | Callable[..., Any] | None,
    task_spec: TaskSpec,
    registry: Registry,
    outputs: tuple[Any, ...] = (),
) -> Score:
    """Return the score of a name, of a scorer, or the default of a task type.

    Parameters
    ----------
    scoring : str, callable or None
        The name of a metric offered or of a scikit-learn scorer; a callable
        ``(estimator, X, y) -> float``, where greater is better; or None for the default.
    task_spec : TaskSpec
        What is learned.
    registry : Registry
        Where metrics are looked up.
    outputs : tuple
        ``Task.outputs``, for metrics that need them.

    Raises
    ------
    InputError
        If there is no such metric, or it does not apply to the task type.

    Examples
    --------
    >>> registry = Registry(load_installed=False)
    >>> score = make_score("accuracy", registry.tasks["binary"], registry)
    >>> score(np.array([0, 1]), np.array([[0.8, 0.2], [0.6, 0.4]]))
    0.5
    """
    if scoring is None:
        scoring = task_spec.metrics[0]
    if callable(scoring):
        _refuse_metric_function(scoring)
        return Score(scorer_name(scoring), None, scoring, task_spec.prediction)
    if not isinstance(scoring, str):
        raise InputError(
            f"scoring must be a metric's name, a callable or None, got {scoring!r}."
        )
    known = _applicable(task_spec, registry)
    if scoring in registry.metrics:
        if scoring not in known:
            raise InputError(
                f"The metric {scoring!r} does not apply to a {task_spec.name} task. "
                f"Those that do: {_listed(known)}."
            )
        metric = _told(registry.metrics[scoring], outputs)
        return Score(scoring, metric, None, task_spec.prediction)
    if task_spec.prediction not in ("object", "quantiles") and scoring in _scorers():
        return _stock(scoring, task_spec, known)
    raise InputError(
        f"No metric is named {scoring!r}. {_hint(scoring, known)}"
        f"Those for a {task_spec.name} task: {_listed(known)}."
    )


def _refuse_metric_function(scoring: Callable[..., Any]) -> None:
    """Refuse a function of y_true and y_pred, which is a metric and no scorer."""
    try:
        names = list(signature(scoring).parameters)[:2]
    except (TypeError, ValueError):  # of some built-in callables nothing is known
        return
    if names and names[0] in ("y_true", "y"):
        called = getattr(scoring, "__name__", repr(scoring))
        raise InputError(
            f"scoring={called} takes ({', '.join(names)}), but a scorer is called as "
            "(estimator, X, y). Pass a metric's name, or sklearn.metrics.make_scorer("
            f"{called})."
        )


def _stock(scoring: str, task_spec: TaskSpec, known: list[str]) -> Score:
    """Return the score of a scikit-learn scorer that no plugin offers, if it applies."""
    score = Score(scoring, None, scoring, task_spec.prediction)
    try:
        score(*_trifle(task_spec))
    except Exception as error:
        raise InputError(
            f"The scikit-learn scorer {scoring!r} does not apply to a {task_spec.name} task: "
            f"{error} Those that do: {_listed(known)}."
        ) from error
    return score


def _trifle(task_spec: TaskSpec) -> tuple[Any, Any]:
    """Return a y and predictions of a few rows."""
    rows = np.arange(12)
    if task_spec.prediction == "probability":
        n_classes = 2 if task_spec.name == "binary" else 3
        return rows % n_classes, np.eye(n_classes)[rows % n_classes]
    if task_spec.prediction == "labels":
        labels = np.column_stack([rows % 2, rows % 3 > 0]).astype(int)
        return labels, np.where(labels == 1, 0.9, 0.1)
    if task_spec.prediction == "values":
        return np.column_stack([rows, -rows]) + 0.5, np.column_stack([rows, -rows]) + 0.25
    return np.array([0.5, 1.5, 2.5]), np.array([0.5, 1.0, 3.5])


def _told(metric: MetricSpec, outputs: tuple[Any, ...]) -> MetricSpec:
    """Return a metric that knows the outputs, if its function takes them."""
    if not outputs or "outputs" not in signature(resolve(metric.function)).parameters:
        return metric
    return replace(metric, params={**metric.params, "outputs": outputs})


def _applicable(task_spec: TaskSpec, registry: Registry) -> list[str]:
    """Return the names that apply to a task type, its own choice first."""
    own = [name for name in task_spec.metrics if name in registry.metrics]
    more = [m.name for m in registry.metrics.values() if task_spec.name in m.tasks]
    return [*own, *(name for name in more if name not in own)]


def _scorers() -> list[str]:
    from sklearn.metrics import get_scorer_names

    return list(get_scorer_names())


def _hint(name: str, known: list[str]) -> str:
    usual = next((new for new in USUAL_NAMES.get(name.lower(), ()) if new in known), None)
    if usual is not None:
        return f"Did you mean {usual!r}? "
    hint = did_you_mean(name, known)
    return f"{hint} " if hint.startswith("Did") else ""


def _listed(names: list[str]) -> str:
    return ", ".join(map(repr, names)) if names else "none"


def _respond(prediction: Any, form: str, response: str) -> Any:
    """Return what a metric takes, from a prediction in the task type's form."""
    if form == "labels" and response == "predict":
        return (prediction >= 0.5).astype(int)
    if form != "probability" or response == "predict_proba":
        return prediction
    if response == "predict":
        return np.argmax(prediction, axis=1)
    return prediction[:, 1] if prediction.shape[1] == 2 else prediction
