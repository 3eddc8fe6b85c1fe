"""y: checked, its type of task chosen, encoded."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Mapping
from inspect import signature
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl._lazy import resolve
from lepton_automl.errors import InputError, did_you_mean
from lepton_automl.intake.check import same_length
from lepton_automl.intake.source import columns
from lepton_automl.plugin.specs import TaskSpec
from lepton_automl.task import Task

__all__ = ["choose", "encode", "labels", "outputs", "reencode", "target"]

_PLAIN = ("integer", "floating", "mixed-integer-float", "boolean", "decimal")


def target(y: Any, n_rows: int, owner: str) -> Any:
    """Return y as an array of its natural dtype, one entry a row.

    Raises
    ------
    InputError
        If y is None, has another length than X, or has missing or infinite values.
    """
    if y is None:
        raise InputError(
            f"{owner} requires y to be passed, but the target y is None. Pass fit(X, y)."
        )
    found = _raveled(_natural(_array(y)))
    same_length(X=n_rows, y=len(found))
    _refuse_missing(found)
    return found


def choose(
    y: Any,
    kinds: frozenset[str],
    known: Mapping[str, TaskSpec],
    task: str | Collection[str] = "auto",
) -> TaskSpec:
    """Return the type of task, by its name or by what y looks like.

    Raises
    ------
    InputError
        If the name is unknown, or none or several types are equally sure.
    """
    if isinstance(task, str) and task != "auto":
        return _named(task, known)
    offered = known.values() if task == "auto" else [_named(name, known) for name in task]
    sure = {
        spec.name: float(resolve(spec.recognise)(y, kinds))
        for spec in offered
        if spec.recognise is not None
    }
    best = max(sure.values(), default=0.0)
    top = [name for name, value in sure.items() if value == best]
    if best <= 0.0:
        raise InputError(
            f"Unknown label type: y ({_looks(y)}) fits none of {_list(sure)}. Check y, or "
            "install a plugin for this type of task."
        )
    if len(top) > 1:
        raise InputError(
            f"y ({_looks(y)}) fits {_list(top)} equally well. Choose with task={top[0]!r} or "
            f"task={top[1]!r}."
        )
    return known[top[0]]


def encode(y: Any, spec: TaskSpec) -> tuple[Any, tuple[Any, ...] | None]:
    """Return y as estimators learn it, and its labels as plain Python values, or None."""
    encoded, classes = resolve(spec.target)(y)
    return encoded, None if classes is None else tuple(np.asarray(classes).tolist())


def outputs(
    y: Any, encoded: Any, found: tuple[Any, ...] | None, spec: TaskSpec, asked: Any = None
) -> tuple[Any, ...]:
    """Return what the columns of a prediction stand for, where it has several.

    Parameters
    ----------
    y : array-like
        As it was given: its columns may have names.
    encoded, found
        As `encode` returns them; names that it found go first.
    spec : TaskSpec
        The type of task.
    asked : sequence or None
        What the user asked for, where it is not in y: levels of quantiles.

    Raises
    ------
    InputError
        If something was asked for that cannot be had.
    """
    if spec.outputs is not None:
        return tuple(resolve(spec.outputs)(asked))
    if asked is not None:
        raise InputError(
            f"quantiles={asked!r} cannot be had of a {spec.name} task. Leave them out, or pass "
            "task='quantile'."
        )
    if spec.prediction not in ("labels", "values"):
        return ()
    if found is not None:
        return found
    if hasattr(y, "columns"):
        return tuple(columns(y))
    return tuple(range(encoded.shape[1]))


def labels(task: Task) -> Any:
    """Return the class labels in the dtype that they had.

    Examples
    --------
    >>> from lepton_automl.task import Schema
    >>> labels(Task("binary", Schema("array", ()), 2, (0, 1), "int64")).tolist()
    [0, 1]
    """
    return np.array(task.classes or (), dtype=np.dtype(task.label_dtype))


def reencode(y: Any, task: Task, spec: TaskSpec) -> Any:
    """Return a later y, which need not have all the classes, as estimators learned it.

    Raises
    ------
    InputError
        If y has a label that was not learned.

    Examples
    --------
    >>> from lepton_automl.plugin import Registry
    >>> from lepton_automl.task import Schema
    >>> spec = Registry(load_installed=False).tasks["multiclass"]
    >>> task = Task("multiclass", Schema("array", ()), 3, ("a", "b", "c"))
    >>> reencode(["c", "a"], task, spec)
    array([2, 0])
    """
    found = _raveled(_natural(_array(_in_order(y, task.outputs))))
    _refuse_missing(found)
    if task.classes is None:
        encode = resolve(spec.target)
        known = {"outputs": task.outputs} if "outputs" in signature(encode).parameters else {}
        return encode(found, **known)[0]
    positions = {label: i for i, label in enumerate(task.classes)}
    strange = [label for label in found.tolist() if label not in positions]
    if strange:
        raise InputError(
            f"y has {strange[0]!r}, which is none of the classes that were learned: "
            f"{_list(list(positions)[:20])}."
        )
    return np.array([positions[label] for label in found.tolist()])


def _named(name: str, known: Mapping[str, TaskSpec]) -> TaskSpec:
    if name not in known:
        if name == "classification":
            raise InputError(
                "task='classification' is not a type of task. Pass 'binary', 'multiclass' or "
                "'multilabel', or let LeptonClassifier tell which by y."
            )
        raise InputError(
            f"task={name!r} is not a type of task. {did_you_mean(str(name), known)}"
        )
    return known[name]


def _array(y: Any) -> Any:
    if isinstance(y, np.ndarray):
        return y
    if hasattr(y, "toarray"):
        raise InputError("y is a sparse matrix. Pass a dense array, such as y.toarray().")
    if hasattr(y, "to_numpy"):
        return y.to_numpy()
    if hasattr(y, "__array__"):
        return np.asarray(y)
    if isinstance(y, str):
        raise InputError(
            f"y is the string {y!r}; it must hold one value a row. If it names a column of X, "
            f"pass fit(X.drop(columns={y!r}), X[{y!r}])."
        )
    if isinstance(y, (bytes, dict)) or not hasattr(y, "__iter__"):
        raise InputError(f"y must hold one value a row; it is of type {type(y).__name__!r}.")
    return _from_list(list(y))


def _from_list(values: list[Any]) -> Any:
    try:
        found = np.array(values)
    except (ValueError, TypeError):
        found = None
    if found is not None and (found.dtype.kind in "biufcM" or found.ndim > 1):
        return found
    # numpy would make the string "1" of the number in [1, "a"].
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def _in_order(y: Any, names: tuple[Any, ...]) -> Any:
    """Return a table's columns as they were in ``fit``; anything else as it is."""
    if not names or not isinstance(y, pd.DataFrame):
        return y
    found = y.set_axis(columns(y), axis=1)
    if all(name in found for name in names):
        return found[list(names)]
    return y


def _natural(y: Any) -> Any:
    """Return an object array of plain numbers, booleans or strings in their own dtype."""
    if y.dtype == object and y.ndim == 2 and y.size:
        parts = [_natural(column) for column in y.T]
        plain = all(part.dtype.kind in "biuf" for part in parts)
        return np.column_stack(parts) if plain else y
    if y.dtype != object or y.ndim != 1:
        return y
    kind = pd.api.types.infer_dtype(y, skipna=False)
    if kind == "boolean":
        return y.astype(bool)
    if kind in _PLAIN:
        try:
            return y.astype(np.int64 if kind == "integer" else np.float64)
        except OverflowError:
            return y
    return y


def _raveled(y: Any) -> Any:
    if y.ndim == 0:
        raise InputError(f"y must hold one value a row; it is the single value {y.item()!r}.")
    if y.ndim != 2 or y.shape[1] != 1:
        return y
    from sklearn.exceptions import DataConversionWarning

    warnings.warn(
        "A column-vector y was passed when a 1d array was expected. Please change the shape "
        "of y to (n_samples, ), for example using ravel().",
        DataConversionWarning,
        stacklevel=5,
    )
    return _natural(y.ravel())


def _refuse_missing(y: Any) -> None:
    if y.dtype.kind == "c":
        raise InputError("Complex data not supported. y must hold real numbers or labels.")
    missing = int(pd.isna(y).sum())
    if missing:
        raise InputError(
            f"Input y contains NaN: {missing} of {len(y)} values are missing. Leave those rows "
            "out of X and y; what is unknown cannot be learned from."
        )
    if y.dtype.kind == "f" and np.isinf(y).any():
        raise InputError(
            f"Input y contains infinity or a value too large for dtype('{y.dtype}'). Leave "
            "those rows out, or transform y."
        )


def _looks(y: Any) -> str:
    if y.ndim > 1:
        words = " of labels, which are learned a column at a time" * (y.dtype.kind in "OUS")
        return f"shape {y.shape}, dtype {y.dtype}{words}"
    if y.dtype == object:
        types = sorted({type(v).__name__ for v in y[:1000]})
        return f"objects of type {', '.join(types)}"
    what = "continuous, " if y.dtype.kind == "f" else ""
    return f"{what}dtype {y.dtype}, {len(np.unique(y))} different values"


def _list(names: Collection[str]) -> str:
    return ", ".join(map(repr, names))
