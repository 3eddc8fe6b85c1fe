"""What a reader should be told before the details: a sentence each, the gravest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["notices"]

FEW = 100  # rows to judge by


def notices(report: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return warnings and notes: each with its ``level`` and ``text``."""
    warnings = [
        *_of_score(report),
        *_of_leakage(report),
        *_of_drift(report),
        *_of_groups(report),
    ]
    notes = [*_of_rows(report), *_of_strong(report), *_of_search(report)]
    return [
        *({"level": "warning", "text": text} for text in warnings),
        *({"level": "note", "text": text} for text in notes),
    ]


def _of_score(report: Mapping[str, Any]) -> Iterator[str]:
    verdict = (report["headline"] or {}).get("verdict")
    if verdict == "worse":
        yield (
            "The model is no better than the baseline, which ignores all inputs: do not use it."
        )
    elif verdict == "not clearly better":
        yield (
            "The interval of the score reaches the baseline's score: on other rows the model "
            "may be no better than guessing."
        )


def _of_leakage(report: Mapping[str, Any]) -> Iterator[str]:
    leakage = report["leakage"] or {}
    suspects = leakage.get("suspects", [])
    if suspects:
        names = ", ".join(f"“{name}”" for name in suspects[:5])
        word = "column tells" if len(suspects) == 1 else "columns tell"
        yield (
            f"The {word} the target almost perfectly alone: {names}. Will it be known when the "
            "model is used, or was it made from the answer?"
        )
    again = report["repeated"]
    if again and again["n"]:
        yield (
            f"{again['share']:.1%} of the test rows ({again['n']}) are also among the training "
            "rows at hand: the scores on them are too good."
        )


def _of_strong(report: Mapping[str, Any]) -> Iterator[str]:
    strong = (report["leakage"] or {}).get("strong", [])
    if strong:
        names = ", ".join(f"“{name}”" for name in strong[:5])
        word = "column tells" if len(strong) == 1 else "columns each tell"
        yield (
            f"The {word} nearly all of the target alone: {names}. Is that known before the "
            "answer is?"
        )


def _of_drift(report: Mapping[str, Any]) -> Iterator[str]:
    drift = report["drift"]
    if drift and drift["n_moved"]:
        moved = [row["name"] for row in drift["columns"] if row["moved"]]
        names = ", ".join(f"“{name}”" for name in moved[:5])
        more = f" and {len(moved) - 5} more" if len(moved) > 5 else ""
        yield f"The test rows differ from the training rows in {names}{more}."


def _of_groups(report: Mapping[str, Any]) -> Iterator[str]:
    fairness = report["fairness"]
    if not fairness:
        return
    few = [group["group"] for group in fairness["groups"] if group["few"]]
    if few:
        yield (
            f"Of “{fairness['name']}”, some groups have too few rows to say how they are "
            f"treated: {', '.join(few[:5])}."
        )


def _of_rows(report: Mapping[str, Any]) -> Iterator[str]:
    headline = report["headline"]
    if headline and headline["n_rows"] < FEW:
        yield f"There are only {headline['n_rows']} rows to judge by: intervals are wide."
    if headline and headline["source"] == "out-of-fold":
        yield (
            "The rows are training rows, each judged by models that were fitted without it. "
            "The ensemble was chosen by these rows, so its scores are a little too good; rows "
            "kept back tell more."
        )
    if headline is None:
        yield (
            "There are no rows to judge by, so this page tells only of the search. Give rows "
            "with known targets for the rest."
        )
    if report["asked"]["weighted"]:
        yield "Rows have weights: scores count them, while curves and counts do not."


def _of_search(report: Mapping[str, Any]) -> Iterator[str]:
    board = report["leaderboard"]
    if board["n_failed"]:
        yield (
            f"{board['n_failed']} of {board['n_candidates']} candidates failed; the reasons "
            "are below the leaderboard."
        )
