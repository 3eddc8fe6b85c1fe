"""LightGBM."""

from __future__ import annotations

from typing import Any

import joblib
import lightgbm
import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from lepton_boosting.arithmetic import ArithmeticFeatures, widened
from lepton_boosting.boosting import (
    Boosting,
    BoostingClassifier,
    BoostingPoissonRegressor,
    BoostingRegressor,
    bins,
)
from lepton_boosting.rows import Rows
from lepton_boosting.watch import Watch

__all__ = ["LightGBMClassifier", "LightGBMPoissonRegressor", "LightGBMRegressor"]

FOR_FEATURES = 0.3  # of the seconds allowed, at most
HISTOGRAMS = 512  # MiB that they may take, of each leaf and column: gigabytes in wide tables
AT_ONCE = 50_000  # rows of which features are in memory, when predicting
SURE = 0.05  # of a logarithm; LightGBM's .7 makes steps half as long, and is no better for it
IDLE = 10  # rounds in a row that found nothing to split: no other will


class LightGBM(Boosting):
    """Grows trees leaf by leaf."""

    features_: ArithmeticFeatures | None = None  # also of models saved before there were any

    def __init__(
        self,
        *,
        n_estimators: int | None = None,
        learning_rate: float = 0.05,
        num_leaves: int = 31,
        min_child_samples: int = 20,
        colsample_bytree: float = 0.8,
        subsample: float = 1.0,
        reg_alpha: float = 0.0,
        reg_lambda: float = 1.0,
        extra_trees: bool = False,
        max_bin: int | None = None,
        arithmetic: int = 0,
        categorical_features: Any = None,
        early_stopping_rounds: int | None = None,
        max_seconds: float | None = None,
        random_state: Any = None,
        n_jobs: int | None = None,
    ) -> None:
        self.n_estimators = n_estimators
        self.learning_rate = learning_rate
        self.num_leaves = num_leaves
        self.min_child_samples = min_child_samples
        self.colsample_bytree = colsample_bytree
        self.subsample = subsample
        self.reg_alpha = reg_alpha
        self.reg_lambda = reg_lambda
        self.extra_trees = extra_trees
        self.max_bin = max_bin
        self.arithmetic = arithmetic
        self.categorical_features = categorical_features
        self.early_stopping_rounds = early_stopping_rounds
        self.max_seconds = max_seconds
        self.random_state = random_state
        self.n_jobs = n_jobs

    def _train(
        self, train: Rows, watched: Rows | None, watch: Watch, seed: int
    ) -> lightgbm.Booster:
        self.features_ = self._features(train, seed)
        params = self._params(len(train.y), seed)
        data = lightgbm.Dataset(
            self._matrix(train.X),
            train.y,
            weight=train.weight,
            categorical_feature=list(self.categorical_features or ()),
            params=params,
        )
        booster = lightgbm.Booster(params, data)
        if watched is not None:
            held = data.create_valid(
                self._matrix(watched.X), watched.y, weight=watched.weight, params=params
            )
            booster.add_valid(held, "watched")
        loss, done, idle = None, 0, 0
        watch.begin()
        while not (done and watch.enough(done, loss)) and idle < IDLE:
            idle = idle + 1 if booster.update() else 0
            done += 1
            if watched is not None:
                ((_, _, loss, _),) = booster.eval_valid()
        # As it is after unpickling: the rounds to keep, without the data.
        return lightgbm.Booster(model_str=booster.model_to_string(num_iteration=watch.best))

    def _params(self, n_rows: int, seed: int) -> dict[str, Any]:
        loss: dict[str, Any] = {
            "binary": {"objective": "binary", "metric": "binary_logloss"},
            "multiclass": {"objective": "multiclass", "metric": "multi_logloss"},
            "regression": {"objective": "regression", "metric": "rmse"},
            "poisson": {
                "objective": "poisson",
                "metric": "rmse",
                "poisson_max_delta_step": SURE,
            },
        }[self._loss]
        if self._loss == "multiclass":
            loss["num_class"] = len(self.classes_)
        return {
            **loss,
            "max_bin": self.max_bin or bins(n_rows),
            "learning_rate": self.learning_rate,
            "num_leaves": self.num_leaves,
            # On a small table leaves of the usual size would leave nothing to split.
            "min_data_in_leaf": min(self.min_child_samples, max(2, n_rows // 15)),
            "min_data_per_group": min(100, max(2, n_rows // 50)),
            "feature_fraction": self.colsample_bytree,
            "bagging_fraction": self.subsample,
            "bagging_freq": int(self.subsample < 1),
            "lambda_l1": self.reg_alpha,
            "lambda_l2": self.reg_lambda,
            "extra_trees": self.extra_trees,
            "num_threads": joblib.effective_n_jobs(self.n_jobs),
            "seed": seed,
            # Otherwise it measures which way is faster, and the result depends on the answer.
            "force_row_wise": True,
            "deterministic": True,
            "feature_pre_filter": False,
            "histogram_pool_size": HISTOGRAMS,
            "verbosity": -1,
        }

    def _raw(self, X: Any) -> NDArray[Any]:
        if self.features_ is None or X.shape[0] <= AT_ONCE:
            return self.booster_.predict(self._matrix(X), num_threads=1)
        parts = [X[start : start + AT_ONCE] for start in range(0, X.shape[0], AT_ONCE)]
        return np.concatenate([self._raw(part) for part in parts])

    def _features(self, train: Rows, seed: int) -> ArithmeticFeatures | None:
        """Choose what to append to X, by the rows to learn from alone."""
        if not self.arithmetic or scipy.sparse.issparse(train.X):
            return None
        seconds = self.max_seconds
        features = ArithmeticFeatures(
            n_new=self.arithmetic,
            categorical_features=self.categorical_features,
            max_seconds=None if seconds is None else FOR_FEATURES * seconds,
            random_state=seed,
            n_jobs=self.n_jobs,
        )
        return features.fit(train.X, train.y, train.weight)

    def _matrix(self, X: Any) -> Any:
        """Return X, and its features, as LightGBM knows it: of no newer sparse array."""
        if scipy.sparse.issparse(X):
            return scipy.sparse.csr_matrix(X)
        return X if self.features_ is None else widened(X, self.features_.steps_)


class LightGBMClassifier(BoostingClassifier, LightGBM):
    """LightGBM for labels; its parameters go by LightGBM's names.

    Parameters
    ----------
    n_estimators : int or None
        The rounds; with rows to watch, the most there may be. None: as many as help, by
        watching `X_val`, or else a tenth of the rows, or, on a small table, a usual number.
    learning_rate, num_leaves, min_child_samples, colsample_bytree, subsample, reg_alpha, \
    reg_lambda, extra_trees
        As LightGBM has them.
    max_bin : int or None
        Into how many bins numbers go; None: by the number of rows.
    arithmetic : int
        So many sums, differences, products and ratios of columns are appended, at most; see
        `lepton_boosting.arithmetic.ArithmeticFeatures`. Not to a sparse X.
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
    booster_ : lightgbm.Booster
        The fitted model; None if there was nothing to learn from.
    classes_ : array
        The labels.
    features_ : ArithmeticFeatures or None
        What is appended to X.
    refit_params_ : dict
        What to set for a fit on all rows without any to watch.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> X, y = load_iris(return_X_y=True)
    >>> LightGBMClassifier(n_estimators=20, random_state=0).fit(X, y).score(X, y) > 0.95
    True
    """

    def __init__(
        self,
        *,
        n_estimators: int | None = None,
        learning_rate: float = 0.05,
        num_leaves: int = 31,
        min_child_samples: int = 20,
        colsample_bytree: float = 0.8,
        subsample: float = 1.0,
        reg_alpha: float = 0.0,
        reg_lambda: float = 1.0,
        extra_trees: bool = False,
        max_bin: int | None = None,
        arithmetic: int = 0,
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
            num_leaves=num_leaves,
            min_child_samples=min_child_samples,
            colsample_bytree=colsample_bytree,
            subsample=subsample,
            reg_alpha=reg_alpha,
            reg_lambda=reg_lambda,
            extra_trees=extra_trees,
            max_bin=max_bin,
            arithmetic=arithmetic,
            categorical_features=categorical_features,
            early_stopping_rounds=early_stopping_rounds,
            max_seconds=max_seconds,
            random_state=random_state,
            n_jobs=n_jobs,
        )
        self.class_weight = class_weight


class LightGBMRegressor(BoostingRegressor, LightGBM):
    """LightGBM for numbers; parameters and attributes are those of `LightGBMClassifier`.

    It has no `class_weight`.

    Attributes
    ----------
    offset_, scale_ : float
        ``offset_ + scale_ *`` what `booster_` predicts is the prediction.
    """


class LightGBMPoissonRegressor(BoostingPoissonRegressor, LightGBM):
    """LightGBM for numbers from 0 on, such as counts and prices, by the Poisson deviance.

    Parameters and attributes are those of `LightGBMRegressor`.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> y = np.exp(X[:, 0] + X[:, 1])
    >>> LightGBMPoissonRegressor(random_state=0).fit(X, y).score(X, y) > 0.9
    True
    """
