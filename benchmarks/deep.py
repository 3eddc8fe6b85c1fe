"""Measure what is learned in time from images, texts, sequences and tables with pictures.

    python benchmarks/deep.py [--sets fashion_mnist,newsgroups,...] [--results FOLDER]
                              [--busy warn]

It waits, before each fit, until nothing else runs on the machine. It needs lepton-keras with
TensorFlow, and the folder that LEPTON_DATA_HOME names. Each set has its usual split; of the
sentences a seeded fifth is held out. Images stand beside AutoKeras, whose environment is made
when it is wanted first, sequences beside the nearest neighbour under dynamic time warping,
measured in the same run, and the table with pictures beside each of its columns alone. What is
in the CSV already is not measured again.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from systems import environments, run
from systems.warping import warped

HERE = Path(__file__).parent
SEED = 0
UCR = "ucr"
GOALS = {
    "fashion_mnist": 0.92, "mnist": 0.985, "newsgroups": 0.865, "rt_polarity": 0.79, UCR: 0.90,
}  # fmt: skip
PICTURES = {"fashion_mnist"}
WARPED = "1-NN DTW"
SECONDS = {
    "fashion_mnist": 600, "mnist": 0, "newsgroups": 300, "rt_polarity": 120, UCR: 60,
    "listings": 90,
}  # fmt: skip


Job = tuple[str, str, Callable[[], "Row"]]


@dataclass(frozen=True)
class Row:
    """What came of one fit."""

    name: str
    method: str
    budget: float
    seconds: float
    accuracy: float
    members: str = ""
    others: float = 0.0  # cores that other processes kept busy before it


def parted(name: str) -> tuple[Any, Any, Any, Any]:
    """Return the training and the test rows of a set."""
    from lepton_keras.datasets.load import parts, with_labels
    from sklearn.model_selection import train_test_split

    data = parts(name)
    X, y = with_labels(data, "train")
    if len(data.y_test):
        return X, *with_labels(data, "test"), y
    X, X_test, y, y_test = train_test_split(X, y, test_size=0.2, random_state=SEED, stratify=y)
    return X, X_test, y_test, y


def measured(name: str, budget: float, rows: tuple[Any, Any, Any, Any], label: str) -> Row:
    """Fit within a budget, and score on the test rows."""
    from lepton_automl import LeptonAutoML

    X, X_test, y_test, y = rows
    automl = LeptonAutoML(time_budget=budget, scoring="accuracy", random_state=SEED, verbose=1)
    started = time.perf_counter()
    automl.fit(X, y)
    seconds = time.perf_counter() - started
    board = automl.leaderboard()
    members = sorted(set(board.loc[board["weight"] > 0, "estimator"]))
    accuracy = float(np.mean(automl.predict(X_test) == np.asarray(y_test)))
    return Row(name, label, budget, seconds, accuracy, " ".join(members))


def neighbour(name: str, source: str) -> Row:
    """Label each test series as its nearest neighbour under dynamic time warping."""
    X, X_test, y_test, y = parted(source)
    started = time.perf_counter()
    found = warped(np.nan_to_num(X), np.nan_to_num(X_test), np.asarray(y))
    accuracy = float(np.mean(found == np.asarray(y_test)))
    return Row(name, WARPED, 0, time.perf_counter() - started, accuracy)


def of_sequences() -> Iterator[Job]:
    """Yield each set of sequences, by the search and by its nearest neighbour."""
    from lepton_keras.datasets import home_sequences

    sources = [spec.load.name for spec in home_sequences() if spec.load.part == "train"]
    for source in sources:
        name = f"{UCR}/{source.rpartition('/')[2]}"
        yield name, "lepton", partial(search, name, SECONDS[UCR], source)
        yield name, WARPED, partial(neighbour, name, source)


def of_listings() -> Iterator[Job]:
    """Yield the table with pictures, by each column alone and by all of them."""
    from lepton_keras.datasets.bundled import listings_demo
    from sklearn.model_selection import train_test_split

    X, y = listings_demo(2000)
    X, X_test, y, y_test = train_test_split(X, y, test_size=0.25, random_state=SEED)
    everything = list(X.columns)
    for columns in [*([name] for name in everything), everything]:
        alone = len(columns) == 1
        method = columns[0] if alone else "all columns"
        budget = SECONDS["listings"] / (3 if alone else 1)
        rows = X[columns], X_test[columns], y_test, y
        yield "listings", method, partial(measured, "listings", budget, rows, method)


def search(name: str, budget: float, source: str) -> Row:
    """Fit the training rows of a set within a budget."""
    return measured(name, budget, parted(source), "lepton")


def program() -> Row:
    """Run the model of the documentation, written down layer by layer, for its ten epochs."""
    import lepton_automl as lai

    data = lai.datasets.load_mnist()
    started = time.perf_counter()
    model = lai.models.Sequential()
    model.add(lai.layers.Conv2D(32, (3, 3), activation="relu", input_shape=(28, 28, 1)))
    model.add(lai.layers.MaxPooling2D((2, 2)))
    model.add(lai.layers.Flatten())
    model.add(lai.layers.Dense(128, activation="relu"))
    model.add(lai.layers.Dense(10, activation="softmax"))
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    model.fit(
        data.x_train, data.y_train, epochs=10, batch_size=64,
        validation_data=(data.x_test, data.y_test),
    )  # fmt: skip
    _, accuracy = model.evaluate(data.x_test, data.y_test)
    return Row("mnist", "Sequential", 0, time.perf_counter() - started, accuracy)


def autokeras(name: str, budget: float) -> Row:
    """Give AutoKeras the same images and the same seconds, in an environment of its own."""
    home = environments.home()
    if environments.describe("autokeras", home) is None:
        environments.make("autokeras", home)
    X, X_test, y_test, y = parted(name)
    with tempfile.TemporaryDirectory(prefix="b-", ignore_cleanup_errors=True) as made:
        rows = Path(made, "rows.npz")
        labels = {"y": np.asarray(y, dtype=str), "y_test": np.asarray(y_test, dtype=str)}
        np.savez(rows, X=X, X_test=X_test, **labels)
        python = environments.python("autokeras", home)
        words = [python, "-m", "systems.autokeras", rows, str(budget), Path(made, "search")]
        done = subprocess.run(words, cwd=HERE, check=True, stdout=subprocess.PIPE, text=True)
    said = json.loads(done.stdout.splitlines()[-1])
    return Row(name, "AutoKeras", budget, said["seconds"], said["accuracy"])


def jobs(name: str) -> Iterator[Job]:
    """Yield what is measured of a set: its name, by which method, and what does it."""
    if name == UCR:
        yield from of_sequences()
    elif name == "listings":
        yield from of_listings()
    elif name == "mnist":
        yield name, "Sequential", program
    else:
        yield name, "lepton", partial(search, name, SECONDS[name], name)
    if name in PICTURES:
        yield name, "AutoKeras", partial(autokeras, name, SECONDS[name])


def page(found: Iterable[Row]) -> str:
    """Return the page of results."""
    found = list(found)
    most = max((row.others for row in found), default=0.0)
    lines = [
        "# Images, texts, sequences, and tables with pictures",
        "",
        f"{os.cpu_count()} cores, of which others kept at most {most:.1f} busy before a fit. "
        "Accuracy on rows held out; made by `benchmarks/deep.py`.",
        "",
        "| set | method | budget, s | took, s | accuracy | goal | members |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in found:
        goal = GOALS.get(row.name, "")
        lines.append(
            f"| {row.name} | {row.method} | {row.budget:g} | {row.seconds:.1f} "
            f"| {row.accuracy:.4f} | {goal} | {row.members} |"
        )
    for method in ("lepton", WARPED):
        some = [
            r.accuracy for r in found if r.name.startswith(f"{UCR}/") and r.method == method
        ]
        if some:
            lines.append(
                f"| {UCR}, mean | {method} | | | {np.mean(some):.4f} | {GOALS[UCR]} | |"
            )
    return "\n".join(lines) + "\n"


def read(path: Path) -> list[Row]:
    """Return the rows of a CSV, if it is there."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            Row(r["name"], r["method"], float(r["budget"]), float(r["seconds"]),
                float(r["accuracy"]), r["members"], float(r["others"]))
            for r in csv.DictReader(stream)
        ]  # fmt: skip


def write(path: Path, found: Iterable[Row]) -> None:
    """Write all rows as a CSV."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [f.name for f in fields(Row)])
        writer.writeheader()
        writer.writerows(map(asdict, found))


def main() -> None:
    """Measure, and write the CSV and the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sets", default=",".join(SECONDS))
    parser.add_argument("--results", type=Path, default=HERE / "results")
    parser.add_argument("--busy", choices=("refuse", "warn"), default="refuse")
    asked = parser.parse_args()
    asked.results.mkdir(parents=True, exist_ok=True)
    path = asked.results / "deep.csv"
    found = read(path)
    for name in asked.sets.split(","):
        for shown, method, job in jobs(name):
            if any((row.name, row.method) == (shown, method) for row in found):
                continue
            others = run.quiet(asked.busy == "warn")
            found.append(replace(job(), others=others))
            write(path, found)
            (asked.results / "deep.md").write_text(page(found), encoding="utf-8")
            print(found[-1], flush=True)


if __name__ == "__main__":
    main()
