"""CatBoost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import catboost
import joblib
import numpy as np
from numpy.typing import NDArray

from lepton_boosting.boosting import Boosting, BoostingClassifier, BoostingRegressor, bins
from lepton_boosting.rows import Rows, single
from lepton_boosting.watch import Watch

__all__ = ["CatBoostClassifier", "CatBoostRegressor"]

PERIOD = 5  # rounds from one loss to the next: each is told anew in all rounds that follow


class CatBoost(Boosting):
    """Grows symmetric trees."""

    _most_rounds = 5_000
    _takes_sparse = False

    def __init__(
        self,
        *,
        n_estimators: int | None = None,
        learning_rate: float = 0.08,
        depth: int = 6,
        l2_leaf_reg: float = 3.0,
        random_strength: float = 1.0,
        rsm: float = 0.5,
        subsample: float = 0.8,
        one_hot_max_size: int = 10,
        categorical_features: Any = None,
        outputs: Sequence[float] | None = None,
        early_stopping_rounds: int | None = None,
        max_seconds: float | None = None,
        random_state: Any = None,
        n_jobs: int | None = None,
    ) -> None:
        self.n_estimators = n_estimators
        self.learning_rate = learning_rate
        self.depth = depth
        self.l2_leaf_reg = l2_leaf_reg
        self.random_strength = random_strength
        self.rsm = rsm
        self.subsample = subsample
        self.one_hot_max_size = one_hot_max_size
        self.categorical_features = categorical_features
        self.outputs = outputs
        self.early_stopping_rounds = early_stopping_rounds
        self.max_seconds = max_seconds
        self.random_state = random_state
        self.n_jobs = n_jobs

    def _train(
        self, train: Rows, watched: Rows | None, watch: Watch, seed: int
    ) -> catboost.CatBoost | None:
        X = single(train.X)
        if (X[:1] == X).all():
            return None  # CatBoost refuses columns that are all constant
        model = catboost.CatBoost(self._params(len(train.y), watch.rounds, seed))
        model.fit(
            self._pool(X, train.y, train.weight),
            eval_set=watched and self._pool(single(watched.X), watched.y, watched.weight),
            use_best_model=False,
            callbacks=[_Told(watch)],
        )
        if watch.best < model.tree_count_:
            model.shrink(watch.best)
        return model

    def _params(self, n_rows: int, rounds: int, seed: int) -> dict[str, Any]:
        loss = self._loss_function()
        return {
            "loss_function": loss,
            "eval_metric": loss + (";" if ":" in loss else ":") + "hints=skip_train~true",
            "iterations": rounds,
            "learning_rate": self.learning_rate,
            "depth": self.depth,
            "l2_leaf_reg": self.l2_leaf_reg,
            "random_strength": self.random_strength,
            "rsm": self.rsm,
            "bootstrap_type": "MVS",
            "subsample": self.subsample,
            "one_hot_max_size": self.one_hot_max_size,
            "border_count": bins(n_rows),
            # Combinations of categories take twice the time or more, and rarely help.
            "max_ctr_complexity": 1,
            "leaf_estimation_iterations": 1,
            "boosting_type": "Plain",
            "thread_count": joblib.effective_n_jobs(self.n_jobs),
            "random_seed": seed,
            "metric_period": PERIOD,
            "logging_level": "Silent",
            "allow_writing_files": False,
        }

    def _loss_function(self) -> str:
        """Return the loss as CatBoost writes it."""
        if self._loss == "quantile":
            several = "Multi" if len(self.outputs) > 1 else ""
            return f"{several}Quantile:alpha={','.join(map(str, self.outputs))}"
        known = {"binary": "Logloss", "multiclass": "MultiClass", "regression": "RMSE"}
        return known[self._loss]

    def _pool(self, X: Any, y: Any = None, weight: Any = None) -> catboost.Pool:
        codes = list(self.categorical_features or ())
        if not codes:
            return catboost.Pool(X, label=y, weight=weight)
        # Categories are names to CatBoost, and -1 is the name of what is missing.
        levels, where = np.unique(np.nan_to_num(X[:, codes], nan=-1), return_inverse=True)
        names = np.array([b"%d" % level for level in levels], dtype=object)
        columns = catboost.FeaturesData(
            num_feature_data=np.delete(X, codes, axis=1),
            cat_feature_data=names[where.reshape(-1, len(codes))],
        )
        return catboost.Pool(columns, label=y, weight=weight)

    def _raw(self, X: Any) -> NDArray[Any]:
        form = "Probability" if self._loss in ("binary", "multiclass") else "RawFormulaVal"
        pool = self._pool(single(X))
        found = self.booster_.predict(pool, prediction_type=form, thread_count=1)
        return found[:, 1] if self._loss == "binary" else found


class _Told:
    """Passes on what CatBoost tells after each round, and the answer."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.known = 0

    def after_iteration(self, info: Any) -> bool:
        """Return whether to go on."""
        loss = None
        for losses in info.metrics.get("validation", {}).values():
            # Between two losses there is nothing new.
            loss = losses[-1] if len(losses) > self.known else np.inf
            self.known = len(losses)
        return not self.watch.enough(info.iteration, loss)


class CatBoostClassifier(BoostingClassifier, CatBoost):
    """CatBoost for labels; its parameters go by CatBoost's names.

    Parameters
    ----------
    n_estimators : int or None
        The rounds; with rows to watch, the most there may be. None: as many as help, by
        watching `X_val`, or else a tenth of the rows, or, on a small table, a usual number.
    learning_rate, depth, l2_leaf_reg, random_strength, rsm, subsample, one_hot_max_size
        As CatBoost has them.
    categorical_features : sequence of int, optional
        The columns that hold category codes 0, 1, ...
    class_weight : dict, "balanced" or None
        How much rows of each class count, beside their own weights.
    early_stopping_rounds : int or None
        How many rounds without gain are waited for; None: by the number of rows.
    max_seconds : float or None
        Stops in time, with the rounds it has.
    random_state : int, RandomState instance or None
    n_jobs : int or None
        Threads; None means one.

    Attributes
    ----------
    booster_ : catboost.CatBoost
        The fitted model, which sees numbers first and categories after them; None if there
        was nothing to learn from.
    classes_ : array
        The labels.
    refit_params_ : dict
        What to set for a fit on all rows without any to watch.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> X, y = load_iris(return_X_y=True)
    >>> CatBoostClassifier(n_estimators=20, random_state=0).fit(X, y).score(X, y) > 0.95
    True
    """

    def __init__(
        self,
        *,
        n_estimators: int | None = None,
        learning_rate: float = 0.08,
        depth: int = 6,
        l2_leaf_reg: float = 3.0,
        random_strength: float = 1.0,
        rsm: float = 0.5,
        subsample: float = 0.8,
        one_hot_max_size: int = 10,
        categorical_features: Any = None,
        class_weight: Any = None,
        early_stopping_rounds: int | None = None,
        max_seconds: float | None = None,
        random_state: Any = None,
        n_jobs: int | None = None,
    ) -> None:
        super().__init__(
            n_estimators=n_estimators,
            learning_rate=learning_rate,
            depth=depth,
            l2_leaf_reg=l2_leaf_reg,
            random_strength=random_strength,
            rsm=rsm,
            subsample=subsample,
            one_hot_max_size=one_hot_max_size,
            categorical_features=categorical_features,
            early_stopping_rounds=early_stopping_rounds,
            max_seconds=max_seconds,
            random_state=random_state,
            n_jobs=n_jobs,
        )
        self.class_weight = class_weight


class CatBoostRegressor(BoostingRegressor, CatBoost):
    """CatBoost for numbers; parameters and attributes are those of `CatBoostClassifier`.

    It has no `class_weight`.

    Parameters
    ----------
    outputs : sequence of float or None
        Levels of quantiles, from low to high, all learned in the same trees; None for the mean.

    Attributes
    ----------
    offset_, scale_ : float
        ``offset_ + scale_ *`` what `booster_` predicts is the prediction.

    Examples
    --------
    >>> X = np.repeat([[0.0], [1.0]], 200, axis=0)
    >>> y = np.tile(np.linspace(0.0, 1.0, 200), 2) * (1 + X[:, 0])
    >>> model = CatBoostRegressor(n_estimators=100, outputs=(0.25, 0.75), random_state=0)
    >>> bool(abs(model.fit(X, y).predict([[1.0]]) - [0.5, 1.5]).max() < 0.1)
    True
    """
