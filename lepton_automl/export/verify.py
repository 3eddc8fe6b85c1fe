"""Reads back what was written, in a new process, and compares it with the model.

A converter can be silently wrong. So no format counts before its files were read in a new
process and predicted what the model predicts, on rows that `probe` made up; `compare` says what
the same is, and `steady` on which rows that can be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lepton_automl._lazy import resolve
from lepton_automl.errors import ExportError
from lepton_automl.export.compare import Comparison, compare, differences
from lepton_automl.export.probe import len_of, take
from lepton_automl.export.replay import EVERYTHING, answers, read, replay
from lepton_automl.export.steady import expected, steady
from lepton_automl.plugin.exporter import ExporterSpec
from lepton_automl.task import Task

__all__ = ["members", "verify"]


def verify(
    model: Any,
    spec: ExporterSpec,
    folder: Path,
    task: Task,
    X: Any,
    *,
    strict: bool = True,
) -> dict[str, Any]:
    """Return how a written model compares with the model, and how fast it is.

    Parameters
    ----------
    model : object
        What was written.
    spec : ExporterSpec
        What wrote it.
    folder : Path
        Where to.
    task : Task
        What was learned.
    X : DataFrame, array or CSR matrix
        Rows in canonical form.
    strict : bool
        Whether a difference beyond the tolerance is an error.

    Raises
    ------
    ExportError
        If the two differ; the message names the member, and the step where that is known.
    """
    n_rows = len_of(X)
    X, wanted = expected(model, X)
    kept = steady(model, X, wanted, spec.tolerance)
    X, wanted = take(X, kept), {name: answer[kept] for name, answer in wanted.items()}
    if _travels(spec):
        reply = replay(spec, folder, task, X)
    else:
        reply = {"answers": answers(read(spec, folder, task, EVERYTHING), X)}
    found = compare(wanted, reply.pop("answers"), spec.tolerance)
    if strict and not found.within(spec.tolerance):
        raise ExportError(_different(model, spec, task, X, found))
    return {
        **reply,
        "rows_compared": found.rows,
        "rows_left_out": n_rows - found.rows,
        "max_difference": found.greatest,
        "median_difference": found.median,
        "labels_that_differ": found.labels,
    }


def members(model: Any, name: str = "the model") -> Iterator[tuple[str, Any]]:
    """Yield the parts of an ensemble that predict by themselves, by name."""
    inner = getattr(model, "estimator_", None)
    if inner is None and getattr(model, "calibrated_classifiers_", None):
        inner = model.calibrated_classifiers_[0].estimator
    parts = getattr(model, "named_estimators_", None)
    if inner is not None and not hasattr(model, "regressor_"):
        yield from members(inner, name)
    elif parts:
        for part, estimator in parts.items():
            yield f"member {part!r} ({type(_last(estimator)).__name__})", estimator
    else:
        yield f"{name} ({type(_last(model)).__name__})", model


def _last(estimator: Any) -> Any:
    return estimator[-1] if hasattr(estimator, "steps") else estimator


def _different(model: Any, spec: ExporterSpec, task: Task, X: Any, found: Comparison) -> str:
    """Return the error's sentence, which names what is to blame."""
    what = f"probabilities by up to {found.greatest:.3g}, labels of {found.labels:.1%} of rows"
    if task.classes is None:
        what = f"values by up to {found.greatest:.3g} of themselves"
    return (
        f"Written in format {spec.name!r}, the model would predict otherwise: {what} "
        f"(allowed: {spec.tolerance:g}, on {found.rows} made-up rows). "
        f"It is {_culprit(model, spec, task, X)}. Nothing was written; leave that estimator "
        f"out, or fit with only_exportable={spec.name!r}."
    )


def _culprit(model: Any, spec: ExporterSpec, task: Task, X: Any) -> str:
    for name, member in members(model):
        if not _same_alone(member, spec, task, X):
            step = _step(member, spec, task, X)
            return f"{name}, in {step}" if step else name
    return "how the members are put together"


def _same_alone(member: Any, spec: ExporterSpec, task: Task, X: Any) -> bool:
    """Tell whether one member, written by itself, predicts as it does."""
    try:
        with TemporaryDirectory(prefix="lepton-member-") as place:
            resolve(spec.save)(member, Path(place), task)
            again = answers(read(spec, Path(place), task, EVERYTHING), X)
        # Not labels: a member of a vote knows the classes by their numbers.
        apart = differences(answers(member, X), again)
    except Exception:
        return False
    return apart is not None and bool((apart <= spec.tolerance).all())


def _step(member: Any, spec: ExporterSpec, task: Task, X: Any) -> str | None:
    """Return the step that the exporter blames; None if it cannot tell."""
    if spec.blame is None:
        return None
    try:
        return str(resolve(spec.blame)(member, task, X) or "") or None
    except Exception:  # what cannot be told is no reason to hide what is known
        return None


def _travels(spec: ExporterSpec) -> bool:
    """Tell whether another process can import what loads: not what a notebook defines."""
    name = getattr(spec.load, "__qualname__", "")
    return isinstance(spec.load, str) or not (
        "<" in name or getattr(spec.load, "__module__", "__main__") == "__main__"
    )
