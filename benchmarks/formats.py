"""Measure whether saved models are the models: as joblib, as skops, and as one ONNX graph.

Each table is searched in a fresh process, with all plugins that are installed, twice: as it is,
and with ``only_exportable="onnx"``. The result is saved, and what was saved is loaded by a new
process and compared on nasty rows made up for it, and on rows held out. A system of
`tabular.py`, such as ``autogluon_medium``, may be fitted beside, for the size of its folder.
What is in the file of results already is not measured again; delete it to start afresh.

    python benchmarks/formats.py [--tables iris,nursery] [--budget 15] [--again]
                                 [--searches default,onnx,autogluon_medium]
                                 [--results FOLDER] [--keep FOLDER] [--times]

With ``--times`` only sizes and latencies are measured again, of the models kept from before;
that is for a machine on which nothing else runs. Real tables come from the folder that the
environment variable LEPTON_DATA_HOME names.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import train_test_split
from systems import environments, split
from systems.catalogue import SYSTEMS
from systems.formats_found import FORMATS, Found, add, read, write
from tables import bundled, home, real

HERE = Path(__file__).parent
BUNDLED = ("iris", "breast_cancer", "diabetes", "digits")
SEARCHES = ("default", "onnx")
MOST_ROWS = 2000  # of those held out
PATIENCE = 900.0  # seconds beside the search


def names() -> list[str]:
    """Return all tables that there are."""
    return [*BUNDLED, *(split.index() if (home() / "index.json").exists() else ())]


def load(name: str) -> tuple[Any, Any]:
    """Return X and y."""
    return bundled(name) if name in BUNDLED else real(name)


def place(keep: Path, name: str, search: str, budget: float) -> Path:
    """Return where a model is kept."""
    return keep / f"{name}-{search}-{budget:g}"


def measure(name: str, search: str, budget: float, path: Path) -> Found:
    """Search, save and compare, in this process."""
    from lepton_automl import LeptonAutoML, export

    X, y = load(name)
    X, X_test, y, _ = train_test_split(X, y, test_size=0.25, random_state=0)
    started = time.monotonic()
    only = None if search == "default" else search
    automl = LeptonAutoML(
        time_budget=budget, only_exportable=only, n_jobs=2, random_state=0, verbose=0
    ).fit(X, y)
    automl.save(path)
    found = {"joblib": _facts(path)}
    for form in FORMATS[1:]:
        found[form] = _tried(partial(export.add, path, form))
    graph = "error" not in found["onnx"]
    return Found(
        table=name,
        search=search,
        budget=budget,
        task=automl.task_.type,
        rows=len(X),
        columns=X.shape[1],
        members=[candidate.estimator for candidate in automl.weights_],
        formats=found,
        held_out=_apart(automl, path, X_test[:MOST_ROWS]) if graph else None,
        seconds=time.monotonic() - started,
        load=os.getloadavg()[0],
    )


def _facts(path: Path) -> dict[str, Any]:
    manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    return dict(manifest["formats"]["joblib"])


def _tried(write: Any) -> dict[str, Any]:
    from lepton_automl.errors import LeptonError

    try:
        _, facts = write()
    except LeptonError as error:
        return {"error": str(error)}
    return dict(facts)


def _apart(automl: Any, path: Path, X: Any) -> float:
    """Return the greatest difference on rows as they come."""
    import lepton_automl

    loaded = lepton_automl.load(path, format="onnx")
    if automl.task_.classes is not None:
        return float(np.abs(loaded.predict_proba(X) - automl.predict_proba(X)).max())
    wanted, found = automl.predict(X), loaded.predict(X)
    scale = np.maximum(np.abs(wanted), np.std(wanted))
    return float((np.abs(wanted - found) / scale).max())


def in_new_process(name: str, search: str, budget: float, path: Path) -> Found:
    """Return what `measure` finds in a process of its own, or how that ended."""
    asked = [sys.executable, __file__, "--one", name, search, str(budget), str(path)]
    try:
        ended = subprocess.run(
            asked, capture_output=True, text=True, timeout=budget + PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return Found(name, search, budget, error=f"no end after {budget + PATIENCE:g} s")
    if ended.returncode == 0 and ended.stdout:
        return Found(**json.loads(ended.stdout.splitlines()[-1]))
    last = (ended.stderr.strip().splitlines() or [f"exit code {ended.returncode}"])[-1]
    return Found(name, search, budget, error=last)


def main(asked: argparse.Namespace) -> None:
    """Measure what is asked for and not there yet, and write the page."""
    from systems.formats_page import page

    refuse("table", asked.tables, names())
    refuse("search", asked.searches, [*SEARCHES, *SYSTEMS])
    asked.results.mkdir(parents=True, exist_ok=True)
    asked.keep.mkdir(parents=True, exist_ok=True)
    path = asked.results / "formats.jsonl"
    again(path, asked) if asked.times else fresh(path, asked)
    found = read(path)
    write(path, found)
    path.with_suffix(".md").write_text(page(found), encoding="utf-8")
    print(path.with_suffix(".md"))


def fresh(path: Path, asked: argparse.Namespace) -> None:
    """Measure what is asked for and not there yet."""
    from systems.formats_peer import peer

    done = set() if asked.again else {found.key for found in read(path)}
    for search in asked.searches:
        for name in asked.tables or names():
            if (name, search, asked.budget) in done:
                continue
            if search in SYSTEMS:
                found = peer(name, search, asked.budget, BUNDLED)
            else:
                kept = place(asked.keep, name, search, asked.budget)
                found = in_new_process(name, search, asked.budget, kept)
            add(path, found)
            print(said(found), flush=True)


def again(path: Path, asked: argparse.Namespace) -> None:
    """Measure sizes and latencies again, of what was kept."""
    from systems.formats_again import timed

    for found in read(path):
        kept = place(asked.keep, *found.key)
        chosen = not asked.tables or found.table in asked.tables
        if chosen and found.search in asked.searches and kept.exists():
            add(path, timed(found, kept))
            print(f"{found.table} ({found.search})", flush=True)


def refuse(what: str, asked: Iterable[str], known: list[str]) -> None:
    """End if something is asked for that there is not."""
    for name in asked:
        if name not in known:
            raise SystemExit(f"no {what} is named {name!r}; there are {', '.join(known)}")


def said(found: Found) -> str:
    """Return a result in a line."""
    told = found.error or found.fact("onnx", "error") or found.fact("skops", "error")
    if told is None and found.search in SYSTEMS:
        told = f"{(found.fact('folder', 'size') or 0) / 1e6:.1f} MB"
    elif told is None:
        told = f"as a graph {found.fact('onnx', 'max_difference'):.2g} apart"
    return f"{found.table} ({found.search}, {found.budget:g} s): {told}"


def listed(words: str) -> list[str]:
    """Return words separated by commas."""
    return [word for word in words.split(",") if word]


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    whole = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    whole.add_argument("--tables", type=listed, default=[], help="all for none")
    whole.add_argument("--budget", type=float, default=15.0, help="seconds of each search")
    whole.add_argument("--searches", type=listed, default=list(SEARCHES))
    whole.add_argument("--results", type=Path, default=HERE / "results")
    whole.add_argument("--keep", type=Path, default=environments.home() / "formats")
    whole.add_argument("--again", action="store_true", help="also what is there")
    whole.add_argument("--times", action="store_true", help="only sizes and latencies, again")
    whole.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    return whole


def tell(words: Iterable[str]) -> None:
    """Print what `measure` finds, for the process that asked."""
    name, search, budget, path = words
    print(json.dumps(asdict(measure(name, search, float(budget), Path(path)))))


if __name__ == "__main__":
    given = parser().parse_args()
    tell(given.one) if given.one else main(given)
