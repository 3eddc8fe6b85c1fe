"""Measure how many requests a model answers behind lepton's server, and behind its peers'.

    python benchmarks/serving.py setup [--fresh]
    python benchmarks/serving.py run [--servers A,B] [--models logistic,ensemble]
                                     [--seconds 8] [--soak 30] [--busy warn]
    python benchmarks/serving.py report

`setup` makes a virtual environment for each server, in the folder given by --home or by the
variable LEPTON_BENCHMARKS_HOME, else in ~/.cache/lepton-benchmarks, and fits the models; set
it up again after a change. `run` starts the servers one after the other, sees that each
predicts what the model does, and loads it with wrk (`apt-get install wrk`); it takes about
ten minutes and waits until the machine is quiet. Results are written after each load.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from serving_with import load, setup
from serving_with.page import page
from serving_with.servers import SERVERS, Running, ask, started
from systems import environments, run

HERE = Path(__file__).parent
ROWS = (1, 100)
CONNECTIONS = (8, 64)
WARM = 1  # seconds before what is measured


def prepare(asked: argparse.Namespace) -> None:
    """Make the environments and the models."""
    for name in setup.ENVIRONMENTS:
        setup.make(name, asked.home, asked.fresh)
        print(name, setup.version(name, asked.home), flush=True)
    setup.make_models(asked.home)
    print(setup.models_home(asked.home))


def measure(asked: argparse.Namespace) -> None:
    """Load all servers, one after the other, and write the page."""
    load.require_wrk()
    known = {r.key: r for r in load.read(asked.out / "serving.csv")}
    for model in asked.models:
        for name in asked.servers:
            others = run.quiet(asked.busy == "warn")
            for result in loads(name, model, asked, others):
                known[result.key] = result
                load.write(asked.out / "serving.csv", list(known.values()))
                print(said(result), flush=True)
    report(asked)


def loads(name: str, model: str, asked: argparse.Namespace, others: float) -> list[load.Result]:
    """Return what becomes of every load of a server."""
    server = SERVERS[name]
    version = setup.version(server.environment, asked.home)
    found = []
    with tempfile.TemporaryDirectory(prefix="s-", ignore_cleanup_errors=True) as made:
        folder, served = Path(made), setup.models_home(asked.home) / model
        rows = json.loads((served / "rows.json").read_text())
        with started(name, served / "model", folder, asked.home) as running:
            compare(name, running, served)
            for n_rows in ROWS:
                body = folder / f"{n_rows}.json"
                body.write_text(json.dumps(server.body(rows[:n_rows])))
                for connections, seconds in plan(name, n_rows, asked):
                    load.put_load(running, server.address, body, connections, WARM)
                    seen = load.put_load(running, server.address, body, connections, seconds)
                    sort = (name, version, model, n_rows, connections, float(seconds))
                    found.append(load.Result(*sort, **seen, others=round(others, 2)))
    return found


def plan(name: str, n_rows: int, asked: argparse.Namespace) -> list[tuple[int, int]]:
    """Return the loads of requests of so many rows: connections and seconds."""
    found = [(connections, asked.seconds) for connections in CONNECTIONS]
    if name == "lepton" and asked.soak:
        found.append((CONNECTIONS[-1], asked.soak))
    return found


def compare(name: str, running: Running, served: Path) -> None:
    """End if a server does not predict what the model did."""
    rows, labels = (json.loads((served / f"{n}.json").read_text()) for n in ("rows", "labels"))
    told = ask(running.url, SERVERS[name], rows)
    if told != labels:
        apart = sum(one != other for one, other in zip(told, labels, strict=False))
        raise SystemExit(f"{name} predicts {apart} of {len(labels)} rows otherwise")


def said(result: load.Result) -> str:
    """Return a result in a line."""
    return (
        f"{result.model}, {result.rows} rows, {result.connections} connections, "
        f"{result.seconds:g} s: {result.server} {result.per_second:,.0f}/s, p50 "
        f"{result.p50_ms} ms, p99 {result.p99_ms} ms, {result.cpu_us:,.0f} us of CPU, "
        f"{result.errors} errors"
    )


def report(asked: argparse.Namespace) -> None:
    """Write the page of what was measured."""
    found = load.read(asked.out / "serving.csv")
    if not found:
        raise SystemExit(f"there are no results in {asked.out}")
    members = {}
    for model in setup.MODELS:
        path = setup.models_home(asked.home) / model / "members.json"
        members[model] = json.loads(path.read_text()) if path.exists() else []
    (asked.out / "serving.md").write_text(page(found, members), encoding="utf-8")
    print(asked.out / "serving.md")


def one_of(known: tuple[str, ...]) -> Callable[[str], list[str]]:
    """Return what reads names separated by commas."""

    def read(words: str) -> list[str]:
        names = [word for word in words.split(",") if word]
        strange = [name for name in names if name not in known]
        if strange:
            raise argparse.ArgumentTypeError(f"{strange[0]!r} is none of {', '.join(known)}")
        return names

    return read


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    whole = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    commands = whole.add_subparsers(required=True)
    for name, function in (("setup", prepare), ("run", measure), ("report", report)):
        command = commands.add_parser(name, help=(function.__doc__ or "").split("\n")[0])
        command.set_defaults(function=function)
        command.add_argument("--home", type=environments.home, default=environments.home())
        if name == "setup":
            command.add_argument("--fresh", action="store_true", help="make them anew")
            continue
        command.add_argument("--out", type=Path, default=HERE / "results")
        if name == "run":
            servers, models = tuple(SERVERS), setup.MODELS
            command.add_argument("--servers", type=one_of(servers), default=list(servers))
            command.add_argument("--models", type=one_of(models), default=list(models))
            command.add_argument("--seconds", type=int, default=8, help="of each load")
            command.add_argument("--soak", type=int, default=30, help="of lepton's; 0 for none")
            command.add_argument("--busy", choices=("refuse", "warn"), default="refuse")
    return whole


if __name__ == "__main__":
    given = parser().parse_args()
    given.function(given)
