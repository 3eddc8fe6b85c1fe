"""The built-in task types: binary and multiclass classification, and regression."""

from __future__ import annotations

from lepton_automl.plugin.specs import TaskSpec

_TARGETS = "lepton_automl.builtin.targets"

_LABELS = (
    "accuracy",
    "balanced_accuracy",
    "matthews_corrcoef",
    "f1_macro",
    "f1_micro",
    "f1_weighted",
    "precision_macro",
    "precision_micro",
    "precision_weighted",
    "recall_macro",
    "recall_micro",
    "recall_weighted",
    "jaccard_macro",
    "jaccard_micro",
    "jaccard_weighted",
)
_PROBABILITIES = (
    "average_precision",
    "neg_brier_score",
    "d2_log_loss_score",
    "d2_brier_score",
    "roc_auc_ovr",
    "roc_auc_ovr_weighted",
    "roc_auc_ovo",
    "roc_auc_ovo_weighted",
)
_BINARY = ("f1", "precision", "recall", "jaccard")
_VALUES = (
    "neg_root_mean_squared_error",
    "r2",
    "neg_mean_absolute_error",
    "neg_mean_squared_error",
    "neg_median_absolute_error",
    "neg_mean_absolute_percentage_error",
    "neg_mean_squared_log_error",
    "neg_root_mean_squared_log_error",
    "neg_max_error",
    "neg_mean_pinball_loss",
    "neg_mean_poisson_deviance",
    "neg_mean_gamma_deviance",
    "explained_variance",
    "d2_absolute_error_score",
)

TASKS = (
    TaskSpec(
        name="binary",
        recognise=f"{_TARGETS}:looks_binary",
        target=f"{_TARGETS}:binary",
        metrics=("roc_auc", "neg_log_loss", *_LABELS, *_BINARY, *_PROBABILITIES),
        baseline=f"{_TARGETS}:prior",
        splitter="stratified",
        combine="mean",
        prediction="probability",
    ),
    TaskSpec(
        name="multiclass",
        recognise=f"{_TARGETS}:looks_multiclass",
        target=f"{_TARGETS}:multiclass",
        metrics=("neg_log_loss", "roc_auc", *_LABELS, *_PROBABILITIES, "top_k_accuracy"),
        baseline=f"{_TARGETS}:prior",
        splitter="stratified",
        combine="mean",
        prediction="probability",
    ),
    TaskSpec(
        name="regression",
        recognise=f"{_TARGETS}:looks_like_regression",
        target=f"{_TARGETS}:values",
        metrics=_VALUES,
        baseline="sklearn.dummy:DummyRegressor",
        splitter="shuffled",
        combine="mean",
        prediction="value",
    ),
)
