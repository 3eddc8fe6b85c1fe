"""How groups of people (or of anything) are treated, side by side."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import accuracy_score, mean_absolute_error

from lepton_automl.errors import InputError
from lepton_automl.report.page.classes import wilson
from lepton_automl.report.page.segments import groups
from lepton_automl.report.page.subject import Evidence, Subject

__all__ = ["as_groups", "fairness"]

RESAMPLES = 100
MOST_ROWS = 5_000  # a resample costs as much as it has rows
MOST_GROUPS = 30
FEWEST = 30  # rows of a group, below which its numbers say little
LIMITS = (0.025, 0.975)


def as_groups(values: Any, name: str = "sensitive") -> Any:
    """Return the group of each row as text: quarters of many numbers, else the values.

    Raises
    ------
    InputError
        If there are too many groups to compare.

    Examples
    --------
    >>> as_groups(["f", "m", None]).tolist()
    ['f', 'm', 'missing']
    """
    column = pd.Series(np.asarray(values))
    if column.dtype.kind in "iuf" and column.nunique() > 8:
        found = np.full(len(column), "missing", dtype=object)
        for label, rows in groups(column.to_numpy(dtype=float), "number"):
            found[rows] = label
        return found
    told = column.astype(object).where(column.notna(), "missing").astype(str).to_numpy(object)
    if (n_groups := len(set(told))) > MOST_GROUPS:
        raise InputError(
            f"{name!r} has {n_groups} groups, which are too many to compare. Give a column "
            f"with at most {MOST_GROUPS}, or merge the small ones."
        )
    return told


def fairness(
    subject: Subject, evidence: Evidence, *, random_state: int | None
) -> dict[str, Any] | None:
    """Return each group's size and measures with intervals, and the greatest differences.

    The measures are computed by fairlearn's ``MetricFrame``. The 95 % intervals of shares are
    Wilson's; those of mean errors and of differences are from its bootstrap.
    """
    from fairlearn.metrics import MetricFrame

    measures = _measures(subject, evidence)
    if measures is None or evidence.sensitive is None:
        return None
    n = len(evidence.sensitive)  # of a column of X, only the first rows may be at hand
    y, said = evidence.y[:n], evidence.prediction[:n]
    if evidence.decision is not None:
        said = evidence.decision[:n]
    rows = _some(n, random_state)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of groups without a class: a measure is then missing
        frame = MetricFrame(
            metrics=measures,
            y_true=y,
            y_pred=said,
            sensitive_features=evidence.sensitive,
        )
        drawn = MetricFrame(
            metrics=measures,
            y_true=y[rows],
            y_pred=said[rows],
            sensitive_features=evidence.sensitive[rows],
            n_boot=RESAMPLES,
            ci_quantiles=list(LIMITS),
            random_state=random_state,
        )
        narrow = float(np.sqrt(len(rows) / n))
        return {
            "name": evidence.sensitive_name,
            "positive": _positive(subject),
            "measures": list(measures),
            "groups": _groups(frame, drawn, y, evidence, narrow),
            "differences": _differences(frame, drawn, narrow, measures),
            "n_resampled": len(rows),
        }


def _some(n_rows: int, random_state: int | None) -> Any:
    return np.sort(np.random.default_rng(random_state).permutation(n_rows)[:MOST_ROWS])


def _positive(subject: Subject) -> str | None:
    classes = subject.task.classes
    return str(classes[1]) if classes is not None and len(classes) == 2 else None


def _measures(subject: Subject, evidence: Evidence) -> dict[str, Any] | None:
    if evidence.decision is None:
        plain = evidence.prediction.ndim == 1 and evidence.prediction.dtype.kind == "f"
        return (
            {"mean absolute error": mean_absolute_error, "mean error": _bias} if plain else None
        )
    if subject.task.n_classes > 2:
        return {"accuracy": accuracy_score}
    from fairlearn.metrics import false_positive_rate, selection_rate, true_positive_rate

    return {
        "accuracy": accuracy_score,
        "selection rate": selection_rate,
        "true positive rate": true_positive_rate,
        "false positive rate": false_positive_rate,
    }


def _bias(y_true: Any, y_pred: Any) -> float:
    return float(np.mean(np.asarray(y_pred) - np.asarray(y_true)))


def _groups(
    frame: Any, drawn: Any, y: Any, evidence: Evidence, narrow: float
) -> list[dict[str, Any]]:
    sizes = pd.Series(evidence.sensitive).value_counts()
    found = []
    for group in _ordered(sizes):
        values, n = {}, int(sizes[group])
        inside = np.asarray(evidence.sensitive) == group
        rows = {"true positive rate": y[inside] == 1, "false positive rate": y[inside] == 0}
        for name in frame.by_group.columns:
            value = float(frame.by_group.loc[group, name])
            if evidence.decision is None:
                low, high = _interval(value, drawn.by_group_ci, group, name, narrow)
            else:
                low, high = _of_share(value, int(rows[name].sum()) if name in rows else n)
            values[name] = {"value": value, "low": low, "high": high}
        found.append({"group": str(group), "n": n, "few": n < FEWEST, "values": values})
    return found


def _of_share(value: float, n: int) -> tuple[float | None, float | None]:
    """Return Wilson's interval: resamples of a few rows without a hit would have none."""
    return wilson(round(value * n), n) if n else (None, None)


def _ordered(sizes: pd.Series) -> list[str]:
    """Return groups of numbers from the least to the greatest, others from the largest on."""
    starts = {group: group.partition(" ")[0] for group in sizes.index if group != "missing"}
    try:
        numbers = {group: float(start.replace(",", "")) for group, start in starts.items()}
    except ValueError:
        return list(sizes.index)
    return sorted(sizes.index, key=lambda group: numbers.get(group, np.inf))


def _interval(
    value: float, limits: Any, group: Any, name: str, narrow: float
) -> tuple[float | None, float | None]:
    """Return a group's interval, narrowed to all rows; None where the group was never drawn."""
    try:
        low, high = (float(frame.loc[group, name]) for frame in limits)
    except KeyError:
        return None, None
    return value + narrow * (low - value), value + narrow * (high - value)


def _differences(frame: Any, drawn: Any, narrow: float, measures: Any) -> list[dict[str, Any]]:
    """Return the greatest difference between two groups, for each measure."""
    now, limits = frame.difference(), drawn.difference_ci()
    found = []
    for name in measures:
        value = float(now[name])
        low, high = (value + narrow * (float(limit[name]) - value) for limit in limits)
        found.append({"measure": name, "value": value, "low": max(0.0, low), "high": high})
    return found
