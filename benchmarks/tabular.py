"""Measure side by side how good the models of AutoML systems are after N seconds.

    python benchmarks/tabular.py setup [SYSTEM ...] [--plugins lepton-boosting,...] [--fresh]
    python benchmarks/tabular.py run [--systems A,B] [--tables X,Y | --tables subset]
                                     [--seeds 0,1] [--budget 60,300] [--again] [--dry]
    python benchmarks/tabular.py report

`setup` makes a virtual environment for each system, in the folder given by --home or by the
variable LEPTON_BENCHMARKS_HOME, else in ~/.cache/lepton-benchmarks. lepton itself is copied
from the checkout as it is; set it up again after a change. `run` measures what is asked for
and not measured yet, one run at a time, and writes the page; it waits until the machine is
quiet. It needs the tables that LEPTON_DATA_HOME names. What each part does is in `systems/`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from systems import catalogue, environments, results, run, split
from systems.page import page

HERE = Path(__file__).parent
OVERHEAD = 25.0  # seconds of a run beside its fit, for the estimate


def setup(asked: argparse.Namespace) -> None:
    """Make the environments of the systems asked for."""
    for name in environments_of(asked.names):
        plugins = environments.plugins_to_install(asked.plugins) if name == "lepton" else None
        environments.make(name, asked.home, plugins, asked.fresh)
        made = environments.describe(name, asked.home) or {}
        print(f"{name} {made['version']} in {made['seconds']} s", flush=True)


def environments_of(names: list[str]) -> list[str]:
    """Return the environments that systems live in, in the order of the catalogue."""
    needed = {catalogue.SYSTEMS[s].environment for s in catalogue.chosen(names)}
    return [name for name in catalogue.ENVIRONMENTS if name in needed]


def measure(asked: argparse.Namespace) -> None:
    """Run what is asked for and not there yet."""
    systems = catalogue.chosen(asked.systems or [])
    tables = split.names(asked.tables)
    path = asked.out / "tabular.jsonl"
    done = {r.key for r in results.read(path)} if not asked.again else set()
    place = {s: catalogue.SYSTEMS[s].environment for s in systems}
    version = {s: run.version_of(place[s], asked.home) for s in systems}
    runs = [
        (system, table, seed, budget)
        for system, table, seed, budget in results.order(
            systems, tables, asked.seeds, asked.budget
        )
        if (system, version[system], table, seed, float(budget)) not in done
    ]
    hours = sum(OVERHEAD + (b if place[s] != "boosters" else 5.0) for s, _, _, b in runs)
    print(f"{len(runs)} runs, about {hours / 3600:.1f} hours", flush=True)
    if asked.dry:
        return
    for number, (system, table, seed, budget) in enumerate(runs, 1):
        load = run.quiet(warn=asked.busy == "warn")
        result = run.measure(system, table, seed, budget, asked.home, load)
        results.add(path, result)
        print(f"{number}/{len(runs)} {said(result)}", flush=True)
    report(asked)


def said(result: results.Result) -> str:
    """Return a result in a line."""
    name = f"{result.system} {result.table} seed {result.seed} {result.budget:g} s:"
    if result.loss is None:
        return f"{name} failed: {result.failure}"
    return f"{name} loss {result.loss:.5g} after {result.fit_seconds:.1f} s {result.note}"


def report(asked: argparse.Namespace) -> None:
    """Write the page, of the newest result of each run."""
    found = results.latest(results.read(asked.out / "tabular.jsonl"))
    if not found:
        raise SystemExit(f"there are no results in {asked.out}")
    (asked.out / "tabular.md").write_text(page(found))
    print(asked.out / "tabular.md")


def listed(kind: Callable[[str], object]) -> Callable[[str], list[object]]:
    """Return what reads values separated by commas."""
    return lambda words: [kind(word) for word in words.split(",") if word]


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    whole = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    commands = whole.add_subparsers(required=True)
    for name, function in (("setup", setup), ("run", measure), ("report", report)):
        command = commands.add_parser(name, help=(function.__doc__ or "").split("\n")[0])
        command.set_defaults(function=function)
        command.add_argument("--home", type=environments.home, default=environments.home())
        if name == "setup":
            command.add_argument("names", nargs="*", help="systems; all for none")
            command.add_argument("--plugins", type=listed(str), help="folders in plugins/")
            command.add_argument("--fresh", action="store_true", help="make them anew")
            continue
        command.add_argument("--out", type=Path, default=HERE / "results")
        if name == "run":
            command.add_argument("--systems", type=listed(str))
            command.add_argument("--tables", type=listed(str), help="names, or: subset")
            command.add_argument("--seeds", type=listed(int), default=[0])
            command.add_argument("--budget", type=listed(float), default=[60.0])
            command.add_argument("--again", action="store_true", help="also what is there")
            command.add_argument("--dry", action="store_true", help="say only how much it is")
            command.add_argument("--busy", choices=("refuse", "warn"), default="refuse")
    return whole


if __name__ == "__main__":
    given = parser().parse_args()
    given.function(given)
