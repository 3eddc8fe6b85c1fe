"""Folds that spread rare labels evenly, where a row may have any number of labels."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import KFold, StratifiedGroupKFold, StratifiedKFold

__all__ = ["label_folds"]


def label_folds(
    y: NDArray[Any], n_splits: int, groups: Any, random_state: int
) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return folds that are stratified by the rarest label that each row has.

    Common labels come out even by themselves; it is the rare ones that a fold may lack.

    Examples
    --------
    >>> y = np.array([[1, 0], [1, 1], [1, 0], [0, 1], [1, 0], [1, 0]])
    >>> [int(y[test, 1].sum()) for _, test in label_folds(y, 2, None, 0)]
    [1, 1]
    """
    counts = y.sum(axis=0)
    by_rarity = np.argsort(counts, kind="stable")
    rank = np.where(y[:, by_rarity].any(axis=1), y[:, by_rarity].argmax(axis=1), len(counts))
    options: dict[str, Any] = {"shuffle": True, "random_state": random_state}
    rows = np.zeros(len(y))
    with warnings.catch_warnings():  # labels of fewer rows than folds are no news here
        warnings.simplefilter("ignore", UserWarning)
        if groups is not None:
            n_splits = min(n_splits, len(np.unique(groups)))
            return list(StratifiedGroupKFold(n_splits, **options).split(rows, rank, groups))
        most = int(np.bincount(rank).max())
        if most < 2:  # no two rows are alike
            return list(KFold(min(n_splits, len(y)), **options).split(rows))
        return list(StratifiedKFold(min(n_splits, most), **options).split(rows, rank))
