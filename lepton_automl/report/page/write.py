"""Writes a report: the page, the card, the data, and the predictions that it rests on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl.errors import InputError, did_you_mean
from lepton_automl.intake import labels
from lepton_automl.report.page.fairness import as_groups
from lepton_automl.report.page.gather import gather
from lepton_automl.report.page.render import card, page, require
from lepton_automl.report.page.subject import Evidence, Subject, held_out, out_of_fold

__all__ = ["write"]

ENDINGS = (".html", ".htm")


def write(
    path: str | PathLike[str],
    subject: Subject,
    *,
    X: Any = None,
    y: Any = None,
    sensitive: Any = None,
    sample_weight: Any = None,
    time_budget: float = 60.0,
    random_state: int | None = 0,
) -> Path:
    """Write a report and return the path of its page.

    Parameters
    ----------
    path : path-like
        A folder for ``report.html``, ``report.json``, ``card.md`` and ``predictions.csv``; or a
        page ``NAME.html``, beside which the others are ``NAME.json``, ``NAME.md`` and
        ``NAME.csv``. Files of these names are replaced.
    subject : Subject
        The model.
    X, y
        Rows that it was not fitted on; None for those that its fits left out.
    sensitive : str, array-like or None
        A column of X by name, or a value for each row: groups are compared by it. Without X,
        a value for each row of the training data.
    sample_weight : array-like or None
        The weight of each row of X.
    time_budget : float
        About how many seconds what is computed from rows may take.
    random_state : int or None
        Seeds resamples, shuffles and samples.

    Raises
    ------
    InputError
        If a package is missing, there is no such column, or X or y is not as in fit.
    """
    require(*(["fairlearn"] if sensitive is not None else []))
    if not time_budget > 0:
        raise InputError(f"time_budget must be above 0 seconds, got {time_budget!r}.")
    places = _places(Path(path).expanduser())
    evidence = _evidence(subject, X, y, sample_weight)
    if sensitive is not None:
        evidence = _grouped(subject, evidence, X, sensitive)
    report = gather(subject, evidence, time_budget=time_budget, random_state=random_state)
    text = json.dumps(report, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    parts = {"html": page(report), "json": text + "\n", "md": card(report)}
    if evidence is not None and (table := _predictions(subject, evidence)) is not None:
        parts["csv"] = table.to_csv(index=False)
    _put(places, parts)
    return places["html"]


def _places(path: Path) -> dict[str, Path]:
    if path.suffix.lower() in ENDINGS:
        others = {ending: path.with_suffix(f".{ending}") for ending in ("json", "md", "csv")}
        return {"html": path, **others}
    names = {
        "html": "report.html",
        "json": "report.json",
        "md": "card.md",
        "csv": "predictions.csv",
    }
    return {ending: path / name for ending, name in names.items()}


def _put(places: dict[str, Path], parts: dict[str, str]) -> None:
    try:
        places["html"].parent.mkdir(parents=True, exist_ok=True)
        for ending, text in parts.items():
            places[ending].write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        place = str(error.filename or places["html"])
        raise InputError(f"{place!r} cannot be written: {error.strerror}.") from error


def _evidence(subject: Subject, X: Any, y: Any, weight: Any) -> Evidence | None:
    if (X is None) != (y is None):
        given, lacking = ("X", "y") if y is None else ("y", "X")
        raise InputError(f"{given} was given without {lacking}. Give both, or neither.")
    if X is not None:
        return held_out(subject, X, y, weight)
    return None if subject.record is None else out_of_fold(subject, subject.record)


def _grouped(subject: Subject, evidence: Evidence | None, X: Any, sensitive: Any) -> Evidence:
    """Return the rows with the group that each belongs to."""
    if evidence is None:
        raise InputError("Groups cannot be compared without rows. Give X and y.")
    if isinstance(sensitive, str):
        values, name = _column(evidence, X, sensitive), sensitive
    else:
        values = np.asarray(sensitive)
        name = str(getattr(sensitive, "name", None) or "sensitive")
        n_rows = len(evidence) if X is not None else subject.task.n_rows
        if values.ndim != 1 or len(values) != n_rows:
            raise InputError(
                f"sensitive has the shape {values.shape}; give one value for each of the "
                f"{n_rows} rows, or the name of a column."
            )
        if X is None and subject.record is not None:
            values = values[subject.record.rows]
    return replace(evidence, sensitive=as_groups(values, name), sensitive_name=name)


def _column(evidence: Evidence, X: Any, name: str) -> Any:
    if hasattr(X, "columns") and name in X.columns:
        return np.asarray(X[name])
    columns = evidence.columns
    known: Sequence[str] = () if columns is None else columns.names
    if columns is None or name not in known:
        hint = did_you_mean(name, known)
        raise InputError(f"sensitive={name!r} is not a column of the rows. {hint}")
    return columns.column(known.index(name))


def _predictions(subject: Subject, evidence: Evidence) -> pd.DataFrame | None:
    """Return the truth and what was said of each row; None of what no table can hold."""
    task, said, y = subject.task, evidence.prediction, evidence.y
    if said.dtype == object or y.dtype == object or max(said.ndim, y.ndim) > 2:
        return None
    record = subject.record
    given = evidence.source == "test" or record is None
    found: dict[str, Any] = {"row": np.arange(len(y)) if given else record.rows}  # type: ignore[union-attr]
    if evidence.decision is not None:
        names = labels(task)
        found["true"], found["predicted"] = names[y], names[evidence.decision]
        tops = [f"p={label}" for label in names.tolist()]
    else:
        found |= _named("true", y, task.outputs)
        tops = []
    found |= _named("predicted", said, tops or task.outputs, plain=bool(tops))
    if evidence.baseline is not None:
        found |= _named("baseline", evidence.baseline, tops or task.outputs)
    if evidence.weight is not None:
        found["weight"] = evidence.weight
    return pd.DataFrame(found)


def _named(what: str, values: Any, names: Sequence[Any], plain: bool = False) -> dict[str, Any]:
    if values.ndim == 1:
        return {what: values}
    known = names if len(names) == values.shape[1] else range(values.shape[1])
    return {str(n) if plain else f"{what} {n}": values[:, i] for i, n in enumerate(known)}
