"""What the model looks at: importance of columns, their share in rows, dependence on them."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl import explain
from lepton_automl.errors import InputError
from lepton_automl.explain.blend import outputs, respond
from lepton_automl.plugin.registry import Registry
from lepton_automl.report.page.overview import kind_of
from lepton_automl.report.page.scores import lower
from lepton_automl.report.page.subject import Evidence, Subject, out_of_fold
from lepton_automl.score import make_score

__all__ = ["attributions", "curves", "importance_out_of_fold", "importances"]

ROWS = 120  # that are explained
SHOWN = 10  # columns that are drawn
CURVES = 6
CURVE_ROWS = 200


def importances(
    subject: Subject, evidence: Evidence, *, seconds: float, random_state: int | None
) -> dict[str, Any] | None:
    """Return how much worse the searched metric gets when a column is shuffled."""
    columns = evidence.columns
    if columns is None:
        return None
    n = len(columns)
    table = explain.importance(
        evidence.respond,
        columns,
        evidence.y[:n],
        subject.score,
        time_budget=seconds,
        random_state=random_state,
        sample_weight=None if evidence.weight is None else evidence.weight[:n],
    )
    return {
        "metric": subject.score.name,
        "better": "lower" if lower(subject.score) else "higher",
        **{str(k): v for k, v in table.attrs.items()},
        "columns": [{str(k): v for k, v in row.items()} for row in table.to_dict("records")],
    }


def importance_out_of_fold(subject: Subject, scoring: Any, **settings: Any) -> pd.DataFrame:
    """Return the importance of columns on the rows that fits left out.

    Raises
    ------
    InputError
        If the model has no such rows at hand.
    """
    record = subject.record
    if record is None or record.X is None:
        raise InputError(
            "The fit kept no rows with columns to look at. Pass X and y, rows that the model "
            "was not fitted on."
        )
    evidence = out_of_fold(subject, record)
    columns = evidence.columns
    assert columns is not None  # the record has them
    n = len(columns)
    score = subject.score
    if scoring is not None:
        score = make_score(scoring, subject.spec, Registry())
    weight = None if evidence.weight is None else evidence.weight[:n]
    return explain.importance(
        evidence.respond, columns, evidence.y[:n], score, sample_weight=weight, **settings
    )


def attributions(
    subject: Subject,
    evidence: Evidence,
    background: explain.Columns | None,
    *,
    seconds: float,
    random_state: int | None,
) -> dict[str, Any] | None:
    """Return Shapley values of some rows; None with the reason where they cannot be had.

    Of two classes they are of the second one's probability, of several of the commonest's, and
    of several outputs of the first.
    """
    columns = evidence.columns
    if columns is None:
        return None
    random = np.random.default_rng(random_state)
    rows = np.sort(random.permutation(len(columns))[:ROWS])
    others = columns if background is None else background
    some = np.sort(random.permutation(len(others))[: explain.BACKGROUND])
    try:
        table = explain.attribute(
            subject.model,
            columns.take(rows),
            others.take(some),
            subject.task,
            subject.spec.response,
            time_budget=seconds,
            random_state=random_state,
        )
    except InputError as error:
        return {"reason": str(error)}
    return _drawn(subject, evidence, table, rows)


def curves(
    subject: Subject,
    evidence: Evidence,
    names: list[str],
    *,
    seconds: float,
    random_state: int | None,
) -> list[dict[str, Any]]:
    """Return the partial dependence of the predictions on the first columns that have one."""
    columns, task = evidence.columns, subject.task
    if columns is None:
        return []
    two = task.classes is not None and task.n_classes == 2
    random = np.random.default_rng(random_state)
    some = columns.take(np.sort(random.permutation(len(columns))[:CURVE_ROWS]))
    response, end = subject.spec.response, time.monotonic() + seconds
    found: list[dict[str, Any]] = []
    for name in names:
        if len(found) == CURVES or time.monotonic() > end:
            break
        position = columns.names.index(name)
        curve = explain.dependence(
            lambda X: outputs(respond(subject.model, response, X), two),
            some,
            position,
            kind_of(task, position),
        )
        if curve is not None:
            found.append(_told(curve, _outputs(subject)))
    return found


def _told(curve: Any, labels: list[str | None]) -> dict[str, Any]:
    return {
        "column": curve.column,
        "kind": curve.kind,
        "values": curve.values,
        "share": curve.share.tolist(),
        "outputs": [
            {
                "output": label,
                "mean": curve.mean[:, i].tolist(),
                "low": curve.low[:, i].tolist(),
                "high": curve.high[:, i].tolist(),
            }
            for i, label in enumerate(labels[: curve.mean.shape[1]])
        ],
    }


def _outputs(subject: Subject) -> list[str | None]:
    """Return what the outputs that are drawn are called; a single value has no name."""
    task = subject.task
    if task.classes is None:
        return [str(name) for name in task.outputs] or [None]
    return [str(c) for c in (task.classes[1:] if task.n_classes == 2 else task.classes)]


def _drawn(
    subject: Subject, evidence: Evidence, table: pd.DataFrame, rows: Any
) -> dict[str, Any]:
    """Return the columns with the greatest values, row by row, with the values they had."""
    attrs, output, base = dict(table.attrs), None, table.attrs["base_value"]
    if isinstance(table.columns, pd.MultiIndex):
        tops = list(dict.fromkeys(table.columns.get_level_values(0)))
        chosen = 0 if evidence.decision is None else int(np.bincount(evidence.y).argmax())
        output, base = str(tops[chosen]), base[chosen]
        table = table[tops[chosen]]
    elif subject.task.classes is not None:
        output = str(subject.task.classes[1])
    columns = evidence.columns
    assert columns is not None  # else there would be no table
    mean = table.abs().mean().sort_values(ascending=False)
    found = []
    for name in mean.index[:SHOWN]:
        position = columns.names.index(name)
        found.append(
            {
                "column": name,
                "mean": float(mean[name]),
                "values": table[name].tolist(),
                "ranks": _ranks(
                    columns.column(position)[rows], kind_of(subject.task, position)
                ),
            }
        )
    return {
        "output": output,
        "base_value": float(base),
        "error": attrs["error"],
        "method": attrs["method"],
        "n_rows": len(table),
        "columns": found,
        "rest": float(mean.iloc[SHOWN:].sum()),
    }


def _ranks(values: Any, kind: str) -> list[float | None]:
    """Return how high each value is among the others, from 0 to 1; None without an order."""
    if kind not in ("number", "boolean", "datetime"):
        return [None] * len(values)
    ranks = pd.Series(values).rank(pct=True)
    return [None if np.isnan(r) else float(r) for r in ranks]
