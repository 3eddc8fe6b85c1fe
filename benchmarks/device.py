"""Measure how many images a second networks learn from, on a processor and on a GPU.

    KERAS_BACKEND=jax python benchmarks/device.py speed [--seconds 45]
    KERAS_BACKEND=jax python benchmarks/device.py search --budget 600 --into FOLDER [--cv ...]
    python benchmarks/device.py report

`speed` trains the same estimator on Fashion-MNIST, each time in a process of its own: on the
processor, and on the GPU where there is one, in whole floats and in halves. `search` gives the
whole search so many seconds, and writes its model and what it predicts into a folder. Both add
to `results/device.jsonl`, from which `report` makes the page. It needs lepton-keras with any
backend, and the folder that LEPTON_DATA_HOME names.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

RESULTS = Path(__file__).parent / "results"
NETWORKS = {
    "plain, 16 wide": {"block": "plain", "width": 16, "augment": "shift"},
    "residual, 64 wide": {
        "block": "residual", "width": 64, "convolutions": 2, "augment": "erase",
    },
}  # fmt: skip
BATCH = 256
HIDE = {"CUDA_VISIBLE_DEVICES": "-1", "JAX_PLATFORMS": "cpu"}


def images() -> tuple[Any, Any, Any, Any]:
    """Return Fashion-MNIST, in its usual halves."""
    from lepton_keras.datasets.load import parts

    if not os.environ.get("LEPTON_DATA_HOME"):
        raise SystemExit("LEPTON_DATA_HOME must name the folder with other/fashion_mnist.")
    data = parts("fashion_mnist")
    return data.x_train, data.y_train, data.x_test, data.y_test


def learned(network: str, precision: str, seconds: float) -> dict[str, Any]:
    """Train for some seconds, and return images a second, compiling not counted."""
    from lepton_keras.networks.backend import backend, on_gpu
    from lepton_keras.networks.classifier import KerasClassifier
    from lepton_keras.networks.image import ImageNetwork

    X, y, X_test, y_test = images()
    model = KerasClassifier(
        ImageNetwork(**NETWORKS[network]), epochs=10_000, batch_size=BATCH, precision=precision,
        weight_decay=0.05, validation_fraction=0, max_seconds=seconds, random_state=0,
    )  # fmt: skip
    steps = _timed("train_on_batch")
    started = time.perf_counter()
    model.fit(X[..., None], y)
    took = time.perf_counter() - started
    right = float(np.mean(model.predict(X_test[..., None]) == y_test))
    started = time.perf_counter()
    model.predict_proba(X_test[..., None])
    predicted = len(X_test) / (time.perf_counter() - started)
    return {
        "network": network, "backend": backend(), "precision": precision,
        "device": _gpu_name() if on_gpu() else f"{os.cpu_count()} cores",
        "first": steps[0], "steps": len(steps), "learned": BATCH / median(steps[1:]),
        "predicted": predicted, "seconds": took, "accuracy": right,
    }  # fmt: skip


def _timed(name: str) -> list[float]:
    """Note the seconds of each call of a method of Keras' models."""
    from lepton_keras.networks.backend import load_keras

    keras = load_keras()
    plain, seconds = getattr(keras.Model, name), []

    def timed(*given: Any, **named: Any) -> Any:
        started = time.perf_counter()
        found = plain(*given, **named)
        seconds.append(time.perf_counter() - started)
        return found

    setattr(keras.Model, name, timed)
    return seconds


def _gpu_name() -> str:
    asked = ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def speed(seconds: float) -> None:
    """Measure each network on each device, one process after the other."""
    from lepton_keras.networks.backend import gpu_is_there

    ways: list[tuple[dict[str, str], str]] = [(HIDE, "float32")]
    if gpu_is_there():
        ways = [({}, "mixed_bfloat16"), ({}, "float32"), *ways]
    for network in NETWORKS:
        for environment, precision in ways:
            words = [sys.executable, __file__, "one", network, precision, str(seconds)]
            subprocess.run(words, env=os.environ | environment, check=True)


def search(budget: float, cv: str, into: Path) -> None:
    """Give the whole search a budget, and keep what it found."""
    import pandas as pd
    from lepton_keras.networks.backend import gpu_is_there

    from lepton_automl import LeptonAutoML

    X, y, X_test, y_test = images()
    automl = LeptonAutoML(
        time_budget=budget, cv=cv, scoring="accuracy", random_state=0, verbose=1
    )
    started = time.perf_counter()
    automl.fit(X, y)
    took = time.perf_counter() - started
    board = automl.leaderboard()
    with pd.option_context("display.width", 250, "display.max_colwidth", 90):
        print(board.head(20).to_string(), flush=True)
    predicted = automl.predict_proba(X_test)
    right = float(np.mean(automl.classes_[predicted.argmax(axis=1)] == y_test))
    used = board[board["weight"] > 0]
    add({
        "search": "fashion_mnist", "device": _gpu_name() if gpu_is_there() else "processor",
        "budget": budget, "cv": cv, "seconds": took, "accuracy": right,
        "members": [f"{e} {f}" for e, f in zip(used["estimator"], used["folds"], strict=True)],
    })  # fmt: skip
    into.mkdir(parents=True, exist_ok=True)
    np.save(into / "predicted.npy", predicted.astype(np.float32))
    automl.save(into / "model.joblib")


def add(row: dict[str, Any]) -> None:
    """Write a result down, and say it."""
    row = {"when": time.strftime("%Y-%m-%d"), **row}
    print(json.dumps(row), flush=True)
    with (RESULTS / "device.jsonl").open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(row) + "\n")


def report() -> None:
    """Write the page."""
    text = (RESULTS / "device.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    page = [
        "# Networks on a processor and on a GPU",
        "",
        f"The same estimators on Fashion-MNIST, {BATCH} images a step; made by "
        "`benchmarks/device.py`. What compiling takes is in the first step alone.",
        "",
        "| network | backend | device | computes in | learned, images/s | predicted, images/s "
        "| first step, s |",
        "|---|---|---|---|---|---|---|",
    ]
    page += [
        f"| {r['network']} | {r['backend']} | {r['device']} | {r['precision']} "
        f"| {r['learned']:,.0f} | {r['predicted']:,.0f} | {r['first']:.1f} |"
        for r in rows
        if "network" in r
    ]
    page += [
        "", "The whole search, images and labels given:", "",
        "| set | device | `cv` | budget, s | took, s | accuracy on 10,000 held out | members |",
        "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    page += [
        f"| {r['search']} | {r['device']} | {r['cv']} | {r['budget']:g} | {r['seconds']:.1f} "
        f"| {r['accuracy']:.4f} | {', '.join(r['members'])} |"
        for r in rows
        if "search" in r
    ]
    (RESULTS / "device.md").write_text("\n".join(page) + "\n", encoding="utf-8")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked = parser.add_subparsers(dest="what", required=True)
    asked.add_parser("speed").add_argument("--seconds", type=float, default=45.0)
    searched = asked.add_parser("search")
    searched.add_argument("--budget", type=float, required=True)
    searched.add_argument("--cv", default="auto")
    searched.add_argument("--into", type=Path, required=True)
    asked.add_parser("report")
    one = asked.add_parser("one")
    one.add_argument("network", choices=NETWORKS)
    one.add_argument("precision")
    one.add_argument("seconds", type=float)
    given = parser.parse_args()
    if given.what == "speed":
        speed(given.seconds)
    elif given.what == "search":
        search(given.budget, given.cv, given.into)
    elif given.what == "one":
        add(learned(given.network, given.precision, given.seconds))
    else:
        report()


if __name__ == "__main__":
    main()
