"""Another system on the same rows: how large its folder is, and how fast it predicts."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from tables import bundled

from systems import environments, run, split
from systems.catalogue import SYSTEMS
from systems.formats_found import Found

__all__ = ["peer"]

FORM = "folder"


def peer(name: str, system: str, budget: float, bundled_names: tuple[str, ...]) -> Found:
    """Fit a system of the catalogue to a table, and return what its folder is like."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="b-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        job, y = (
            _arrays(name, folder) if name in bundled_names else split.prepare(name, 0, folder)
        )
        job |= {"seed": 0, "budget": budget}
        home = environments.home()
        result = run.work(system, SYSTEMS[system], job, y, folder, home, run.busy())
    facts: dict[str, Any] = {
        "size": None if result.size_mb is None else round(result.size_mb * 1e6),
        "latency_ms": result.latency_ms,
        "rows_per_second": result.rows_per_second,
    }
    return Found(
        name,
        system,
        budget,
        task=result.task,
        rows=result.rows,
        columns=result.columns,
        formats={FORM: facts},
        seconds=time.monotonic() - started,
        load=result.load_during,
        error=result.failure if result.size_mb is None else "",
    )


def _arrays(name: str, folder: Path) -> tuple[dict[str, Any], np.ndarray]:
    """Write a table of numbers alone into a folder for a worker, as `split.prepare` does."""
    X, y = bundled(name)
    classes = [] if len(pd.unique(y)) > 50 else sorted(pd.unique(y))
    task = ("binary" if len(classes) == 2 else "multiclass") if classes else "regression"
    codes = np.searchsorted(classes, y) if classes else y.to_numpy(dtype=float)
    train, test = split.split(codes, 0, task)
    for key, values in {"X": X.iloc[train], "X_test": X.iloc[test], "y": codes[train]}.items():
        np.save(folder / f"{key}.npy", np.asarray(values))
    about = {"table": name, "task": task, "classes": [str(c) for c in classes]}
    return {**about, "rows": len(train), "columns": X.shape[1]}, codes[test]
