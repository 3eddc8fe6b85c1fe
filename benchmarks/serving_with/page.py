"""The page: what the servers did, beside each other."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence

from serving_with.load import Result
from serving_with.servers import SERVERS

__all__ = ["page"]

QUIET = 0.2  # cores that others may keep busy
AIM = 6.0  # times as many requests as mlserver answers
INTRODUCTION = """# Serving: lepton_automl beside its peers

The same fitted models, of 20 columns of numbers, behind each server, each in an environment
of its own, one after the other in one run, on loopback. `logistic` is a logistic regression
and its preparation; `ensemble` is what a search of 30 s gave. wrk asks without pause from 8
or 64 connections for the labels of 1 or 100 rows, in JSON; before that, each server's
labels were compared with the model's own. Every server has one worker and logs no requests
where it lets one choose. *CPU* is the processor time of all its processes for a request:
it hardly depends on what else the machine does. An error is a broken connection, another
status than 2xx, or no answer within 10 s.
"""


def page(results: Sequence[Result], members: dict[str, list[str]]) -> str:
    """Return the page of results."""
    lines = [INTRODUCTION, *conditions(results), ""]
    for model in dict.fromkeys(r.model for r in results):
        inside = [r for r in results if r.model == model]
        lines += [f"## {model}: {', '.join(members.get(model, []))}", ""]
        for rows in sorted({r.rows for r in inside}):
            for connections in sorted({r.connections for r in inside}):
                found = [r for r in inside if (r.rows, r.connections) == (rows, connections)]
                lines += section(found, rows, connections)
    return "\n".join(lines + verdict(results)).rstrip() + "\n"


def conditions(results: Sequence[Result]) -> list[str]:
    """Return what it was measured on, and whether it was left alone."""
    busy = sum(r.others > QUIET for r in results)
    versions = sorted({f"{r.server} {r.version}" for r in results})
    return [
        f"{len(results)} loads; {os.cpu_count()} cores, which wrk shares, Python "
        f"{platform.python_version()}, {platform.system()} {platform.machine()}. Before {busy} "
        f"of them other processes kept more than {QUIET:g} cores busy"
        + (": **their times are void.**" if busy else ".")
        + f" Versions: {', '.join(versions)}. Made by `python benchmarks/serving.py run`."
    ]


def section(found: list[Result], rows: int, connections: int) -> list[str]:
    """Return the table of one sort of load."""
    if not found:
        return []
    plural = "1 row" if rows == 1 else f"{rows} rows"
    lines = [
        f"### {plural}, {connections} connections",
        "",
        "| server | what | seconds | requests/s | p50 ms | p99 ms | worst ms | errors "
        "| CPU µs | MB |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.server} | {SERVERS[r.server].label if r.server in SERVERS else ''} "
        f"| {r.seconds:g} | {r.per_second:,.0f} | {r.p50_ms:.1f} | {r.p99_ms:.1f} "
        f"| {r.worst_ms:.0f} | {r.errors} | {r.cpu_us:,.0f} | {r.memory_mb:.0f} |"
        for r in sorted(found, key=lambda r: -r.per_second)
    ]
    return [*lines, ""]


def verdict(results: Sequence[Result]) -> list[str]:
    """Return lepton's figures over mlserver's, for each sort of load."""
    by_key = {r.key: r for r in results}
    lines = [
        "## lepton over mlserver",
        "",
        f"The aim is {AIM:g} times mlserver's requests of one row, and no later a p99.",
        "",
        "| model | rows | connections | requests/s | p99 | CPU |",
        "|---|---|---|---|---|---|",
    ]
    for r in results:
        peer = by_key.get(("mlserver", *r.key[1:]))
        if r.server == "lepton" and peer is not None and r.requests and peer.requests:
            lines.append(
                f"| {r.model} | {r.rows} | {r.connections} "
                f"| {r.per_second / peer.per_second:.1f} x | {r.p99_ms / peer.p99_ms:.2f} x "
                f"| {r.cpu_us / peer.cpu_us:.2f} x |"
            )
    return [*lines, ""]
