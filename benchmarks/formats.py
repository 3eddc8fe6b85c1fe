"""Measure whether saved models are the models: as joblib, as skops, and as one ONNX graph.

Each table is searched in a fresh process, with all plugins that are installed, twice: as it is,
and with ``only_exportable="onnx"``. The result is saved, and what was saved is loaded by a new
process and compared on nasty rows made up for it, and on rows held out. What is in the file of
results already is not measured again; delete it to start afresh.

    python benchmarks/formats.py [--tables iris,nursery] [--budget 15] [--searches default,onnx]
                                 [--results FOLDER] [--again]

Real tables come from the folder that the environment variable LEPTON_DATA_HOME names.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from sklearn.model_selection import train_test_split
from systems import split
from tables import bundled, home, real

HERE = Path(__file__).parent
BUNDLED = ("iris", "breast_cancer", "diabetes", "digits")
SEARCHES = ("default", "onnx")
FORMATS = ("joblib", "skops", "onnx")
MOST_ROWS = 2000  # of those held out
PATIENCE = 900.0  # seconds beside the search


@dataclass(frozen=True)
class Found:
    """What became of one table: facts of each format, or why there are none.

    Attributes
    ----------
    formats : dict of str to dict
        For each format its size, latency, throughput and differences, or its ``error``.
    held_out : float or None
        The greatest difference of the graph on rows held out, as a share for values.
    """

    table: str
    search: str
    budget: float
    task: str = ""
    rows: int = 0
    columns: int = 0
    members: list[str] = field(default_factory=list)
    formats: dict[str, dict[str, Any]] = field(default_factory=dict)
    held_out: float | None = None
    seconds: float = 0.0
    error: str = ""

    @property
    def key(self) -> tuple[str, str, float]:
        """What was asked for."""
        return self.table, self.search, self.budget

    def fact(self, form: str, name: str) -> Any:
        """Return one fact of a format, None where there is none."""
        return self.formats.get(form, {}).get(name)


def names() -> list[str]:
    """Return all tables that there are."""
    return [*BUNDLED, *(split.index() if (home() / "index.json").exists() else ())]


def load(name: str) -> tuple[Any, Any]:
    """Return X and y."""
    return bundled(name) if name in BUNDLED else real(name)


def measure(name: str, search: str, budget: float) -> Found:
    """Search, save and compare, in this process."""
    from lepton_automl import LeptonAutoML, export

    X, y = load(name)
    X, X_test, y, _ = train_test_split(X, y, test_size=0.25, random_state=0)
    started = time.monotonic()
    only = None if search == "default" else search
    automl = LeptonAutoML(
        time_budget=budget, only_exportable=only, random_state=0, verbose=0
    ).fit(X, y)
    found: dict[str, dict[str, Any]] = {}
    held_out = None
    with TemporaryDirectory(prefix="lepton-formats-") as place:
        path = automl.save(Path(place) / "model")
        found["joblib"] = _facts(path)
        for form in FORMATS[1:]:
            found[form] = _tried(partial(export.add, path, form))
        if "error" not in found["onnx"]:
            held_out = _apart(automl, path, X_test[:MOST_ROWS])
    return Found(
        table=name,
        search=search,
        budget=budget,
        task=automl.task_.type,
        rows=len(X),
        columns=X.shape[1],
        members=[candidate.estimator for candidate in automl.weights_],
        formats=found,
        held_out=held_out,
        seconds=time.monotonic() - started,
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


def in_new_process(name: str, search: str, budget: float) -> Found:
    """Return what `measure` finds in a process of its own, or how that ended."""
    asked = [sys.executable, __file__, "--one", name, search, str(budget)]
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


def read(path: Path) -> list[Found]:
    """Return what was measured before."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = {found.key: found for found in (Found(**json.loads(line)) for line in lines)}
    return list(kept.values())


def main(asked: argparse.Namespace) -> None:
    """Measure what is asked for and not there yet, and write the page."""
    from systems.formats_page import page

    strange = [name for name in asked.tables if name not in names()]
    if strange:
        raise SystemExit(f"no table is named {strange[0]!r}; there are {', '.join(names())}")
    asked.results.mkdir(parents=True, exist_ok=True)
    path = asked.results / "formats.jsonl"
    done = set() if asked.again else {found.key for found in read(path)}
    for name in asked.tables or names():
        for search in asked.searches:
            if (name, search, asked.budget) in done:
                continue
            found = in_new_process(name, search, asked.budget)
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(found)) + "\n")
            print(said(found), flush=True)
    (asked.results / "formats.md").write_text(page(read(path)), encoding="utf-8")
    print(asked.results / "formats.md")


def said(found: Found) -> str:
    """Return a result in a line."""
    told = found.error or found.fact("onnx", "error")
    if told is None:
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
    whole.add_argument("--again", action="store_true", help="also what is there")
    whole.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    return whole


def tell(words: Iterable[str]) -> None:
    """Print what `measure` finds, for the process that asked."""
    name, search, budget = words
    print(json.dumps(asdict(measure(name, search, float(budget)))))


if __name__ == "__main__":
    given = parser().parse_args()
    tell(given.one) if given.one else main(given)
