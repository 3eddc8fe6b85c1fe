"""XGBoost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import joblib
import numpy as np
import scipy.sparse
import xgboost
from numpy.typing import NDArray

from lepton_boosting.boosting import Boosting, BoostingClassifier, BoostingRegressor, bins
from lepton_boosting.rows import Rows, single
from lepton_boosting.watch import Watch

__all__ = ["XGBoostClassifier", "XGBoostRegressor"]


# Of a sparse X, the columns that XGBoost looks at, fullest first: it is slow with sparse
# columns, slower still with very many, and what few rows hold says nothing of others.
FILLED_ROWS = 20  # that hold something in a column
SOME_COLUMNS = 100  # however few rows hold something in them
MOST_CELLS = 100_000_000  # 400 MB in single precision


class XGBoost(Boosting):
    """Grows trees level by level."""

    def __init__(
        self,
        *,
        n_estimators: int | None = None,
        learning_rate: float = 0.08,
        max_depth: int = 6,
        min_child_weight: float = 1.0,
        colsample_bytree: float = 1.0,
        colsample_bylevel: float = 0.9,
        subsample: float = 0.8,
        reg_alpha: float = 0.0,
        reg_lambda: float = 1.0,
        categorical_features: Any = None,
        outputs: Sequence[float] | None = None,
        early_stopping_rounds: int | None = None,
        max_seconds: float | None = None,
        random_state: Any = None,
        n_jobs: int | None = None,
    ) -> None:
        self.n_estimators = n_estimators
        self.learning_rate = learning_rate
        self.max_depth = max_depth
        self.min_child_weight = min_child_weight
        self.colsample_bytree = colsample_bytree
        self.colsample_bylevel = colsample_bylevel
        self.subsample = subsample
        self.reg_alpha = reg_alpha
        self.reg_lambda = reg_lambda
        self.categorical_features = categorical_features
        self.outputs = outputs
        self.early_stopping_rounds = early_stopping_rounds
        self.max_seconds = max_seconds
        self.random_state = random_state
        self.n_jobs = n_jobs

    def _train(
        self, train: Rows, watched: Rows | None, watch: Watch, seed: int
    ) -> xgboost.Booster:
        self._learn_columns(train.X)
        most = bins(len(train.y))
        data = self._matrix(xgboost.QuantileDMatrix, train, max_bin=most)
        held = None if watched is None else self._matrix(xgboost.DMatrix, watched)
        params = {**self._params(seed), "max_bin": most}
        booster = xgboost.Booster(params, [data] if held is None else [data, held])
        loss, done = None, 0
        watch.begin()
        while not (done and watch.enough(done, loss)):
            booster.update(data, done)
            done += 1
            if held is not None:
                loss = float(booster.eval(held, "watched").rsplit(":", 1)[1])
        kept = booster[: watch.best]
        kept.set_param({"nthread": 1})
        return kept

    def _params(self, seed: int) -> dict[str, Any]:
        loss: dict[str, Any] = {
            "binary": {"objective": "binary:logistic", "eval_metric": "logloss"},
            "multiclass": {"objective": "multi:softprob", "eval_metric": "mlogloss"},
            "regression": {"objective": "reg:squarederror", "eval_metric": "rmse"},
            "quantile": {"objective": "reg:quantileerror", "eval_metric": "quantile"},
        }[self._loss]
        if self._loss == "quantile":
            loss["quantile_alpha"] = list(self.outputs)
        if self._loss == "multiclass":
            loss["num_class"] = len(self.classes_)
        return {
            **loss,
            "tree_method": "hist",
            "learning_rate": self.learning_rate,
            "max_depth": self.max_depth,
            "min_child_weight": self.min_child_weight,
            "colsample_bytree": self.colsample_bytree,
            "colsample_bylevel": self.colsample_bylevel,
            "subsample": self.subsample,
            "reg_alpha": self.reg_alpha,
            "reg_lambda": self.reg_lambda,
            "nthread": joblib.effective_n_jobs(self.n_jobs),
            "seed": seed,
            "verbosity": 0,
        }

    def _learn_columns(self, X: Any) -> None:
        """Note which columns are looked at, and what is in them."""
        codes = list(self.categorical_features or ())
        self._types = np.full(X.shape[1], "q")
        self._types[codes] = "c"
        sparse = scipy.sparse.issparse(X)
        self._columns = fullest(X, codes) if sparse else slice(None)
        known = X[:, codes].toarray() if sparse else X[:, codes]
        self._top = np.fmax.reduce(known, axis=0, initial=-1)

    def _matrix(self, form: Any, rows: Rows, **options: Any) -> Any:
        return form(
            self._as_learned(rows.X),
            rows.y,
            weight=rows.weight,
            nthread=joblib.effective_n_jobs(self.n_jobs),
            feature_types=self._types[self._columns].tolist(),
            enable_categorical=True,
            **options,
        )

    def _as_learned(self, X: Any) -> Any:
        """Return the columns looked at, dense, without unknown categories."""
        sparse = scipy.sparse.issparse(X)
        X = single(X[:, self._columns])
        X = X.toarray() if sparse else X
        if len(self._top):
            codes = self._types[self._columns] == "c"
            known = (X[:, codes] >= 0) & (X[:, codes] <= self._top)
            X = X if sparse else X.copy()  # the caller's rows stay as they are
            X[:, codes] = np.where(known, X[:, codes], np.nan)
        return X

    def _raw(self, X: Any) -> NDArray[Any]:
        return self.booster_.inplace_predict(self._as_learned(X))


class XGBoostClassifier(BoostingClassifier, XGBoost):
    """XGBoost for labels; its parameters go by XGBoost's names.

    Of a sparse matrix it learns from the fullest columns, those in which 20 rows or more hold
    something, made dense: at least a hundred, at most as many as take 400 MB.

    Parameters
    ----------
    n_estimators : int or None
        The rounds; with rows to watch, the most there may be. None: as many as help, by
        watching `X_val`, or else a tenth of the rows, or, on a small table, a usual number.
    learning_rate, max_depth, min_child_weight, colsample_bytree, colsample_bylevel, \
    subsample, reg_alpha, reg_lambda
        As XGBoost has them.
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
    booster_ : xgboost.Booster
        The fitted model; None if there was nothing to learn from.
    classes_ : array
        The labels.
    refit_params_ : dict
        What to set for a fit on all rows without any to watch.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> X, y = load_iris(return_X_y=True)
    >>> XGBoostClassifier(n_estimators=20, random_state=0).fit(X, y).score(X, y) > 0.95
    True
    """

    def __init__(
        self,
        *,
        n_estimators: int | None = None,
        learning_rate: float = 0.08,
        max_depth: int = 6,
        min_child_weight: float = 1.0,
        colsample_bytree: float = 1.0,
        colsample_bylevel: float = 0.9,
        subsample: float = 0.8,
        reg_alpha: float = 0.0,
        reg_lambda: float = 1.0,
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
            max_depth=max_depth,
            min_child_weight=min_child_weight,
            colsample_bytree=colsample_bytree,
            colsample_bylevel=colsample_bylevel,
            subsample=subsample,
            reg_alpha=reg_alpha,
            reg_lambda=reg_lambda,
            categorical_features=categorical_features,
            early_stopping_rounds=early_stopping_rounds,
            max_seconds=max_seconds,
            random_state=random_state,
            n_jobs=n_jobs,
        )
        self.class_weight = class_weight


class XGBoostRegressor(BoostingRegressor, XGBoost):
    """XGBoost for numbers; parameters and attributes are those of `XGBoostClassifier`.

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
    >>> model = XGBoostRegressor(n_estimators=100, outputs=(0.25, 0.75), random_state=0)
    >>> bool(abs(model.fit(X, y).predict([[1.0]]) - [0.5, 1.5]).max() < 0.1)
    True
    """


def fullest(X: Any, always: Sequence[int] = ()) -> NDArray[np.intp]:
    """Return which columns of a CSR matrix hold something in enough rows.

    Examples
    --------
    >>> X = scipy.sparse.random_array((30, 500), density=0.1, rng=0, format="csr")
    >>> len(fullest(X)), len(fullest(X[:, :50]))
    (100, 50)
    """
    held = np.bincount(X.indices[X.data != 0], minlength=X.shape[1])
    held[list(always)] = X.shape[0] + 1
    least = max(SOME_COLUMNS, len(always))
    most = max(least, MOST_CELLS // X.shape[0])
    n_columns = min(max(least, int((held >= FILLED_ROWS).sum())), most)
    return np.sort(np.argsort(-held, kind="stable")[:n_columns])
