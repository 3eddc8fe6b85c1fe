"""How good the model is: scores with intervals beside the baseline's, and in plain words."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from lepton_automl.errors import InputError
from lepton_automl.plugin.registry import Registry
from lepton_automl.report.evaluate import evaluate
from lepton_automl.report.page.subject import Evidence, Subject
from lepton_automl.score import Score, make_score

__all__ = ["headline", "lower", "scores", "title"]

TELLING = (
    "roc_auc",
    "average_precision",
    "neg_log_loss",
    "neg_brier_score",
    "accuracy",
    "balanced_accuracy",
    "f1",
    "precision",
    "recall",
    "f1_macro",
    "matthews_corrcoef",
    "neg_root_mean_squared_error",
    "neg_mean_absolute_error",
    "neg_median_absolute_error",
    "r2",
)
RESAMPLES = 200
MOST = 8  # of a plugin's task type
TITLES = {
    "roc_auc": "ROC AUC",
    "average_precision": "average precision",
    "neg_brier_score": "Brier score",
    "matthews_corrcoef": "Matthews correlation",
    "f1": "F1",
    "f1_macro": "F1 (mean of classes)",
    "r2": "R²",
    "neg_root_mean_squared_error": "root mean squared error",
}


def title(metric: str) -> str:
    """Return a metric's name as people write it.

    Examples
    --------
    >>> title("neg_mean_absolute_error"), title("roc_auc")
    ('mean absolute error', 'ROC AUC')
    """
    return TITLES.get(metric, metric.removeprefix("neg_").replace("_", " "))


def lower(score: Score) -> bool:
    """Tell whether less of it is better, as people count it: an error, a loss."""
    return score.metric is not None and not score.metric.greater_is_better


def scores(
    subject: Subject, evidence: Evidence, *, seconds: float, random_state: int | None
) -> list[dict[str, Any]]:
    """Return the searched metric first, then others that are telling.

    Each has its ``metric``, ``title``, ``better`` (``"higher"`` or ``"lower"``), ``value``,
    ``low`` and ``high`` (a 95 % bootstrap interval), ``baseline``, and a ``note``. Errors and
    losses are as people count them, not negated as the search has them.
    """
    todo, found = _metrics(subject), []
    end = time.monotonic() + seconds
    for left, score in zip(range(len(todo), 0, -1), todo, strict=True):
        table = evaluate(
            evidence.y,
            _response(score, evidence.prediction, evidence.decision),
            evidence.baseline,
            subject.task,
            [score],
            sample_weight=evidence.weight,
            n_bootstrap=RESAMPLES,
            random_state=random_state,
            max_seconds=max(0.0, end - time.monotonic()) / left,
        )
        found.append(_row(score, table.iloc[0].to_dict()))
    return found


def headline(subject: Subject, evidence: Evidence, first: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a reader is to know first: the score, and what it means in plain words."""
    value, low, high, trivial = (first[k] for k in ("value", "low", "high", "baseline"))
    sign = -1 if first["better"] == "lower" else 1
    known = [v for v in (value, low, high, trivial) if v is None or not np.isfinite(v)]
    verdict = "unknown"
    if not known:
        worst = min(sign * low, sign * high)
        verdict = "better" if worst > sign * trivial else "not clearly better"
        verdict = "worse" if sign * value <= sign * trivial else verdict
    return {
        **{k: first[k] for k in ("metric", "title", "better", "value", "low", "high")},
        "baseline": trivial,
        "verdict": verdict,
        "n_rows": len(evidence),
        "source": evidence.source,
        "plain": _plain(subject, evidence),
    }


def _metrics(subject: Subject) -> list[Score]:
    registry, spec = Registry(), subject.spec
    names = [name for name in spec.metrics if name in TELLING] or list(spec.metrics[:MOST])
    found = [subject.score]
    for name in sorted(names, key=lambda n: TELLING.index(n) if n in TELLING else MOST):
        if name != subject.score.name:
            try:
                found.append(make_score(name, spec, registry))
            except InputError:
                continue
    return found


def _response(score: Score, prediction: Any, decision: Any) -> Any:
    """Return the predictions that a metric is to see: of labels, those really named."""
    if decision is None or score.metric is None or score.metric.response != "predict":
        return prediction
    return np.eye(prediction.shape[1])[decision]


def _row(score: Score, values: Mapping[Any, Any]) -> dict[str, Any]:
    numbers = {k: float(values[k]) for k in ("value", "low", "high", "baseline")}
    name = score.name
    if lower(score):
        numbers = {k: -v for k, v in numbers.items()}
        numbers["low"], numbers["high"] = numbers["high"], numbers["low"]
    better = "lower" if lower(score) else "higher"
    return {
        "metric": name,
        "title": title(name),
        "better": better,
        **numbers,
        "note": values["note"],
    }


def _plain(subject: Subject, evidence: Evidence) -> dict[str, Any] | None:
    """Return how often the class is right, or how far off half and most predictions are."""
    y = evidence.y
    if evidence.decision is not None:
        trivial = None if evidence.baseline is None else np.argmax(evidence.baseline, axis=1)
        return {
            "sort": "classes",
            "right": int((evidence.decision == y).sum()),
            "baseline": None if trivial is None else int((trivial == y).sum()),
            "n_rows": len(y),
        }
    if evidence.prediction.ndim != 1 or subject.spec.prediction != "value":
        return None
    off = np.abs(evidence.prediction - y)
    trivial = None if evidence.baseline is None else np.abs(evidence.baseline - y)
    return {
        "sort": "values",
        "half": float(np.median(off)),
        "most": float(np.quantile(off, 0.9)),
        "baseline": None if trivial is None else float(np.median(trivial)),
        "n_rows": len(y),
    }
