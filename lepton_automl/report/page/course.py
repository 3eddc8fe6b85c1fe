"""What was tried, in which order, and what the ensemble is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lepton_automl.report.page.scores import lower
from lepton_automl.report.page.subject import Subject

__all__ = ["course", "leaderboard", "members"]

SHOWN = ("rank", "estimator", "score", "std", "weight", "folds", "seconds", "params", "stopped")


def leaderboard(subject: Subject) -> dict[str, Any]:
    """Return all candidates, best first, and the failures with their reasons."""
    rows = [dict(row) for row in subject.manifest["leaderboard"]]
    sign = -1.0 if lower(subject.score) else 1.0
    for row in rows:
        if row.get("score") is not None:
            row["score"] = sign * row["score"]
    failures: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.get("error"):
            key = (row["estimator"], row["error"])
            failures[key] = failures.get(key, 0) + 1
    return {
        "rows": [
            {name: row.get(name) for name in (*SHOWN, "origin")}
            for row in rows
            if row.get("score") is not None
        ],
        "failures": [
            {"estimator": name, "error": error, "count": count}
            for (name, error), count in failures.items()
        ],
        "n_candidates": sum(row.get("origin") != "baseline" for row in rows),
        "n_failed": sum(bool(row.get("error")) for row in rows),
        "n_stopped": sum(bool(row.get("stopped")) for row in rows),
        "seconds": sum(row.get("seconds") or 0.0 for row in rows),
        "by_estimator": _by_estimator(rows),
        "baseline": _signed(subject.manifest["baseline_score"], sign),
        "ensemble": _signed(subject.manifest["ensemble_score"], sign),
    }


def _by_estimator(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return how many candidates and seconds each estimator had, the longest first."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row.get("origin") != "baseline":
            name = row["estimator"]
            part = found.setdefault(name, {"estimator": name, "n": 0, "seconds": 0.0})
            part["n"] += 1
            part["seconds"] += row.get("seconds") or 0.0
    return sorted(found.values(), key=lambda part: -part["seconds"])


def course(subject: Subject) -> list[dict[str, Any]] | None:
    """Return the candidates in the order they were taken up; None where that is not known.

    ``best`` is the best score so far of those with all folds done.
    """
    history = subject.history
    if history is None:
        return None
    sign = -1.0 if lower(subject.score) else 1.0
    spent, best, found = 0.0, None, []
    for trial in sorted(history, key=lambda t: t.number):
        if trial.origin == "baseline":
            continue
        spent += trial.seconds
        whole = len(trial.done) >= history.n_splits and not trial.error
        if whole and trial.score is not None and (best is None or trial.score > best):
            best = trial.score
        found.append(
            {
                "number": trial.number,
                "estimator": trial.candidate.estimator,
                "origin": trial.origin,
                "score": _signed(trial.score, sign),
                "whole": whole,
                "failed": trial.error is not None,
                "stopped": trial.stopped is not None,
                "spent": spent,
                "best": _signed(best, sign),
            }
        )
    return found


def members(subject: Subject) -> list[dict[str, Any]]:
    """Return the members of the ensemble, by weight."""
    sign = -1.0 if lower(subject.score) else 1.0
    return [
        {
            "estimator": m["candidate"]["estimator"],
            "weight": m["weight"],
            "score": _signed(m["score"], sign),
            "params": _params(m["candidate"]["params"]),
        }
        for m in subject.manifest["members"]
    ]


def _params(params: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{k}={v:.4g}" if isinstance(v, float) else f"{k}={v}" for k, v in params.items()
    )


def _signed(value: float | None, sign: float) -> float | None:
    return None if value is None else sign * value
