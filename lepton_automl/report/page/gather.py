"""A subject and rows to judge it by -> the report as plain data, section after section."""

from __future__ import annotations

import time
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

import numpy as np

from lepton_automl import explain
from lepton_automl.report.page import classes, course, facts, influence, scores
from lepton_automl.report.page.compute import compute
from lepton_automl.report.page.drift import drift
from lepton_automl.report.page.fairness import fairness
from lepton_automl.report.page.leakage import leakage, repeated
from lepton_automl.report.page.notices import notices
from lepton_automl.report.page.overview import overview, target
from lepton_automl.report.page.plain import plain
from lepton_automl.report.page.residuals import residuals
from lepton_automl.report.page.segments import errors_of, segments
from lepton_automl.report.page.subject import Evidence, Subject
from lepton_automl.report.page.thresholds import threshold_of, thresholds

__all__ = ["PROTOCOL", "gather"]

PROTOCOL = 1
SEGMENTED = 12  # columns whose segments are looked at, the most important first
SHARES = {"scores": 0.15, "importance": 0.35, "attributions": 0.4, "dependence": 0.1}


def gather(
    subject: Subject,
    evidence: Evidence | None,
    *,
    time_budget: float,
    random_state: int | None = 0,
) -> dict[str, Any]:
    """Return all that the report says, as plain JSON values.

    Parameters
    ----------
    subject : Subject
        The model.
    evidence : Evidence or None
        Rows that it has not seen; without them there is only the search to tell of.
    time_budget : float
        About how many seconds it may take.
    random_state : int or None
        Seeds resamples, shuffles and samples.
    """
    started = time.monotonic()
    found: dict[str, Any] = {
        "protocol": PROTOCOL,
        "made": facts.made(subject),
        "asked": facts.asked(subject),
        **_data(subject, evidence, random_state),
        "leaderboard": course.leaderboard(subject),
        "course": course.course(subject),
        "members": course.members(subject),
        **_judged(subject, evidence, time_budget, random_state),
        "compute": compute(subject, evidence),
        "reproduce": facts.reproduction(subject),
    }
    found["notices"] = notices(found)
    found["seconds"] = time.monotonic() - started
    whole: dict[str, Any] = plain(found)
    return whole


def _data(
    subject: Subject, evidence: Evidence | None, random_state: int | None
) -> dict[str, Any]:
    """Return what the data look like, and what may be wrong with them."""
    task, train = subject.task, _train(subject)
    given = evidence is not None and evidence.source == "test"
    test = evidence.columns if evidence is not None and given else None
    known = None if subject.record is None else subject.record.y
    truth = evidence.y if evidence is not None and given else None
    rows, y = (train, known) if train is not None else (test, truth)
    both = train is not None and test is not None
    return {
        "data": overview(task, train, test),
        "target": target(task, known, truth),
        "leakage": None if rows is None else leakage(task, rows, y, random_state=random_state),
        "repeated": repeated(train, test) if both else None,  # type: ignore[arg-type]
        "drift": drift(task, train, test, random_state=random_state) if both else None,  # type: ignore[arg-type]
    }


def _train(subject: Subject) -> explain.Columns | None:
    record = subject.record
    if record is None or record.X is None:
        return None
    return explain.columns_of(record.X, subject.task.schema)


NOTHING: Mapping[str, Any] = dict.fromkeys(
    (
        "headline",
        "scores",
        "curves",
        "calibration",
        "confusion",
        "spread",
        "thresholds",
        "residuals",
        "importance",
        "attributions",
        "dependence",
        "segments",
        "fairness",
    )
)


def _judged(
    subject: Subject, evidence: Evidence | None, seconds: float, random_state: int | None
) -> dict[str, Any]:
    """Return all that needs rows with known targets."""
    if evidence is None:
        return dict(NOTHING)
    rows = scores.scores(
        subject, evidence, seconds=seconds * SHARES["scores"], random_state=random_state
    )
    found = {
        **NOTHING,
        "headline": scores.headline(subject, evidence, rows[0]),
        "scores": rows,
        **_pictures(subject, evidence, random_state),
        **_reasons(subject, evidence, seconds, random_state),
    }
    if evidence.sensitive is not None and find_spec("fairlearn") is not None:
        found["fairness"] = fairness(subject, evidence, random_state=random_state)
    return found


def _pictures(subject: Subject, evidence: Evidence, random_state: int | None) -> dict[str, Any]:
    """Return curves and tables of a classifier, or what is left over by a regressor."""
    y, said, task = evidence.y, evidence.prediction, subject.task
    if evidence.decision is not None:
        labels = [str(c) for c in task.classes or ()]
        two = len(labels) == 2
        used = threshold_of(subject.model)
        return {
            "curves": classes.curves(y, said, labels, random_state=random_state),
            "calibration": classes.calibration(y, said, labels),
            "confusion": classes.confusion(y, evidence.decision, evidence.baseline, labels),
            "spread": classes.spread(y, said, labels) if two else None,
            "thresholds": thresholds(y, said[:, 1], used) if two else None,
        }
    if errors_of(y, said, None) is not None:
        trivial = evidence.baseline
        return {"residuals": residuals(y, said, trivial, random_state=random_state)}
    return {}


def _reasons(
    subject: Subject, evidence: Evidence, seconds: float, random_state: int | None
) -> dict[str, Any]:
    """Return what the model looks at, and where it errs."""
    columns = evidence.columns
    if columns is None:
        return {}
    weights = influence.importances(
        subject, evidence, seconds=seconds * SHARES["importance"], random_state=random_state
    )
    names = [row["column"] for row in (weights or {"columns": []})["columns"]]
    n = len(columns)
    errors = errors_of(evidence.y, evidence.prediction, evidence.decision)
    trivial = _trivial(evidence)
    return {
        "importance": weights,
        "attributions": influence.attributions(
            subject,
            evidence,
            _train(subject),
            seconds=seconds * SHARES["attributions"],
            random_state=random_state,
        ),
        "dependence": influence.curves(
            subject,
            evidence,
            names[:SEGMENTED],
            seconds=seconds * SHARES["dependence"],
            random_state=random_state,
        ),
        "segments": None
        if errors is None
        else segments(
            subject.task,
            columns,
            errors[:n],
            None if trivial is None else trivial[:n],
            names[:SEGMENTED],
        ),
    }


def _trivial(evidence: Evidence) -> Any:
    """Return the baseline's errors, row by row."""
    said = evidence.baseline
    if said is None:
        return None
    named = np.argmax(said, axis=1) if evidence.decision is not None else None
    return errors_of(evidence.y, said, named)
