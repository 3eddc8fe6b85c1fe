"""A load on a server, by wrk, and what became of it."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from serving_with.servers import Running

__all__ = ["Result", "put_load", "read", "require_wrk", "write"]

SCRIPT = Path(__file__).with_name("post.lua")
ERRORS = ("connect", "read", "write", "status", "timeout")
PATIENCE = 10  # seconds in which wrk wants an answer


@dataclass(frozen=True)
class Result:
    """What became of one load.

    Attributes
    ----------
    rows : int
        In each request.
    errors : int
        Connections refused or broken, answers other than 2xx, answers after 10 s.
    cpu_us : float
        The server's processor time for a request, in microseconds.
    memory_mb : float
        Of all the server's processes, after the load.
    others : float
        Cores that other processes kept busy before it.
    """

    server: str
    version: str
    model: str
    rows: int
    connections: int
    seconds: float
    requests: int
    per_second: float
    p50_ms: float
    p99_ms: float
    worst_ms: float
    errors: int
    cpu_us: float
    memory_mb: float
    others: float

    @property
    def key(self) -> tuple[str, str, int, int, float]:
        """What was measured."""
        return self.server, self.model, self.rows, self.connections, self.seconds


def require_wrk() -> None:
    """End if wrk is not there."""
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is needed: apt-get install wrk")


def put_load(
    running: Running, address: str, body: Path, connections: int, seconds: int
) -> dict[str, Any]:
    """Ask a server from several connections without pause; return what wrk and we have seen."""
    words = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", f"--timeout={PATIENCE}s"]
    before = running.seconds()
    ended = subprocess.run(
        [*words, "-s", str(SCRIPT), running.url + address],
        env={**os.environ, "BODY": str(body)},
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(ended.stdout.splitlines()[-1])
    return facts(said, running.seconds() - before, running.memory())


def facts(said: dict[str, int], cpu: float, memory: int) -> dict[str, Any]:
    """Return the fields of a result that a load gives."""
    answered = max(1, said["requests"])
    return {
        "requests": said["requests"],
        "per_second": round(said["requests"] / said["microseconds"] * 1e6, 1),
        **{f"{k}_ms": round(said[k] / 1e3, 2) for k in ("p50", "p99", "worst")},
        "errors": sum(said[kind] for kind in ERRORS),
        "cpu_us": round(cpu / answered * 1e6),
        "memory_mb": round(memory / 1e6),
    }


def write(path: Path, results: list[Result]) -> None:
    """Write results as CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [f.name for f in fields(Result)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(map(asdict, results))


def read(path: Path) -> list[Result]:
    """Return the results that a file holds; none where there is no file."""
    if not path.exists():
        return []
    kinds = {"str": str, "int": int, "float": float}
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        Result(**{f.name: kinds[str(f.type)](row[f.name]) for f in fields(Result)})
        for row in rows
    ]
