"""Measure what eight bits save and what they cost: size, time for a row, and accuracy.

    python benchmarks/quantized.py [--sets digits,digits_images] [--trials 4]
                                   [--results FOLDER]

Networks for images and sequences are written as LiteRT, tables as ONNX, each in floats and
with ``quantize="int8"``. A quarter of the rows is held out, and both files are scored on it. It
needs lepton-keras with TensorFlow and LiteRT, and lepton-onnx. Real tables come from the folder
that LEPTON_DATA_HOME names, and are passed over without it. What is in the CSV already is not
measured again; sizes and scores hold anywhere, times on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from sklearn.model_selection import train_test_split
from tables import home, real

HERE = Path(__file__).parent
SEED = 0
MOST_ROWS = 6_000  # to learn from
# The set, the format, and the models that gain from eight bits.
CASES = {
    "digits_images": ("litert", "keras_image"),
    "cylinder_bell_funnel": ("litert", "keras_sequence"),
    "digits": ("onnx", "mlp,kernel_svm"),
    "breast_cancer": ("onnx", "mlp,kernel_svm"),
    "diabetes": ("onnx", "mlp,kernel_svm"),
    "steel_plates": ("onnx", "mlp,kernel_svm"),
    "har_weightlifting": ("onnx", "mlp"),
    "kc_house_sales": ("onnx", "mlp"),
}
HEAD = (
    "data", "format", "members", "metric", "kB", "kB, int8", "ms a row", "ms a row, int8",
    "score", "score, int8", "drop", "labels differ", "load",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """What came of one set: without and with eight bits."""

    name: str
    format: str
    members: str
    metric: str
    size: int
    size_int8: int
    latency_ms: float
    latency_ms_int8: float
    score: float
    score_int8: float
    labels_that_differ: float | None
    load: float  # processes that wanted to run, when it was done
    error: str = ""


def taken(name: str) -> tuple[Any, Any]:
    """Return X and y of a set that is offered, or of a real table."""
    from lepton_automl.plugin import Registry
    from lepton_automl.recipe.rows import load_dataset

    registry = Registry()
    return load_dataset(name, registry) if name in registry.datasets else real(name)


def measured(name: str, trials: int, folder: Path) -> Row:
    """Search, save, and write in floats and in eight bits."""
    from lepton_automl import LeptonAutoML, export
    from lepton_automl.errors import LeptonError

    form, estimators = CASES[name]
    X, y = taken(name)
    X, X_test, y, y_test = train_test_split(X, y, test_size=0.25, random_state=SEED)
    automl = LeptonAutoML(
        estimators=estimators.split(","),
        n_trials=trials,
        time_budget=None,
        cv=3,
        n_jobs=2,
        random_state=SEED,
        verbose=0,
    ).fit(X[:MOST_ROWS], y[:MOST_ROWS])
    path = automl.save(folder / name)
    members = " ".join(sorted({c.estimator for c in automl.weights_}))
    _, whole = export.add(path, form)
    before = scored(path, form, X_test, y_test)
    about = (name, form, members, before[0], whole["size"])
    load = os.getloadavg()[0]
    try:
        small_name, small = export.add(path, form, quantize="int8")
    except LeptonError as error:
        nothing = (0, whole["latency_ms"], 0.0, before[1], 0.0, None, load)
        return Row(*about, *nothing, error=str(error))
    after = scored(path, small_name, X_test, y_test)
    times = (whole["latency_ms"], small["latency_ms"])
    differ = small.get("labels_that_differ") if before[0] == "accuracy" else None
    return Row(*about, small["size"], *times, before[1], after[1], differ, load)


def scored(path: Path, form: str, X: Any, y: Any) -> tuple[str, float]:
    """Return the metric and the score of a format on rows held out."""
    import lepton_automl

    model = lepton_automl.load(path, format=form)
    metric = "r2" if model.task_.classes is None else "accuracy"
    return metric, float(model.score(X, y))


def page(rows: Sequence[Row]) -> str:
    """Return the page."""
    lines = [
        "# What eight bits save, and what they cost",
        "",
        "The same model in floats and with `--quantize int8`: networks for images and "
        "sequences as LiteRT, tables as ONNX. Scores are of a quarter of the rows, held out; "
        "the drop is what eight bits cost, and labels differ on rows made up to compare "
        "formats. Where the load was more than one, the machine did something else too, and "
        "times say little.",
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()} "
        f"{platform.machine()}, one thread a model; made by `benchmarks/quantized.py`.",
        "",
        f"| {' | '.join(HEAD)} |",
        f"|{'---|' * len(HEAD)}",
        *(f"| {' | '.join(cells(row))} |" for row in rows),
    ]
    failed = [f"- {row.name}: {row.error}" for row in rows if row.error]
    return "\n".join([*lines, *(["", "Not quantized:", "", *failed] if failed else [])]) + "\n"


def cells(row: Row) -> list[str]:
    """Return a row of the page."""
    first = [row.name, row.format, row.members, row.metric, f"{row.size / 1e3:,.0f}"]
    if row.error:
        return [
            *first,
            "-",
            f"{row.latency_ms:.3f}",
            "-",
            f"{row.score:.4f}",
            *"---",
            f"{row.load:.1f}",
        ]
    differ = "-" if row.labels_that_differ is None else f"{row.labels_that_differ:.2%}"
    return [
        *first,
        f"{row.size_int8 / 1e3:,.0f}",
        f"{row.latency_ms:.3f}",
        f"{row.latency_ms_int8:.3f}",
        f"{row.score:.4f}",
        f"{row.score_int8:.4f}",
        f"{row.score - row.score_int8:.4f}",
        differ,
        f"{row.load:.1f}",
    ]


def read(path: Path) -> list[Row]:
    """Return what was measured before."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [parsed(row) for row in csv.DictReader(file)]


def parsed(row: dict[str, str]) -> Row:
    """Return a line of the CSV; an empty cell of a number is none."""
    texts = {"name", "format", "members", "metric", "error"}
    numbers = {k: float(v) if v else None for k, v in row.items() if k not in texts}
    whole = {k: int(numbers.pop(k) or 0) for k in ("size", "size_int8")}
    return Row(**{k: row[k] for k in texts}, **whole, **numbers)  # type: ignore[arg-type]


def write(path: Path, rows: Sequence[Row]) -> None:
    """Write the CSV and the page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [f.name for f in fields(Row)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)
    path.with_suffix(".md").write_text(page(rows), encoding="utf-8")


def main(asked: argparse.Namespace) -> None:
    """Measure what is asked for and not there yet."""
    path = asked.results / "quantized.csv"
    for name in asked.sets or CASES:
        if name not in CASES:
            raise SystemExit(f"no set is named {name!r}; there are {', '.join(CASES)}")
        rows = read(path)
        if name in {row.name for row in rows} or not there(name):
            continue
        with tempfile.TemporaryDirectory() as folder:
            rows.append(measured(name, asked.trials, Path(folder)))
        write(path, rows)
        print(" ".join(cells(rows[-1])), flush=True)
    write(path, read(path))
    print(path.with_suffix(".md"))


def there(name: str) -> bool:
    """Tell whether a set can be had here."""
    from lepton_automl.plugin import Registry

    return name in Registry().datasets or (home() / "index.json").exists()


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    whole = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    whole.add_argument("--sets", type=lambda w: [s for s in w.split(",") if s], default=[])
    whole.add_argument("--trials", type=int, default=4, help="candidates of each search")
    whole.add_argument("--results", type=Path, default=HERE / "results")
    return whole


if __name__ == "__main__":
    main(parser().parse_args())
