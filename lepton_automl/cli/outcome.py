"""What ``run`` and ``fit`` print: the leaderboard, the scores, where things are."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from shlex import quote
from typing import TYPE_CHECKING, Any

from lepton_automl.cli import show

if TYPE_CHECKING:
    import pandas as pd

    from lepton_automl.recipe import Outcome

__all__ = ["print_evaluation", "print_leaderboard", "print_outcome"]

SHOWN, FAILURES, FEW = 10, 3, 5
COLUMNS = {
    "rank": "#",
    "estimator": "estimator",
    "score": "score",
    "folds": "folds",
    "weight": "weight",
    "seconds": "seconds",
}


def print_outcome(outcome: Outcome) -> None:
    """Print what became of a recipe, short enough for one screen."""
    automl, task = outcome.automl, outcome.automl.task_
    if automl.history_.interrupted:
        show.note("Interrupted: this is the best that was found so far.")
    for sentence in _notes(outcome):
        show.note(sentence)
    rows = f"{outcome.n_train} rows, {task.n_features} columns"
    show.line(f"{outcome.recipe.data.name}: {task.type}, {rows}, {outcome.seconds:.0f} s\n")
    board, metric = automl.leaderboard(), automl.metric_.name
    print_leaderboard(board, metric, most=SHOWN, failures=FAILURES)
    if outcome.evaluation is not None:
        print_evaluation(outcome.evaluation, f"{outcome.n_held_out} held-out rows")
    show.facts(_places(outcome))


def _notes(outcome: Outcome) -> Iterator[str]:
    """Yield what a user would not expect."""
    from lepton_automl.report import only_baseline

    automl = outcome.automl
    if outcome.n_unlabelled:
        yield f"Rows without a target, left out: {outcome.n_unlabelled}."
    left_out = automl.task_.schema.left_out
    if left_out:
        told = "; ".join(f"{name!r} {reason}" for name, reason in left_out[:FEW])
        more = f"; and {len(left_out) - FEW} more" if len(left_out) > FEW else ""
        yield f"Columns left out: {told}{more}. --kind COLUMN=KIND brings one back."
    reason = only_baseline(automl.history_, automl.weights_)
    if reason and not automl.history_.interrupted:
        yield reason


def print_leaderboard(
    board: pd.DataFrame, metric: str, *, most: int | None = None, failures: int | None = None
) -> None:
    """Print the trials, best first, then the failures; by default all of both."""
    scored = board[board["score"].notna()]
    rows = [_cells(row) for row in scored[:most].to_dict("records")]
    show.table(list(COLUMNS.values()), rows, f"Leaderboard ({metric}, greater is better)")
    reasons = board["error"].fillna("")
    told = [
        f"{name} failed: {reason}"
        for name, reason in zip(board["estimator"], reasons, strict=True)
        if reason
    ]
    for sentence in told[:failures]:
        show.line(sentence if failures is None else show.shortened(sentence))
    more = {"trials": len(scored) - len(rows), "failures": len(told) - len(told[:failures])}
    if any(more.values()):
        show.line("and " + ", ".join(f"{n} more {what}" for what, n in more.items() if n))
    show.line("")


def print_evaluation(evaluation: pd.DataFrame, title: str) -> None:
    """Print scores with their intervals beside the baseline's."""
    rows = [
        (row["metric"], row["value"], _interval(row), row["baseline"])
        for row in evaluation.to_dict("records")
    ]
    show.table(("metric", "model", "95 % interval", "baseline"), rows, f"On {title}")
    for row in evaluation.to_dict("records"):
        if row["note"]:
            show.line(f"{row['metric']}: {row['note']}")
    show.line("")


def _cells(row: Mapping[Hashable, Any]) -> tuple[Any, ...]:
    """Return the cells of a trial; a weight of zero is shown as none."""
    short: dict[Hashable, Any] = {
        "weight": _rounded(row["weight"] or None, 2),
        "seconds": _rounded(row["seconds"], 1),
    }
    return tuple({**row, **short}[name] for name in COLUMNS)


def _rounded(value: float | None, digits: int) -> str:
    return f"{value:.{digits}f}" if show.number(value) else ""


def _interval(row: Mapping[Hashable, Any]) -> str:
    low, high = show.number(row["low"]), show.number(row["high"])
    return f"{low} to {high}" if low else ""


def _places(outcome: Outcome) -> dict[str, str]:
    places = {}
    if outcome.artifact is not None:
        folder = quote(str(outcome.artifact))
        places["Saved"] = f"{outcome.artifact} (its card: {outcome.artifact / 'card.md'})"
        places["Predict"] = f"lepton predict {folder} DATA.csv"
        places["Python"] = f"lepton_automl.load({str(outcome.artifact)!r}).predict(X)"
    if outcome.page is not None:
        places["Report"] = str(outcome.page)
    if run_dir := outcome.recipe.automl.get("run_dir"):
        places["Run"] = f"{run_dir} (all trials: lepton leaderboard {quote(run_dir)})"
    return places
