"""The built-in task types.

Binary and multiclass classification, regression, and what several columns of y or of a
prediction make of them: multilabel classification, multi-output regression, quantiles.
"""

from __future__ import annotations

from lepton_automl.plugin.specs import TaskSpec

_TARGETS = "lepton_automl.builtin.targets"
_COLUMNS = "lepton_automl.builtin.target_columns"

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
_MEASURES = ("precision", "recall", "jaccard")
_AVERAGES = ("macro", "micro", "weighted", "samples")

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
    TaskSpec(
        name="multilabel",
        recognise=f"{_COLUMNS}:looks_multilabel",
        target=f"{_COLUMNS}:multilabel",
        metrics=(
            "roc_auc",
            "f1_macro",
            "f1_micro",
            "f1_samples",
            "neg_hamming_loss",
            "accuracy",
            "neg_log_loss",
            "average_precision",
            "f1_weighted",
            *(f"{measure}_{how}" for measure in _MEASURES for how in _AVERAGES),
        ),
        baseline=f"{_TARGETS}:prior",
        splitter="lepton_automl.builtin.label_folds:label_folds",
        combine="mean",
        prediction="labels",
    ),
    TaskSpec(
        name="multioutput",
        recognise=f"{_COLUMNS}:looks_multioutput",
        target=f"{_COLUMNS}:multioutput",
        # R2 first: columns may be of different size, and errors of the largest would decide.
        metrics=(
            "r2",
            "neg_root_mean_squared_error",
            "neg_mean_absolute_error",
            "neg_mean_squared_error",
            "neg_median_absolute_error",
            "neg_mean_absolute_percentage_error",
            "neg_mean_squared_log_error",
            "neg_root_mean_squared_log_error",
            "explained_variance",
            "d2_absolute_error_score",
        ),
        baseline="sklearn.dummy:DummyRegressor",
        splitter="shuffled",
        combine="mean",
        prediction="values",
    ),
    TaskSpec(
        name="quantile",
        recognise=None,  # y looks like that of a regression: it has to be asked for
        target=f"{_TARGETS}:values",
        metrics=("neg_mean_pinball_loss", "d2_pinball_score"),
        baseline="lepton_automl.builtin.make.quantiles:constant_quantiles",
        splitter="shuffled",
        combine="mean",
        prediction="quantiles",
        outputs=f"{_COLUMNS}:levels",
    ),
)
