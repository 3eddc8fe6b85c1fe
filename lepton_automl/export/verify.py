"""Compares what was written with what it was written from: the one place where this is done.

A converter can be silently wrong. So no format counts before its files were read in a new
process and predicted what the model predicts, on rows that `probe` made up. Two predictions
are the same if

* probabilities differ by at most the exporter's `tolerance`, half of them by a tenth of it;
* labels are equal, wherever the model's two best classes are further apart than that;
* values differ by at most `tolerance`, as a share of the value or of the spread of values;
* objects are equal, but for such differences of the numbers in them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from lepton_automl._lazy import resolve
from lepton_automl.errors import ExportError, LeptonError
from lepton_automl.export.probe import len_of, take
from lepton_automl.export.replay import answers, read, replay
from lepton_automl.plugin.exporter import ExporterSpec
from lepton_automl.task import Task

__all__ = ["Comparison", "compare", "expected", "members", "verify"]

FEW_ROWS = 32  # the spread of predictions is taken from the first, which are ordinary


@dataclass(frozen=True)
class Comparison:
    """How far two predictions of the same rows are from each other.

    Attributes
    ----------
    rows : int
        How many were compared.
    greatest, median : float
        Differences of probabilities, or of values in shares.
    labels : float
        The share of rows whose labels differ although they are not nearly tied.
    """

    rows: int
    greatest: float
    median: float
    labels: float = 0.0

    def within(self, tolerance: float) -> bool:
        """Tell whether the two count as the same.

        Examples
        --------
        >>> Comparison(rows=10, greatest=2e-5, median=1e-6).within(1e-4)
        True
        """
        near = self.greatest <= tolerance and self.median <= tolerance / 10
        return near and self.labels == 0.0


def verify(
    model: Any,
    spec: ExporterSpec,
    folder: Path,
    task: Task,
    X: Any,
    *,
    trusted: Collection[str] = (),
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
    trusted : collection of str
        For exporters that ask for it.
    strict : bool
        Whether a difference beyond the tolerance is an error.

    Raises
    ------
    ExportError
        If the two differ; the message names the member, and the step where that is known.
    """
    X, wanted = expected(model, X)
    if _travels(spec):
        reply = replay(spec, folder, task, X, trusted)
    else:
        reply = {"answers": answers(read(spec, folder, task, trusted), X)}
    found = compare(wanted, reply.pop("answers"), spec.tolerance)
    if strict and not found.within(spec.tolerance):
        raise ExportError(_different(model, spec, task, X, found))
    return {
        **reply,
        "rows_compared": found.rows,
        "max_difference": found.greatest,
        "median_difference": found.median,
        "labels_that_differ": found.labels,
    }


def expected(model: Any, X: Any) -> tuple[Any, dict[str, Any]]:
    """Return the rows that the model itself can predict, and what it says of them.

    An estimator may refuse a row that nobody else minds, such as one with huge numbers.
    """
    try:
        return X, answers(model, X)
    except Exception as refused:
        kept = [
            row for row in range(len_of(X)) if _can(model, take(X, np.arange(row, row + 1)))
        ]
        if not kept:
            raise ExportError(
                f"The model cannot predict any of the rows made up for it: {refused}. "
                "Nothing can be compared, so nothing was written."
            ) from refused
        X = take(X, np.array(kept))
        return X, answers(model, X)


def compare(
    wanted: dict[str, Any], found: dict[str, Any], tolerance: float = 0.0
) -> Comparison:
    """Compare answers, as `expected` and `replay` return them.

    Examples
    --------
    >>> one = {"predict": np.array([1.0, 2.0, 4.0])}
    >>> compare(one, {"predict": np.array([1.0, 2.0, 5.0])}).greatest
    0.25
    """
    labels, values = wanted["predict"], found["predict"]
    if len(values) != len(labels):
        return Comparison(len(labels), np.inf, np.inf, 1.0)
    if "predict_proba" in wanted:
        one, other = wanted["predict_proba"], found.get("predict_proba")
        if other is None or other.shape != one.shape:
            return Comparison(len(labels), np.inf, np.inf, 1.0)
        differences = _apart(one, other)
        changed = np.array([np.any(a != b) for a, b in zip(labels, values, strict=True)])
        changed &= ~_tied(one, labels, tolerance)
        share = float(changed.mean()) if len(changed) else 0.0
    elif labels.dtype.kind in "fiu":
        spread = np.array([_spread(column) for column in np.atleast_2d(labels.T)])
        scale = np.maximum(np.abs(labels), spread if labels.ndim > 1 else spread[0])
        differences, share = _apart(labels / scale, values / scale), 0.0
    else:
        differences = np.array([_far(a, b) for a, b in zip(labels, values, strict=True)])
        share = float(np.mean(differences > tolerance))
    greatest, median = float(np.max(differences)), float(np.median(differences))
    return Comparison(len(labels), greatest, median, share)


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
            step = resolve(spec.blame)(member, task, X) if spec.blame is not None else None
            return f"{name}, in {step}" if step else name
    return "how the members are put together"


def _same_alone(member: Any, spec: ExporterSpec, task: Task, X: Any) -> bool:
    """Tell whether one member, written by itself, predicts as it does."""
    try:
        with TemporaryDirectory(prefix="lepton-member-") as place:
            resolve(spec.save)(member, Path(place), task)
            again = answers(read(spec, Path(place), task), X)
        return compare(answers(member, X), again, spec.tolerance).within(spec.tolerance)
    except LeptonError:
        return False


def _travels(spec: ExporterSpec) -> bool:
    """Tell whether another process can import what loads: not what a notebook defines."""
    name = getattr(spec.load, "__qualname__", "")
    return isinstance(spec.load, str) or not (
        "<" in name or getattr(spec.load, "__module__", "__main__") == "__main__"
    )


def _can(model: Any, X: Any) -> bool:
    try:
        answers(model, X)
    except Exception:
        return False
    return True


def _apart(one: Any, other: Any) -> Any:
    """Return how far numbers are from each other; equal NaN and infinity are not at all."""
    one, other = np.asarray(one, float), np.asarray(other, float)
    with np.errstate(invalid="ignore"):
        apart = np.abs(one - other)
    return np.where((one == other) | (np.isnan(one) & np.isnan(other)), 0.0, _or_inf(apart))


def _or_inf(values: Any) -> Any:
    return np.where(np.isnan(values), np.inf, values)


def _spread(values: Any) -> float:
    ordinary = values[:FEW_ROWS][np.isfinite(values[:FEW_ROWS])]
    spread = float(np.std(ordinary)) if len(ordinary) else 0.0
    return spread if spread > 0 and np.isfinite(spread) else 1e-12


def _tied(probabilities: Any, labels: Any, tolerance: float) -> Any:
    """Tell for which rows a hair decides: their two best classes are equally probable.

    With two classes, also where a row as probable has the other label: there is a threshold
    between them. With several labels, where any of them is near a threshold that is about half.
    """
    if np.ndim(labels) == 2:
        return (np.abs(probabilities - 0.5) <= 2 * tolerance).any(axis=1)
    best = np.sort(probabilities, axis=1)[:, -2:]
    tied = best[:, -1] - best[:, 0] <= 2 * tolerance
    if probabilities.shape[1] == 2:
        one, other = probabilities[:, [1]], probabilities[:, 1]
        near = np.abs(one - other) <= 2 * tolerance
        tied |= (near & (labels[:, None] != labels)).any(axis=1)
    return tied


def _far(one: Any, other: Any) -> float:
    """Return how far two objects are from each other: infinitely if their form differs."""
    if isinstance(one, dict) and isinstance(other, dict):
        if one.keys() != other.keys():
            return np.inf
        return max((_far(one[key], other[key]) for key in one), default=0.0)
    if isinstance(one, (str, bytes, bool, type(None))):
        return 0.0 if one == other else np.inf
    first, second = np.asarray(one), np.asarray(other)
    if first.shape != second.shape:
        return np.inf
    if first.dtype.kind in "fiub" and second.dtype.kind in "fiub":
        scale = np.maximum(np.abs(first.astype(float)), 1.0)
        return float(np.max(_apart(first / scale, second / scale), initial=0.0))
    if first.ndim == 0:
        return 0.0 if one == other else np.inf
    return max((_far(a, b) for a, b in zip(one, other, strict=True)), default=0.0)
