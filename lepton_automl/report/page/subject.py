"""What a report is about, and the rows on which it is judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lepton_automl import explain, intake
from lepton_automl.explain.blend import AsGiven, blend_of, by_fold, quietly, rewrapped
from lepton_automl.plugin.specs import TaskSpec
from lepton_automl.report.record import Record
from lepton_automl.task import Task
from lepton_automl.trial import History

__all__ = ["Evidence", "Subject", "held_out", "out_of_fold"]


@dataclass(frozen=True, eq=False)
class Subject:
    """A fitted model with what is known of how it came about.

    Attributes
    ----------
    manifest : mapping
        ``Manifest.to_json()``.
    predictor : Predictor
        With a baseline.
    spec : TaskSpec
        The type of task.
    score : Score
        What the search maximised.
    record : Record or None
        What the fit left behind; None for a model that was loaded.
    history : History or None
        All trials; None for a model that was loaded.
    """

    manifest: Mapping[str, Any]
    predictor: Any
    spec: TaskSpec
    score: Any
    record: Record | None = None
    history: History | None = None

    @property
    def task(self) -> Task:
        """What was learned."""
        task: Task = self.predictor.task_
        return task

    @property
    def model(self) -> Any:
        """The fitted scikit-learn object."""
        return self.predictor.model


@dataclass(frozen=True, eq=False)
class Evidence:
    """Rows that the models judged here have not seen, with the truth and what was said.

    Attributes
    ----------
    source : {"test", "out-of-fold"}
        Rows given for the report; or rows of the training data, each predicted by the
        pipelines that were fitted without it.
    y : ndarray of shape (n_rows,)
        Encoded.
    prediction, baseline : ndarray
        In the form of the task type.
    decision : ndarray of shape (n_rows,) or None
        The position of the class named, where there are classes.
    columns : Columns or None
        The first of the rows, in canonical form; None if X has no columns.
    respond : callable
        From X and row positions to predictions, by models that have not seen the rows.
    weight : ndarray of shape (n_rows,) or None
    sensitive : ndarray of shape (n_rows,) or None
        The groups whose treatment is compared.
    sensitive_name : str
    seconds : float or None
        How long it took to predict the rows.
    """

    source: str
    y: Any
    prediction: Any
    baseline: Any
    decision: Any
    columns: explain.Columns | None
    respond: Callable[[Any, Any], Any]
    weight: Any = None
    sensitive: Any = None
    sensitive_name: str = ""
    seconds: float | None = None

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.y)

    @property
    def n_seen(self) -> int:
        """How many rows have their columns here."""
        return 0 if self.columns is None else len(self.columns)


def held_out(subject: Subject, X: Any, y: Any, weight: Any = None) -> Evidence:
    """Return rows that were not learned from, predicted by the model.

    Raises
    ------
    InputError
        If X or y is not as it was in fit.
    """
    import time

    task, response = subject.task, subject.spec.response
    canonical = subject.predictor.read(X)
    truth = intake.reencode(y, task, subject.spec)
    started = time.monotonic()
    with quietly():
        said = np.asarray(getattr(subject.model, response)(canonical))
    seconds = time.monotonic() - started
    return Evidence(
        source="test",
        y=truth,
        prediction=said,
        baseline=np.asarray(getattr(subject.predictor.baseline, response)(canonical)),
        decision=_decision(subject, said, canonical),
        columns=_columns(canonical, task),
        respond=lambda part, _: getattr(subject.model, response)(part),
        weight=None if weight is None else np.asarray(weight, dtype=float),
        seconds=seconds,
    )


def out_of_fold(subject: Subject, record: Record) -> Evidence:
    """Return the rows left out in fit, each predicted by what was fitted without it."""
    task, response = subject.task, subject.spec.response
    said = record.prediction
    tuned = blend_of(subject.model) is not subject.model
    decision = None
    if _names_classes(subject, said):
        given = rewrapped(subject.model, AsGiven(intake.labels(task)))
        decision = _positions(given.predict(said), task) if tuned else np.argmax(said, axis=1)
        said = given.predict_proba(said) if tuned else said
    return Evidence(
        source="out-of-fold",
        y=record.y,
        prediction=said,
        baseline=_trivial(subject, record),
        decision=decision,
        columns=None if record.X is None else _columns(record.X, task),
        respond=_by_fold(subject.model, record, response),
        weight=record.weight,
    )


def _columns(canonical: Any, task: Task) -> explain.Columns | None:
    form = task.schema.form
    flat = form in ("table", "array", "sparse") and len(canonical.shape) == 2
    return explain.columns_of(canonical, task.schema) if flat else None


def _names_classes(subject: Subject, said: Any) -> bool:
    """Tell whether each row is one of the classes, and predictions are their probabilities."""
    task = subject.task
    right = said.ndim == 2 and said.shape[1] == task.n_classes
    return bool(subject.spec.prediction == "probability" and task.classes and right)


def _decision(subject: Subject, said: Any, canonical: Any) -> Any:
    if not _names_classes(subject, said):
        return None
    if blend_of(subject.model) is subject.model:
        return np.argmax(said, axis=1)
    with quietly():
        return _positions(subject.model.predict(canonical), subject.task)


def _positions(labels: Any, task: Task) -> Any:
    known = {label: i for i, label in enumerate(task.classes or ())}
    return np.array([known[label] for label in np.asarray(labels).tolist()])


def _trivial(subject: Subject, record: Record) -> Any:
    """Return what the baseline says; it looks at y alone, so any row of X will do."""
    schema, n_rows = subject.task.schema, len(record.y)
    if record.X is not None and record.X.shape[0] == n_rows:
        blank = record.X
    elif record.X is not None:
        blank = explain.columns_of(record.X, schema).take(np.zeros(n_rows, dtype=int)).X
    else:
        blank = np.zeros((n_rows, 1))
    return np.asarray(getattr(subject.predictor.baseline, subject.spec.response)(blank))


def _by_fold(model: Any, record: Record, response: str) -> Callable[[Any, Any], Any]:
    """Return what predicts each row by the pipelines that have not seen it.

    Where there are none any more, it is the model, which has seen them.
    """
    folds = record.folds
    models = by_fold(model if record.bags is None else rewrapped(model, record.bags))

    def respond(X: Any, at: Any) -> Any:
        if not set(folds[at].tolist()) <= set(models):
            return getattr(model, response)(X)
        found: Any = None
        for fold in np.unique(folds[at]):
            rows = np.flatnonzero(folds[at] == fold)
            part = X.iloc[rows] if hasattr(X, "iloc") else X[rows]
            said = getattr(models[int(fold)], response)(part)
            if found is None:
                found = np.empty((len(at), *said.shape[1:]), dtype=said.dtype)
            found[rows] = said
        return found

    return respond
