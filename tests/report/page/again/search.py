"""The search and its costs, beside what the fitted object says of itself."""

from __future__ import annotations

import os
import re
from statistics import mean, stdev

import pytest
from report.page.again.scores import VALUES, of_classes

WATTS = 12.0


def search(told):
    """Return the question, the leaderboard, the course, the members and the costs."""
    automl = told.automl
    board = automl.leaderboard()
    return {
        "protocol": 1,
        "asked": {
            "n_rows": automl.task_.n_rows,
            "n_columns": told.X.shape[1],
            "weighted": False,
            "grouped": False,
            "classes": told.classes,
            "settings": _settings(automl),
        },
        "leaderboard": _leaderboard(told, board),
        "course": _course(told),
        "members": _members(told),
        "compute": _compute(told, board),
        "reproduce": {"same": automl.n_trials is not None and automl.random_state is not None},
    }


def _settings(automl):
    given = automl.get_params(deep=False).items()
    return {k: v for k, v in given if isinstance(v, (int, float)) and k != "verbose"}


def _sign(told):
    return -1.0 if told.automl.metric_.name.startswith("neg_") else 1.0


def _leaderboard(told, board):
    """Return the candidates by the scores of their folds, and the ensemble by its own."""
    tried = board[board["origin"] != "baseline"]
    seconds = tried.groupby("estimator")["seconds"].agg(["size", "sum"])
    by = seconds.sort_values("sum", ascending=False, kind="stable")
    failed = board[board["error"] != ""]
    ensemble, baseline = _left_out(told)
    return {
        "rows": [_row(told, row) for row in board[board["score"].notna()].to_dict("records")],
        "failures": [
            {"estimator": e, "count": len(rows)}
            for (e, _), rows in failed.groupby(["estimator", "error"], sort=False)
        ],
        "n_candidates": len(tried),
        "n_failed": len(failed),
        "n_stopped": int((board["stopped"] != "").sum()),
        "seconds": board["seconds"].sum(),
        "by_estimator": [
            {"estimator": name, "n": int(row["size"]), "seconds": row["sum"]}
            for name, row in by.iterrows()
        ],
        "ensemble": ensemble,
        "baseline": baseline,
    }


def _row(told, row):
    (trial,) = (
        t
        for t in told.automl.history_
        if t.candidate.estimator == row["estimator"]
        and t.score == row["score"]
        and str(t.candidate).endswith(f"({row['params']})")
        and t.seconds == row["seconds"]
    )
    scores = [fold.score for fold in trial.done]
    return {
        "rank": row["rank"],
        "estimator": row["estimator"],
        "score": _sign(told) * mean(scores),
        "std": stdev(scores) if len(scores) > 1 else None,
        "weight": told.automl.weights_.get(trial.candidate, 0.0),
        "seconds": sum(fold.seconds for fold in trial.folds),
        "params": row["params"],
    }


def _left_out(told):
    """Return the ensemble's and the baseline's score on the rows that fits left out."""
    kept, name = told.automl._record, told.automl.metric_.name
    trivial = [f.score for t in told.automl.history_ if t.origin == "baseline" for f in t.done]
    if told.classes:
        ensemble = of_classes(name, kept.y, kept.prediction.argmax(axis=1), kept.prediction)
    else:
        ensemble = VALUES[name](kept.y, kept.prediction)
    if kept.n_left_out > len(kept.rows):  # a sample of the rows by which it was scored
        near = told.report["leaderboard"]["ensemble"]
        assert ensemble == pytest.approx(near, abs=0.02)
        ensemble = near
    return ensemble, _sign(told) * mean(trivial)


def _course(told):
    spent, best, found = 0.0, [], []
    for trial in sorted(told.automl.history_, key=lambda t: t.number):
        if trial.origin == "baseline":
            continue
        spent += sum(fold.seconds for fold in trial.folds)
        whole = len(trial.done) >= told.automl.history_.n_splits and not trial.error
        best += [trial.score] if whole else []
        found.append(
            {
                "number": trial.number,
                "estimator": trial.candidate.estimator,
                "score": None if trial.score is None else _sign(told) * trial.score,
                "whole": whole,
                "failed": trial.error is not None,
                "stopped": any(fold.stopped for fold in trial.folds),
                "spent": spent,
                "best": _sign(told) * max(best) if best else None,
            }
        )
    return found


def _members(told):
    trials = told.automl.history_.trials
    return [
        {"estimator": c.estimator, "weight": w, "score": _sign(told) * trials[c].score}
        for c, w in sorted(told.automl.weights_.items(), key=lambda pair: -pair[1])
    ]


def _compute(told, board):
    found = told.report["compute"]
    assert found["source"] in ("measured", "estimated")
    again = {"fit_seconds": board["seconds"].sum(), "cores": os.cpu_count()}
    again["predict"] = {
        "n_rows": len(told.X),
        "watt_hours_per_1000": found["predict"]["seconds"] * WATTS / 3.6 / len(told.X),
    }
    if found["source"] == "estimated":
        again |= {"watts": WATTS, "watt_hours": found["cpu_seconds"] * WATTS / 3600}
    return again


def said_in_notices(told):
    """Return the numbers in the sentences at the top that the report has nowhere else."""
    known = {
        str(told.report[a][b])
        for a, b in (
            ("headline", "n_rows"),
            ("repeated", "n"),
            ("leaderboard", "n_failed"),
            ("leaderboard", "n_candidates"),
        )
    }
    known.add(f"{told.report['repeated']['share']:.1%}".rstrip("%"))
    texts = " ".join(notice["text"] for notice in told.report["notices"])
    plain = re.sub(r"“[^”]*”|: [^.]*\.$", "", texts)  # names of columns and groups
    return set(re.findall(r"\d+(?:\.\d+)?", plain)) - known
