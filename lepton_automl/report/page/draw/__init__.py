"""The figures of a report, drawn from its data alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lepton_automl.report.page.draw import curves, groups, influence, search, values

__all__ = ["draw"]


def draw(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures as SVG, by name; those with several parts as lists.

    Parameters
    ----------
    report : mapping
        What `gather` returned, or ``report.json``.
    """
    found: dict[str, Any] = {}
    if report["headline"] and report["headline"]["value"] is not None:
        found["ruler"] = search.ruler(report["headline"])
    if report["course"]:
        title = report["asked"]["title"]
        found["course"] = search.course(report["course"], report["leaderboard"], title)
    if report["leaderboard"]["by_estimator"]:
        found["shares"] = search.shares(report["leaderboard"]["by_estimator"])
    return {**found, **_judged(report), **_reasons(report), **_groups(report)}


def _judged(report: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if report["curves"]:
        found["roc"] = curves.roc(report["curves"])
        found["pr"] = curves.precision_recall(report["curves"])
    for name in ("calibration", "spread"):
        if report[name]:
            found[name] = getattr(curves, name)(report[name])
    if report["thresholds"]:
        found["threshold"] = curves.threshold(report["thresholds"])
    if report["residuals"]:
        found["against"] = values.against(report["residuals"])
        found["left_over"] = values.left_over(report["residuals"])
        if len(report["residuals"]["bins"]) > 1:
            found["left_over_by_value"] = values.left_over_by_value(report["residuals"])
    return found


def _reasons(report: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if report["importance"] and report["importance"]["columns"]:
        found["importance"] = influence.importance(report["importance"])
    if report["attributions"] and report["attributions"].get("columns"):
        found["attributions"] = influence.attributions(report["attributions"])
    found["dependence"] = [influence.dependence(d) for d in report["dependence"] or []]
    return found


def _groups(report: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if report["segments"] and report["segments"]["rows"]:
        found["segments"] = groups.segments(report["segments"])
    fairness = report["fairness"]
    if fairness:
        found["fairness"] = [groups.fairness(fairness, m) for m in fairness["measures"]]
    drift = report["drift"] or {"columns": []}
    moved = [row for row in drift["columns"] if row["moved"] and "edges" in row]
    found["moved"] = [groups.moved(row) for row in moved[:4]]
    return found
