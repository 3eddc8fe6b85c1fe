"""Features made of pairs of columns, as `features.py` tries them: arithmetic and crosses.

Both choose on the rows they are fitted to, with a small LightGBM, and append what they made.
What came of it is `lepton_boosting.arithmetic`.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
from lightgbm import LGBMClassifier, LGBMRegressor
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.preprocessing import TargetEncoder

__all__ = ["Arithmetic", "Crosses"]

SMALL = {"n_estimators": 60, "num_leaves": 15, "learning_rate": 0.1, "verbose": -1, "n_jobs": 1}
ENOUGH_ROWS = 5_000  # to choose by


def small(target: str, seed: int, **how: Any) -> Any:
    """Return a LightGBM that is fitted in a moment."""
    build = LGBMRegressor if target == "continuous" else LGBMClassifier
    return build(**SMALL, random_state=seed, **how)


def gains(
    X: Any, y: Any, target: str, seed: int, categorical: Sequence[int] = (), **how: Any
) -> NDArray[np.float64]:
    """Return how much each column lowers the loss of a small model."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = small(target, seed, importance_type="gain", **how)
        model.fit(X[:ENOUGH_ROWS], y[:ENOUGH_ROWS], categorical_feature=list(categorical))
    return np.asarray(model.feature_importances_, dtype=np.float64)


def left(X: Any, y: Any, target: str, seed: int) -> NDArray[np.float64]:
    """Return what a small model leaves unexplained of rows that it has not seen."""
    method = "predict" if target == "continuous" else "predict_proba"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        said = cross_val_predict(
            small(target, seed),
            X,
            y,
            cv=KFold(3, shuffle=True, random_state=seed) if target == "continuous" else None,
            method=method,
        )
    if target == "continuous":
        return (y - said)[:, None]
    return (y[:, None] == np.unique(y)) - said


def follows(made: Any, rest: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far columns' ranks are correlated with what is left, at most over classes."""
    ranks = np.argsort(np.argsort(made, axis=0), axis=0).astype(np.float64)
    ranks = (ranks - ranks.mean(axis=0)) / ranks.std(axis=0)
    spread = np.maximum(rest.std(axis=0), 1e-12)
    rest = (rest - rest.mean(axis=0)) / spread
    return np.abs(ranks.T @ rest / len(rest)).max(axis=1)


class Arithmetic(TransformerMixin, BaseEstimator):
    """Appends sums, differences, products and ratios of pairs of number columns.

    Parameters
    ----------
    target : {"binary", "multiclass", "continuous"}
    n_codes : int
        So many first columns are codes of categories, and are left alone.
    n_base, n_new : int
        How many columns are combined (those of greatest gain), how many results kept.
    by : {"gain", "residual", "random"}
        What is kept: what lowers the loss of a small model most, what follows what a small
        model leaves unexplained, or anything.
    """

    def __init__(
        self,
        target: str,
        n_codes: int = 0,
        n_base: int = 15,
        n_new: int = 30,
        by: str = "gain",
        random_state: int = 0,
    ) -> None:
        self.target = target
        self.n_codes = n_codes
        self.n_base = n_base
        self.n_new = n_new
        self.by = by
        self.random_state = random_state

    def fit(self, X: Any, y: Any) -> Arithmetic:
        """Choose."""
        able = [
            j for j in range(self.n_codes, X.shape[1]) if len(np.unique(X[:ENOUGH_ROWS, j])) > 2
        ]
        gain = gains(X, y, self.target, self.random_state, range(self.n_codes))
        base = sorted(able, key=lambda j: -gain[j])[: self.n_base]
        offered = [
            (kind, a, b)
            for a, b in combinations(base, 2)
            for kind, a, b in (
                *(("+", a, b), ("-", a, b), ("*", a, b)),
                *(("/", a, b), ("/", b, a)),
            )
        ]
        order = self._order(X, y, offered) if offered else []
        self.chosen_ = [offered[i] for i in order[: self.n_new]]
        return self

    def _order(self, X: Any, y: Any, offered: list[Any]) -> Any:
        if self.by == "random":
            return np.random.default_rng(self.random_state).permutation(len(offered))
        made = calculated(X, offered)
        if self.by == "residual":
            rest = left(X[:ENOUGH_ROWS], y[:ENOUGH_ROWS], self.target, self.random_state)
            return np.argsort(-follows(made[:ENOUGH_ROWS], rest), kind="stable")
        both = np.hstack([X, made])
        found = gains(
            both, y, self.target, self.random_state, range(self.n_codes), colsample_bytree=0.3
        )[X.shape[1] :]
        return [i for i in np.argsort(-found, kind="stable") if found[i] > 0]

    def transform(self, X: Any) -> NDArray[Any]:
        """Return X, and what was made."""
        return np.hstack([X, calculated(X, self.chosen_)])


def calculated(X: Any, steps: Sequence[tuple[str, int, int]]) -> NDArray[Any]:
    """Return a column a step; what cannot be divided is missing."""
    found = np.empty((len(X), len(steps)))
    with np.errstate(all="ignore"):
        for i, (kind, a, b) in enumerate(steps):
            left_, right = X[:, a].astype(np.float64), X[:, b].astype(np.float64)
            found[:, i] = {
                "+": np.add,
                "-": np.subtract,
                "*": np.multiply,
                "/": np.divide,
            }[kind](left_, right)
    found[~np.isfinite(found)] = np.nan
    return found


class Crosses(TransformerMixin, BaseEstimator):
    """Appends pairs of categories, each encoded by the target in inner folds.

    Parameters
    ----------
    target : {"binary", "multiclass", "continuous"}
    n_codes : int
        So many first columns are codes of categories.
    integers : bool
        Whether numbers that are whole and repeat are taken for categories too; they are then
        also encoded alone.
    n_base, n_new : int
        How many columns are crossed (those of greatest gain), how many crosses kept.
    """

    def __init__(
        self,
        target: str,
        n_codes: int = 0,
        integers: bool = False,
        n_base: int = 10,
        n_new: int = 15,
        random_state: int = 0,
    ) -> None:
        self.target = target
        self.n_codes = n_codes
        self.integers = integers
        self.n_base = n_base
        self.n_new = n_new
        self.random_state = random_state

    def fit(self, X: Any, y: Any) -> Crosses:
        """Choose, and learn the encodings."""
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: Any, y: Any) -> NDArray[Any]:
        """Fit, and return X and the encodings of its rows by others' target."""
        able = list(range(self.n_codes))
        if self.integers:
            able += [j for j in range(self.n_codes, X.shape[1]) if repeats(X[:, j])]
        gain = gains(X, y, self.target, self.random_state, range(self.n_codes))
        base = sorted(able, key=lambda j: -gain[j])[: self.n_base]
        offered = [(j,) for j in base if j >= self.n_codes] + list(combinations(base, 2))
        self.chosen_ = self._chosen(X, y, offered)
        if not self.chosen_:
            return X
        self.encoder_ = self._encoder()
        return np.hstack([X, self.encoder_.fit_transform(crossed(X, self.chosen_), y)])

    def _chosen(self, X: Any, y: Any, offered: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        if len(offered) <= self.n_new:
            return offered
        made = self._encoder().fit_transform(crossed(X, offered), y)
        both = np.hstack([X, made])
        found = gains(
            both, y, self.target, self.random_state, range(self.n_codes), colsample_bytree=0.3
        )[X.shape[1] :]
        each = found.reshape(len(offered), -1).sum(axis=1)  # a column a class, side by side
        return [offered[i] for i in np.argsort(-each, kind="stable")[: self.n_new] if each[i]]

    def _encoder(self) -> TargetEncoder:
        folds = KFold(5, shuffle=True, random_state=self.random_state)
        return TargetEncoder(target_type=self.target, cv=folds)

    def transform(self, X: Any) -> NDArray[Any]:
        """Return X, and its crosses encoded by the target of all rows of `fit`."""
        if not self.chosen_:
            return X
        return np.hstack([X, self.encoder_.transform(crossed(X, self.chosen_))])


def repeats(values: Any) -> bool:
    """Tell whether a column may as well hold codes: whole numbers, several rows a level."""
    known = values[np.isfinite(values)]
    return bool((known == np.round(known)).all()) and 2 < len(np.unique(known)) < len(known) / 3


def crossed(X: Any, groups: Sequence[tuple[int, ...]]) -> NDArray[np.int64]:
    """Return a code for each combination of values; missing is a value too."""
    whole = np.where(np.isnan(X), -1, X).astype(np.int64) + 1
    found = [
        whole[:, g[0]] if len(g) == 1 else whole[:, g[0]] * 2**31 + whole[:, g[1]]
        for g in groups
    ]
    return np.column_stack(found)
