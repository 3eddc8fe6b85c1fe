"""What a fitted LeptonAutoML can do: predict, score, show itself, be saved."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils import Tags, estimator_html_repr
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from lepton_automl import ensemble, export, intake, report
from lepton_automl.automl.telling import Telling
from lepton_automl.candidate import Candidate
from lepton_automl.plugin.registry import Registry
from lepton_automl.run import BASELINE, Plan
from lepton_automl.trial import History

__all__ = ["Fitted"]


def _can(name: str) -> Callable[[Any], bool]:
    """Return whether an estimator has a method: once fitted, if its model has it."""

    def check(self: Any) -> bool:
        return hasattr(self.model_, name) if hasattr(self, "model_") else self._may_have(name)

    return check


class Fitted(Telling, BaseEstimator):
    """The half of `LeptonAutoML` that needs a fitted model."""

    def predict(self, X: Any) -> Any:
        """Return a label, value or object for each row of X, or a row of several.

        Where a row may have any number of labels it is 0 and 1 in the order of ``classes_``;
        several values or quantiles come in the order of ``task_.outputs``.

        Columns may come in another order, with categories and missing values that `fit` has
        not seen.

        Raises
        ------
        InputError
            If columns are missing or too many; the message names them.
        """
        return self._predictor().predict(X)

    @available_if(_can("predict_proba"))  # type: ignore[untyped-decorator]
    def predict_proba(self, X: Any) -> Any:
        """Return probabilities of shape (n_rows, n_classes), in the order of ``classes_``."""
        return self._predictor().predict_proba(X)

    def predict_interval(self, X: Any, coverage: float = 0.9) -> Any:
        """Return an interval for each row that holds its number with a chance of `coverage`.

        Parameters
        ----------
        X : as in `predict`
        coverage : float
            The share of rows like those in `fit` whose true value is inside; the rest is
            missed on both sides about equally often. That is counted over all such rows, not
            for each sort of row, and it does not hold for rows that have drifted.

        Returns
        -------
        intervals : ndarray of shape (n_rows, 2)
            The low and the high end.

        Raises
        ------
        InputError
            If the task has no intervals, or too few rows were left out for the coverage.
        """
        return self._predictor().predict_interval(X, coverage)

    def predict_set(self, X: Any, coverage: float = 0.9) -> Any:
        """Return for each row a set of classes that holds the true one, as often as stated.

        Parameters
        ----------
        X : as in `predict`
        coverage : float
            The share of rows like those in `fit` whose class is in its set.

        Returns
        -------
        sets : ndarray of bool of shape (n_rows, n_classes)
            Which classes are in, in the order of ``classes_``; the most probable always is.

        Raises
        ------
        InputError
            If the task has no classes, or too few rows were left out for the coverage.
        """
        return self._predictor().predict_set(X, coverage)

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Return the score on X and y: `scoring` if it was given, else accuracy or R2."""
        predictor = self._predictor()
        if self.scoring is None:
            return float(predictor.score(X, y, sample_weight))
        prediction = getattr(predictor, self._task_spec.response)(X)
        encoded = intake.reencode(y, self.task_, self._task_spec)
        return float(self.metric_(encoded, prediction, sample_weight))

    def leaderboard(self) -> pd.DataFrame:
        """Return all that was tried, best first, failures with their reason last."""
        check_is_fitted(self, "history_")
        return report.leaderboard(self.history_, self.weights_)

    def save(
        self, path: str | os.PathLike[str], format: str | Sequence[str] = "joblib"
    ) -> Path:
        """Write the model to a folder that can be moved, loaded and served.

        Before the folder is there, a new process has loaded what was written, and predicted
        the same from rows with missing values, unseen categories and extreme numbers.

        Parameters
        ----------
        path : path
            The folder; an artifact that is there already is replaced in one step.
        format : str or sequence of str
            The names of exporters, such as ``["joblib", "onnx"]``; the first is what ``load``
            takes by default.

        See Also
        --------
        lepton_automl.load : The way back.
        """
        check_is_fitted(self, "model_")
        names = [format] if isinstance(format, str) else format
        manifest = self._manifest(next(iter(names), ""))
        return export.save(
            path,
            model=self.model_,
            baseline=self.baseline_,
            task=self.task_,
            manifest=manifest,
            registry=Registry(),
            format=format,
            card=report.card(manifest.to_json()),
            rows=export.probe(self._sample, self.task_),
            conformal=self._conformal,
        )

    @property
    def classes_(self) -> Any:
        """The labels, of tasks that have classes."""
        check_is_fitted(self, "task_")
        if self._task_spec.prediction == "labels":
            return np.asarray(self.task_.outputs)
        if self.task_.classes is None:
            raise AttributeError(f"A {self.task_.type} task has no classes.")
        return intake.labels(self.task_)

    def _manifest(self, format: str = "joblib") -> export.Manifest:
        """Return what an artifact of it says of itself, but for the files."""
        board = self.leaderboard()
        return export.describe(
            task=self.task_,
            registry=Registry(),
            metric=self.metric_.name,
            members=[(c, w, self.history_.trials[c].score) for c, w in self.weights_.items()],
            format=format,
            target=self._target,
            baseline_score=self.history_.trials[BASELINE].score,
            ensemble_score=self._ensemble_score,
            leaderboard=[
                {str(k): v for k, v in row.items()} for row in board.to_dict("records")
            ],
            settings={str(k): v for k, v in self.get_params(deep=False).items()},
        )

    def _may_have(self, name: str) -> bool:
        """Tell whether `fit` may bring a model with a method."""
        return True

    def _keep(
        self,
        plan: Plan,
        history: History,
        weights: dict[Candidate, float],
        weigher: ensemble.Weigher,
        folds: Sequence[ensemble.Predicted],
        y: Any,
    ) -> None:
        """Keep what was learned, as attributes."""
        self.task_ = plan.task
        self.history_ = history
        self.weights_ = weights
        self.metric_ = plan.score
        self._task_spec = plan.task_spec
        self._kinds = {k: plan.kinds[k] for k in plan.task.schema.kinds}
        self._ensemble_score = weigher.score(history, weights)
        self._conformal = ensemble.conform(self.model_, folds, plan.task_spec.prediction)
        self._sample = export.sample(plan.data.X)  # what `save` makes up rows from
        # Several columns are named as `lepton evaluate --target` takes them.
        several = plan.task.outputs and hasattr(y, "columns")
        self._target = ",".join(map(str, y.columns)) if several else getattr(y, "name", None)
        self._served = export.Predictor(
            self.model_,
            self.task_,
            self._kinds,
            baseline=self.baseline_,
            spec=self._task_spec,
            metric=self.metric_,
            conformal=self._conformal,
            owner=type(self).__name__,
        )
        schema = plan.task.schema
        self.n_features_in_ = schema.n_features
        if schema.named:
            self.feature_names_in_ = np.asarray(schema.columns, dtype=object)
        elif hasattr(self, "feature_names_in_"):
            del self.feature_names_in_

    def _predictor(self) -> export.Predictor:
        check_is_fitted(self, "model_")
        return self._served

    def _repr_html_(self) -> str:
        """Return the leaderboard and the pipeline, for notebooks."""
        if not hasattr(self, "model_"):
            return str(estimator_html_repr(self))
        return report.repr_html(self.leaderboard(), self.model_)

    def __sklearn_tags__(self) -> Tags:
        """Say what it takes, for scikit-learn's tools."""
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        tags.input_tags.sparse = True
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        tags.non_deterministic = self.n_trials is None
        return tags
