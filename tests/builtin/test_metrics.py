"""The metrics offered."""

from sklearn.metrics import get_scorer, get_scorer_names

from lepton_automl._lazy import resolve
from lepton_automl.builtin.metrics import METRICS

NOT_SCIKIT_LEARNS = {"neg_mean_pinball_loss", "neg_hamming_loss", "d2_pinball_score"}
ISSUE = {
    "accuracy", "balanced_accuracy", "precision", "precision_macro", "recall", "f1", "f1_macro",
    "f1_weighted", "roc_auc", "average_precision", "neg_log_loss", "neg_brier_score",
    "matthews_corrcoef", "r2", "neg_root_mean_squared_error", "neg_mean_absolute_error",
    "neg_mean_absolute_percentage_error", "neg_root_mean_squared_log_error",
    "neg_median_absolute_error", "neg_mean_pinball_loss",
}  # fmt: skip


def test_the_usual_ones_are_there():
    assert {metric.name for metric in METRICS} >= ISSUE


def test_names_are_scikit_learns():
    assert {m.name for m in METRICS} - set(get_scorer_names()) == NOT_SCIKIT_LEARNS


def test_losses_are_negated_as_scikit_learn_does():
    for metric in METRICS:
        if metric.name not in NOT_SCIKIT_LEARNS:
            negated = get_scorer(metric.name)._sign < 0
            assert metric.greater_is_better == (not negated)
        assert metric.name.startswith("neg_") == (not metric.greater_is_better)
        assert callable(resolve(metric.function))
