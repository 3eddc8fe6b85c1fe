"""How a task's rows are split: stratified, shuffled, grouped, time-ordered or held out."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from sklearn.model_selection import (
    GroupKFold,
    GroupShuffleSplit,
    KFold,
    ShuffleSplit,
    StratifiedGroupKFold,
    StratifiedKFold,
    StratifiedShuffleSplit,
    TimeSeriesSplit,
)

from lepton_automl._lazy import resolve
from lepton_automl.errors import InputError, did_you_mean
from lepton_automl.plugin.specs import TaskSpec
from lepton_automl.resample.splits import Splits
from lepton_automl.task import Data

__all__ = ["split"]

NAMED = ("auto", "holdout", "time")
HOLDOUT_ROWS = 50_000


def split(data: Data, spec: TaskSpec, cv: Any = "auto", random_state: int = 0) -> Splits:
    """Return the splits that every candidate will use.

    Parameters
    ----------
    data : Data
        The checked data; its ``groups`` are never torn apart.
    spec : TaskSpec
        Says by what to stratify: its splitter.
    cv : {"auto", "holdout", "time"}, int, splitter or iterable of pairs
        ``"auto"`` takes 8, 5 or 3 folds or a holdout by the number of rows; an int that many
        folds; ``"time"`` keeps the order of rows, training always before testing, and begins
        with the latest fold, whose training rows are the most; a scikit-learn splitter or an
        iterable of (train, test) positions is used as it is.
    random_state : int
        Seeds the shuffling.

    Raises
    ------
    InputError
        If there are too few rows or groups, or `cv` is none of these.
    """
    n_rows = len(data.y)
    if n_rows < 2:
        raise InputError(f"Found array with n_samples={n_rows}, at least 2 rows are needed.")
    if isinstance(cv, str) and cv not in NAMED:
        raise InputError(f"cv={cv!r} is not known. {did_you_mean(cv, NAMED)}")
    if cv == "time":
        return Splits.of(_in_time(data))
    if cv == "auto":
        cv = _auto_folds(n_rows)
    ours = isinstance(cv, (str, int, np.integer)) and not isinstance(cv, bool)
    if not ours:
        pairs: Any = _given(data, cv)
    elif isinstance(cv, str) or cv == 1:
        pairs = _holdout(data, spec, random_state)
    else:
        pairs = _folds(data, spec, int(cv), random_state)
    shuffled = ours and data.groups is None and _is_name(spec.splitter)
    if ours and spec.splitter == "stratified":
        pairs = _keep_lone_classes(pairs, data)
    return _checked(Splits.of(pairs, shuffled), n_rows)


def _auto_folds(n_rows: int) -> int:
    """Return how many folds: more where rows are few and fits are cheap."""
    for bound, folds in ((3_000, 8), (30_000, 5), (200_000, 3)):
        if n_rows <= bound:
            return folds
    return 1


def _folds(data: Data, spec: TaskSpec, n_splits: int, random_state: int) -> Any:
    if n_splits < 2:
        raise InputError(f"cv={n_splits} must be 1 (a holdout) or more.")
    n_splits = min(n_splits, len(data.y))
    if not _is_name(spec.splitter):
        splitter = resolve(spec.splitter)
        return splitter(data.y, n_splits, data.groups, random_state)
    if data.groups is not None:
        return _group_folds(data, spec, n_splits, random_state)
    rows = np.zeros(len(data.y))
    if spec.splitter == "stratified":
        n_splits = _folds_for_classes(data.y, n_splits)
        with warnings.catch_warnings():  # a class smaller than n_splits is no news here
            warnings.simplefilter("ignore", UserWarning)
            stratified = StratifiedKFold(n_splits, shuffle=True, random_state=random_state)
            return list(stratified.split(rows, data.y))
    return KFold(n_splits, shuffle=True, random_state=random_state).split(rows)


def _folds_for_classes(y: Any, n_splits: int) -> int:
    """Return fewer folds where two classes could not both be in every test set."""
    counts = np.bincount(y)
    counts = counts[counts > 0]
    if len(counts) == 2:
        return max(2, min(n_splits, int(np.min(counts))))
    return max(2, min(n_splits, int(np.max(counts))))


def _group_folds(data: Data, spec: TaskSpec, n_splits: int, random_state: int) -> Any:
    n_groups = len(np.unique(data.groups))
    if n_groups < 2:
        raise InputError("groups has 1 distinct value; at least 2 are needed to split by.")
    n_splits = min(n_splits, n_groups)
    options: dict[str, Any] = {"shuffle": True, "random_state": random_state}
    kind = StratifiedGroupKFold if spec.splitter == "stratified" else GroupKFold
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return list(kind(n_splits, **options).split(data.y, data.y, data.groups))


def _holdout(data: Data, spec: TaskSpec, random_state: int) -> Any:
    n_rows = len(data.y)
    n_test = max(1, min(HOLDOUT_ROWS, round(n_rows * 0.2)))
    options: dict[str, Any] = {"n_splits": 1, "test_size": n_test, "random_state": random_state}
    rows = np.zeros(n_rows)
    if data.groups is not None:
        share = {**options, "test_size": 0.2}
        return GroupShuffleSplit(**share).split(rows, data.y, data.groups)
    if spec.splitter == "stratified":
        try:
            return list(StratifiedShuffleSplit(**options).split(rows, data.y))
        except ValueError:  # a class of one row, or more classes than test rows
            return ShuffleSplit(**options).split(rows)
    return ShuffleSplit(**options).split(rows)


def _in_time(data: Data) -> Any:
    """Return folds of later and later rows, the latest first; groups that go on are left out.

    Of a group with rows on both sides only those to be tested are kept.
    """
    pairs = list(TimeSeriesSplit(min(5, len(data.y) - 1)).split(data.y))[::-1]
    if data.groups is None:
        return pairs
    known, codes = np.unique(data.groups, return_inverse=True)
    apart = [(train[~np.isin(codes[train], codes[test])], test) for train, test in pairs]
    kept = [(train, test) for train, test in apart if len(train)]
    if not kept:
        raise InputError(
            f"cv='time' leaves nothing to learn from: all of the {len(known)} groups have rows "
            "both before and after each point in time. Leave out groups or cv."
        )
    return kept


def _given(data: Data, cv: Any) -> Any:
    if hasattr(cv, "split"):
        return cv.split(np.zeros(len(data.y)), data.y, data.groups)
    try:
        return [(train, test) for train, test in cv]
    except (TypeError, ValueError):
        raise InputError(
            f"cv={cv!r} is none of {NAMED}, a number of folds, a scikit-learn splitter or an "
            "iterable of (train, test) positions."
        ) from None


def _keep_lone_classes(pairs: Any, data: Data) -> Any:
    """Move the only row of a class from test to training, so that every model knows it.

    Its group goes with it.
    """
    alone = np.bincount(data.y)[data.y] == 1
    if data.groups is not None:
        alone = np.isin(data.groups, data.groups[alone])
    lone = np.flatnonzero(alone)
    for train, test in pairs:
        moved = np.intersect1d(test, lone)
        if len(moved) == len(test):  # better a class that was not seen than nothing to score
            moved = moved[:0]
        yield np.union1d(train, moved), np.setdiff1d(test, moved)


def _checked(splits: Splits, n_rows: int) -> Splits:
    kept = tuple((a, b) for a, b in splits.pairs if len(a) and len(b))
    if not kept:
        raise InputError(f"cv leaves no fold with both training and test rows of {n_rows}.")
    rows = np.concatenate([test for _, test in kept])
    every = np.concatenate([rows, *(train for train, _ in kept)])
    if every.min() < 0 or every.max() >= n_rows:
        raise InputError(f"cv names rows outside 0..{n_rows - 1}.")
    if len(np.unique(rows)) < len(rows):
        raise InputError(
            "cv tests some rows in more than one fold (a repeated or overlapping splitter); "
            "each row may be tested once."
        )
    return Splits(kept, splits.shuffled)


def _is_name(splitter: Any) -> bool:
    return isinstance(splitter, str) and ":" not in splitter
