"""The built-in metrics, under scikit-learn's scorer names; greater is better everywhere."""

from __future__ import annotations

from typing import Any

from lepton_automl.plugin.specs import MetricSpec

_SKLEARN = "sklearn.metrics"
_FAST = "lepton_automl.score.fast"
_CURVES = "lepton_automl.builtin.curves"
_QUANTILES = "lepton_automl.builtin.quantile_metrics"
_BINARY = frozenset({"binary"})
_CLASSES = frozenset({"binary", "multiclass"})
_LABELS = frozenset({"multilabel"})
_NUMBERS = frozenset({"regression"})
_SEVERAL = frozenset({"regression", "multioutput"})


def _labels(
    name: str, function: str, tasks: frozenset[str] = _CLASSES, **params: Any
) -> MetricSpec:
    # Where a class is never predicted, precision is 0 by definition, without a warning.
    return MetricSpec(name, f"{_SKLEARN}:{function}", tasks, params=params, weighted=True)


def _probabilities(
    name: str,
    function: str,
    tasks: frozenset[str] = _CLASSES,
    loss: bool = False,
    **params: Any,
) -> MetricSpec:
    return MetricSpec(
        name,
        function,
        tasks,
        greater_is_better=not loss,
        response="predict_proba",
        params=params,
        weighted=True,
    )


def _pairs(name: str, average: str) -> MetricSpec:
    # scikit-learn has no weighted rows for pairs of classes.
    return MetricSpec(
        name,
        f"{_CURVES}:roc_auc_mean",
        _CLASSES,
        response="predict_proba",
        params={"multi_class": "ovo", "average": average},
    )


def _error(name: str, function: str, tasks: frozenset[str] = _SEVERAL) -> MetricSpec:
    return MetricSpec(name, function, tasks, greater_is_better=False, weighted=True)


def _averages(measure: str) -> tuple[MetricSpec, ...]:
    """Return a measure of one class, and its averages over all classes, labels or rows."""
    function = f"{measure}_score"
    return (
        _labels(measure, function, _BINARY, zero_division=0),
        *(
            _labels(
                f"{measure}_{how}", function, _CLASSES | _LABELS, average=how, zero_division=0
            )
            for how in ("macro", "micro", "weighted")
        ),
        _labels(f"{measure}_samples", function, _LABELS, average="samples", zero_division=0),
    )


METRICS: tuple[MetricSpec, ...] = (
    MetricSpec("accuracy", f"{_FAST}:accuracy", _CLASSES | _LABELS, weighted=True),
    _labels("balanced_accuracy", "balanced_accuracy_score"),
    _labels("matthews_corrcoef", "matthews_corrcoef"),
    *_averages("f1"),
    *_averages("precision"),
    *_averages("recall"),
    *_averages("jaccard"),
    MetricSpec(
        "neg_hamming_loss",
        f"{_FAST}:hamming_loss",
        _LABELS,
        greater_is_better=False,
        weighted=True,
    ),
    _probabilities("roc_auc", f"{_FAST}:roc_auc", _CLASSES | _LABELS),
    _probabilities(
        "roc_auc_ovr", f"{_CURVES}:roc_auc_mean", multi_class="ovr", average="macro"
    ),
    _probabilities(
        "roc_auc_ovr_weighted", f"{_CURVES}:roc_auc_mean", multi_class="ovr", average="weighted"
    ),
    _pairs("roc_auc_ovo", average="macro"),
    _pairs("roc_auc_ovo_weighted", average="weighted"),
    _probabilities("average_precision", f"{_CURVES}:average_precision", _CLASSES | _LABELS),
    _probabilities("neg_log_loss", f"{_FAST}:log_loss", _CLASSES | _LABELS, loss=True),
    _probabilities("neg_brier_score", f"{_CURVES}:brier", loss=True),
    _probabilities("d2_log_loss_score", f"{_CURVES}:d2_log_loss"),
    _probabilities("d2_brier_score", f"{_CURVES}:d2_brier"),
    MetricSpec(
        "top_k_accuracy",
        f"{_CURVES}:top_k_accuracy",
        frozenset({"multiclass"}),
        response="predict_proba",
        weighted=True,
    ),
    MetricSpec("r2", f"{_SKLEARN}:r2_score", _SEVERAL, weighted=True),
    MetricSpec(
        "explained_variance", f"{_SKLEARN}:explained_variance_score", _SEVERAL, weighted=True
    ),
    MetricSpec(
        "d2_absolute_error_score",
        f"{_SKLEARN}:d2_absolute_error_score",
        _SEVERAL,
        weighted=True,
    ),
    MetricSpec(
        "d2_pinball_score", f"{_QUANTILES}:d2_pinball", frozenset({"quantile"}), weighted=True
    ),
    _error("neg_root_mean_squared_error", f"{_FAST}:root_mean_squared_error"),
    _error("neg_mean_squared_error", f"{_FAST}:mean_squared_error"),
    _error("neg_mean_absolute_error", f"{_FAST}:mean_absolute_error"),
    _error("neg_median_absolute_error", f"{_SKLEARN}:median_absolute_error"),
    _error("neg_mean_absolute_percentage_error", f"{_SKLEARN}:mean_absolute_percentage_error"),
    _error("neg_mean_squared_log_error", f"{_SKLEARN}:mean_squared_log_error"),
    _error("neg_root_mean_squared_log_error", f"{_SKLEARN}:root_mean_squared_log_error"),
    _error(
        "neg_mean_pinball_loss",
        f"{_QUANTILES}:pinball_loss",
        frozenset({"regression", "quantile"}),
    ),
    _error("neg_mean_poisson_deviance", f"{_SKLEARN}:mean_poisson_deviance", _NUMBERS),
    _error("neg_mean_gamma_deviance", f"{_SKLEARN}:mean_gamma_deviance", _NUMBERS),
    MetricSpec("neg_max_error", f"{_SKLEARN}:max_error", _NUMBERS, greater_is_better=False),
)
