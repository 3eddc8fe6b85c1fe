"""Measure whether `fit` comes back in time, with a model that is worth having.

Each table and budget is fitted in a fresh process. Written down are the seconds of `fit`, the
score on rows held out beside the trivial model's, the folds finished, and the most memory that
all processes held together. A row that is in the CSV already is not measured again.

    python benchmarks/deadline.py [--tables tiny,wide] [--budgets 5,15] [--results FOLDER]

Memory is proportional set size where the system tells it (pages shared by processes count
once), else resident size.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import psutil
from tables import TABLES, load

HERE = Path(__file__).parent
GRACE = 1.0  # seconds that `fit` may take beyond its budget


@dataclass(frozen=True)
class Row:
    """One fit: a table, a budget, and what came of it."""

    table: str
    budget: float
    rows: int = 0
    columns: int = 0
    metric: str = ""
    seconds: float = 0.0
    score: float = float("nan")
    dummy: float = float("nan")
    trials: int = 0
    folds: int = 0
    failed: int = 0
    members: int = 0
    megabytes: int = 0
    error: str = ""

    @property
    def in_time(self) -> bool:
        """Whether `fit` came back within its budget and the grace."""
        return not self.error and self.seconds <= self.budget + GRACE

    @property
    def better(self) -> bool:
        """Whether the model beats the trivial one on rows that neither saw."""
        return not self.error and self.score > self.dummy


def fit_once(table: str, budget: float) -> Row:
    """Fit one table in this process and measure it."""
    from lepton_automl import LeptonAutoML

    X, y, X_test, y_test = load(table)
    automl = LeptonAutoML(time_budget=budget, random_state=0, verbose=0)
    start = time.perf_counter()
    automl.fit(X, y)
    seconds = time.perf_counter() - start
    metric, score, dummy = held_out(automl, y, X_test, y_test)
    history = list(automl.history_)
    return Row(
        table=table,
        budget=budget,
        rows=X.shape[0],
        columns=X.shape[1],
        metric=metric,
        seconds=round(seconds, 2),
        score=round(score, 5),
        dummy=round(dummy, 5),
        trials=len(history),
        folds=sum(len(t.done) for t in history),
        failed=sum(t.error is not None for t in history),
        members=len(automl.weights_),
    )


def held_out(automl: Any, y: Any, X_test: Any, y_test: Any) -> tuple[str, float, float]:
    """Return the metric, the model's score and the trivial model's, all greater is better.

    Reckoned by scikit-learn from the predictions, not by what is being measured.
    """
    import numpy as np
    from sklearn.dummy import DummyClassifier, DummyRegressor
    from sklearn.metrics import log_loss, roc_auc_score, root_mean_squared_error

    if automl.task_.type == "regression":
        dummy = DummyRegressor().fit(np.zeros(len(y)), y).predict(np.zeros(len(y_test)))
        model = automl.predict(X_test)
        errors = [root_mean_squared_error(y_test, p) for p in (model, dummy)]
        return "RMSE, negated", -errors[0], -errors[1]
    prior = DummyClassifier(strategy="prior").fit(np.zeros(len(y)), y)
    model, dummy = automl.predict_proba(X_test), prior.predict_proba(np.zeros(len(y_test)))
    if len(automl.classes_) == 2:
        positive = np.asarray(y_test) == automl.classes_[1]
        auc = [float(roc_auc_score(positive, p[:, 1])) for p in (model, dummy)]
        return "ROC AUC", auc[0], auc[1]
    losses = [float(log_loss(y_test, p, labels=automl.classes_)) for p in (model, dummy)]
    return "log loss, negated", -losses[0], -losses[1]


def measure(table: str, budget: float) -> Row:
    """Fit one table in a fresh process, watching its memory."""
    command = [sys.executable, __file__, "--one", table, str(budget)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peak, deadline = 0.0, time.monotonic() + 3 * budget + 300
    while child.poll() is None:
        peak = max(peak, memory(child.pid))
        if time.monotonic() > deadline:
            end(child.pid)
        time.sleep(0.1)
    said, complaint = child.communicate()
    if child.returncode != 0:
        reason = (complaint.strip().splitlines() or [f"exit code {child.returncode}"])[-1]
        return Row(table, budget, error=reason)
    values = json.loads(said.splitlines()[-1])
    return Row(**{**values, "megabytes": round(peak / 1e6)})


def memory(pid: int) -> float:
    """Return the bytes that a process and all it started hold now."""
    total = 0.0
    for process in family(pid):
        try:
            info = process.memory_full_info()
            total += getattr(info, "pss", info.rss)
        except psutil.Error:
            continue  # it ended meanwhile
    return total


def family(pid: int) -> list[psutil.Process]:
    """Return a process and all that it started."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.Error:
        return []


def end(pid: int) -> None:
    """End a process that hangs, and all that it started."""
    for process in family(pid):
        process.kill()


def read(path: Path) -> list[Row]:
    """Return the rows measured so far."""
    if not path.exists():
        return []
    casts: dict[str, Any] = {"str": str, "int": int, "float": float}
    with path.open(newline="") as file:
        return [
            Row(**{f.name: casts[str(f.type)](values[f.name]) for f in fields(Row)})
            for values in csv.DictReader(file)
        ]


def write(rows: list[Row], folder: Path) -> None:
    """Write the CSV and the table to read."""
    rows = sorted(rows, key=lambda r: (list(TABLES).index(r.table), r.budget))
    with (folder / "deadline.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, [f.name for f in fields(Row)])
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)
    (folder / "deadline.md").write_text("\n".join(markdown(rows)) + "\n")


def markdown(rows: list[Row]) -> list[str]:
    """Return the lines of the table to read."""
    in_time, better = sum(r.in_time for r in rows), sum(r.better for r in rows)
    heads = ["table", "rows x columns", "budget s", "fit s", "in time", "metric", "score"]
    heads += ["trivial", "trials", "folds", "failed", "members", "peak MB"]
    return [
        "# Does fit come back in time?",
        "",
        f"{in_time} of {len(rows)} fits came back within their budget + {GRACE:g} s, {better} "
        "with a model that beats the trivial one on rows held out.",
        "Held out is a quarter of the rows; of all scores, greater is better.",
        f"{os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB, "
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}; "
        "each fit in a fresh process. Made by `benchmarks/deadline.py`.",
        "",
        f"| {' | '.join(heads)} |",
        "|---" * len(heads) + "|",
        *map(line, rows),
    ]


def line(r: Row) -> str:
    """Return a row as a line of the table to read."""
    cells = [r.table, f"{r.rows:,} x {r.columns:,}", f"{r.budget:g}", f"{r.seconds:.1f}"]
    cells += ["yes" if r.in_time else "NO", r.error or r.metric, f"{r.score:.4g}"]
    cells += [f"{r.dummy:.4g}", str(r.trials), str(r.folds), str(r.failed), str(r.members)]
    return f"| {' | '.join([*cells, f'{r.megabytes:,}'])} |"


def main() -> None:
    """Measure what is asked for and not measured yet."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--tables", type=lambda s: s.split(","), default=list(TABLES))
    parser.add_argument("--budgets", type=lambda s: [float(b) for b in s.split(",")])
    parser.add_argument("--results", type=Path, default=HERE / "results")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(asdict(fit_once(asked.one[0], float(asked.one[1])))))
        return
    strange = sorted(set(asked.tables) - set(TABLES))
    if strange:
        parser.error(f"no table is named {strange[0]!r}; there are {', '.join(TABLES)}")
    asked.results.mkdir(parents=True, exist_ok=True)
    rows = [r for r in read(asked.results / "deadline.csv") if r.table in TABLES]
    done = {(r.table, r.budget) for r in rows}
    for budget in asked.budgets or [5.0, 15.0, 60.0]:
        for table in asked.tables:
            if (table, budget) not in done:
                rows.append(measure(table, budget))
                print(rows[-1], flush=True)
                write(rows, asked.results)


if __name__ == "__main__":
    main()
