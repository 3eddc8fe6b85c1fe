"""The page: what the results say, in tables to read."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

import psutil

from systems.catalogue import SYSTEMS
from systems.ranking import common, losses, medians, normalised, ranks, wins
from systems.results import Result
from systems.run import CORES, QUIET

__all__ = ["page"]

SLOWER = 1.25  # times as long for the same work: another machine, or a neighbour on its host

INTRODUCTION = """# Tables: lepton_automl beside its peers

Each system in an environment and processes of its own, in one run, table by table in turn,
on the same rows: a quarter is held out, by class where there are classes. They are told the
task, the metric, the budget, the cores and a seed (which draws the split too), and get the
table as pandas reads it: text as text, dates as dates, codes as numbers. The losses are the
AutoML benchmark's: 1 - AUC for two classes, log loss for more (no probability below 1e-15),
RMSE for numbers; less is better. They are reckoned outside the systems.

A fit that takes more than three budgets and a minute is ended, and is a failure: last in
rank, 1 in normalised loss (0 is a table's best, 1 its worst). Equal losses share a rank; a
win rate counts them half. *time* is the fit's seconds over the budget; *rows/s* is of
predicting 10,000 rows at once, *1 row* of one, median of 30, models in memory; *MB on disk*
is what prediction needs; *peak MB* is over all processes of the run (proportional where the
system tells it). These are medians over tables. LightGBM and CatBoost are one fit with
their defaults, whatever the budget. AutoGluon has its boosters (LightGBM, CatBoost,
XGBoost), both of its networks (PyTorch, fastai) and ray; none of its pretrained models,
which need downloads. All peers get pandas 2.
"""


def page(results: Sequence[Result]) -> str:
    """Return the page of results."""
    lines = [INTRODUCTION, *conditions(results), ""]
    for budget in sorted({r.budget for r in results}):
        rows = [r for r in results if r.budget == budget]
        lines += [f"## {budget:g} seconds", "", *section(rows)]
    lines += across(results)
    lines += failures(results)
    return "\n".join(lines).rstrip() + "\n"


def conditions(results: Sequence[Result]) -> list[str]:
    """Return what it was measured on, whether it was left alone, and as fast all the time."""
    disturbed = [r for r in results if max(r.load_before or 0, r.load_during or 0) > QUIET]
    versions = sorted({f"{r.system} {r.version}" for r in results})
    hours = sum(r.wall_seconds or 0 for r in results) / 3600
    return [
        f"{len(results)} runs, {hours:.1f} hours; {os.cpu_count()} cores ({CORES} used), "
        f"{psutil.virtual_memory().total / 2**30:.0f} GiB, Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}. In {len(disturbed)} of them other "
        f"processes kept more than {QUIET:g} cores busy"
        + (": **their times are void.**" if disturbed else ".")
        + speed(results)
        + f" Versions: {', '.join(versions)}. Made by `python benchmarks/tabular.py`.",
    ]


def speed(results: Sequence[Result]) -> str:
    """Return how long a fixed piece of work took before the runs, where that is known."""
    took = [r.work_seconds for r in results if r.work_seconds]
    if not took:
        return ""
    typical = median(took)
    slow = sum(seconds > SLOWER * typical for seconds in took)
    return (
        f" Before {len(took)} of them a fixed piece of work took {typical:.2f} s (median; "
        f"{min(took):.2f} to {max(took):.2f}), and before {slow} more than {SLOWER:g} times "
        "as long" + (": **these cannot be compared.**" if slow else ".")
    )


def section(rows: list[Result]) -> list[str]:
    """Return the tables of one budget: of the systems run most, then of more and more."""
    found = losses(rows)
    systems = [s for s in SYSTEMS if any(r.system == s for r in rows)]
    runs = {s: sum(s in row for row in found.values()) for s in systems}
    lines: list[str] = []
    for least in sorted(set(runs.values()), reverse=True):
        group = [s for s in systems if runs[s] >= least]
        shared = common(found, group)
        if len(group) < 2 or not shared:
            continue
        inside = [r for r in rows if r.system in group and (r.table, r.seed) in shared]
        seeds = len({seed for _, seed in shared})
        tables = len({table for table, _ in shared})
        lines += [f"### {len(group)} systems, {tables} tables, {seeds} seeds", ""]
        lines += [*summary(inside, group), "", *matrix(shared, group), ""]
    return lines + ["### Losses", "", *by_table(found, systems, rows), ""]


def summary(rows: list[Result], systems: list[str]) -> list[str]:
    """Return a line for each system, best mean rank first."""
    found = losses(rows)
    rank, share = ranks(found), normalised(found)
    heads = ["system", "mean rank", "normalised loss", "failed", "worse than LightGBM"]
    heads += ["time, median", "time, most", "rows/s", "1 row ms", "MB on disk", "peak MB"]
    cells = []
    for system in sorted(systems, key=lambda s: rank[s]):
        mine = [r for r in rows if r.system == system]
        used = [r.fit_seconds / r.budget for r in mine if r.fit_seconds]
        cells.append(
            [
                f"**{system}** ({SYSTEMS[system].label})",
                f"{rank[system]:.2f}",
                f"{share.get(system, math.nan):.3f}",
                f"{sum(r.loss is None for r in mine)} of {len(mine)}",
                worse(found, system),
                f"{median(used):.2f}" if used else "-",
                f"{max(used):.2f}" if used else "-",
                number(medians(rows, system, "rows_per_second")),
                number(medians(rows, system, "latency_ms")),
                number(medians(rows, system, "size_mb")),
                number(medians(rows, system, "peak_mb")),
            ]
        )
    return table(heads, cells)


def worse(found: Any, system: str) -> str:
    """Return on how many tables a system is worse than LightGBM with its defaults."""
    pairs = [row for row in found.values() if {system, "lightgbm"} <= row.keys()]
    if system == "lightgbm" or not pairs:
        return "-"
    return str(sum(row[system] > row["lightgbm"] for row in pairs))


def matrix(found: Any, systems: list[str]) -> list[str]:
    """Return how often the system of a line beats that of a column, in per cent."""
    cells = []
    for one in systems:
        rates = [wins(found, one, other)[0] for other in systems]
        shown = ["" if o == one else percent(r) for o, r in zip(systems, rates, strict=True)]
        cells.append([one, *shown])
    return table(["wins %", *systems], cells)


def by_table(found: Any, systems: list[str], rows: list[Result]) -> list[str]:
    """Return the losses table by table, the best in bold."""
    tasks = {r.table: r.task for r in rows}
    cells = []
    for (name, seed), row in sorted(found.items(), key=lambda kv: (tasks[kv[0][0]], kv[0])):
        best = min(row.values())
        shown = [cell(row.get(s), best) for s in systems]
        cells.append([name, tasks[name], str(seed), *shown])
    return table(["table", "task", "seed", *systems], cells)


def cell(loss: float | None, best: float) -> str:
    """Return a loss to read; empty where there was no run."""
    if loss is None:
        return ""
    if math.isinf(loss):
        return "failed"
    shown = f"{loss:,.0f}" if loss >= 10_000 else f"{loss:.4g}"
    return f"**{shown}**" if loss == best else shown


def across(results: Sequence[Result]) -> list[str]:
    """Return lepton at each budget against the peers at each, and how fast it predicts."""
    budgets = sorted({r.budget for r in results})
    cells = []
    for mine in budgets:
        for theirs in budgets:
            cells += [
                [
                    f"lepton {mine:g} s",
                    f"{peer} {theirs:g} s",
                    *against(results, peer, mine, theirs),
                ]
                for peer in SYSTEMS
                if not peer.startswith("lepton") and against(results, peer, mine, theirs)
            ]
    if not cells:
        return []
    heads = ["", "against", "wins %", "tables", "times as fast where as good or better"]
    return ["## lepton against each, also across budgets", "", *table(heads, cells), ""]


def against(results: Sequence[Result], peer: str, mine: float, theirs: float) -> list[str]:
    """Return lepton's win rate against a peer, of how many, and the ratio of rows/s."""
    ours = {(r.table, r.seed): r for r in results if (r.system, r.budget) == ("lepton", mine)}
    other = {(r.table, r.seed): r for r in results if (r.system, r.budget) == (peer, theirs)}
    pairs = [(ours[k], other[k]) for k in ours.keys() & other.keys()]
    rate, count = wins(losses([r for pair in pairs for r in pair]), "lepton", peer)
    if not count:
        return []
    ratios = [
        a.rows_per_second / b.rows_per_second
        for a, b in pairs
        if a.rows_per_second and b.rows_per_second and (a.loss or 0) <= (b.loss or math.inf)
    ]
    return [percent(rate), str(count), number(median(ratios)) if ratios else "-"]


def failures(results: Sequence[Result]) -> list[str]:
    """Return what failed and why, and what could not be measured."""
    wrong = [r for r in results if r.failure or r.note]
    if not wrong:
        return []
    cells = [
        [r.system, r.table, str(r.seed), f"{r.budget:g}", clean(r.failure), clean(r.note)]
        for r in sorted(wrong, key=lambda r: (r.system, r.table, r.seed, r.budget))
    ]
    heads = ["system", "table", "seed", "budget", "failure", "predicted, but"]
    return ["## Failures, with the system's own words", "", *table(heads, cells)]


def clean(words: str) -> str:
    """Return words that do not break a table."""
    return words.replace("|", "/")


def table(heads: Sequence[str], cells: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table."""
    line: Callable[[Sequence[str]], str] = lambda row: f"| {' | '.join(row)} |"  # noqa: E731
    return [line(heads), "|---" * len(heads) + "|", *map(line, cells)]


def percent(share: float) -> str:
    """Return a share as a percentage."""
    return "-" if math.isnan(share) else f"{100 * share:.0f}"


def number(value: float) -> str:
    """Return a number to read, to three figures at least."""
    if math.isnan(value):
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
