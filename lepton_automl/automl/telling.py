"""What a fitted LeptonAutoML can tell: why it predicts what it does, and all as a page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from sklearn.utils.validation import check_is_fitted

from lepton_automl import export
from lepton_automl.errors import InputError

if TYPE_CHECKING:
    from lepton_automl.report.page import Subject

__all__ = ["Telling"]


class Telling:
    """The part of `LeptonAutoML` that explains."""

    task_: Any
    metric_: Any
    history_: Any
    _task_spec: Any
    _record: Any

    def _predictor(self) -> export.Predictor:
        raise NotImplementedError

    def _manifest(self, format: str = "joblib") -> export.Manifest:
        raise NotImplementedError

    def explain(
        self,
        X: Any,
        *,
        background: Any = None,
        time_budget: float = 30.0,
        random_state: int | None = 0,
    ) -> pd.DataFrame:
        """Return what each input column has to do with the prediction of each row.

        These are Shapley values: exact for members that are a sum over columns (linear ones)
        and for scikit-learn's forests and boosting where they predict values or average
        probabilities; sampled for the others, until the time has run out.

        Parameters
        ----------
        X : DataFrame or array of shape (n_rows, n_columns)
            The rows to explain.
        background : DataFrame or array
            Rows to compare with; None for some rows of the training data.
        time_budget : float
            Seconds that it may take, about.
        random_state : int or None
            The seed of the sampling.

        Returns
        -------
        DataFrame of shape (n_rows, n_columns)
            Each row sums to its prediction minus ``attrs["base_value"]``, the mean prediction
            of the background. Of two classes it is the probability of the second that is
            explained; with several classes or outputs the columns have two levels, and
            ``found["some class"]`` has those of one.
        """
        predictor = self._predictor()
        kept = getattr(self, "_record", None)
        if background is None and kept is not None:
            background = kept.X
        return predictor.explain(
            X, background=background, time_budget=time_budget, random_state=random_state
        )

    def importance(
        self,
        X: Any = None,
        y: Any = None,
        *,
        scoring: Any = None,
        n_repeats: int = 5,
        time_budget: float = 30.0,
        random_state: int | None = 0,
        sample_weight: Any = None,
    ) -> pd.DataFrame:
        """Return how much of the score is lost when a column is shuffled, by column.

        Parameters
        ----------
        X, y
            Rows that the model was not fitted on, and what is true of them; None for rows of
            the training data, each predicted by what was fitted without it, or by the model
            where that would have taken more than 100 MB to keep, or is a forest out of bag.
        scoring : str, callable or None
            The metric; None for the one that the search maximised.
        n_repeats : int
            How often each column is shuffled.
        time_budget : float
            About how many seconds it may take; fewer rows, repeats and columns are looked at
            where it is short.
        random_state : int or None
            The seed of the shuffling.
        sample_weight : array-like of shape (n_rows,) or None

        Returns
        -------
        DataFrame
            ``column``, ``importance`` and ``std`` (over the repeats), greatest first.
        """
        predictor = self._predictor()
        settings: dict[str, Any] = {
            "n_repeats": n_repeats,
            "time_budget": time_budget,
            "random_state": random_state,
        }
        if X is not None:
            return predictor.importance(
                X, y, scoring=scoring, sample_weight=sample_weight, **settings
            )
        if y is not None:
            raise InputError("y was given without X. Give both, or neither.")
        from lepton_automl.report.page import importance_out_of_fold

        return importance_out_of_fold(self._subject(), scoring, **settings)

    def report(
        self,
        path: str | os.PathLike[str],
        X_test: Any = None,
        y_test: Any = None,
        *,
        sensitive: Any = None,
        sample_weight: Any = None,
        time_budget: float = 60.0,
        random_state: int | None = 0,
    ) -> Path:
        """Write a report that needs nothing but a browser, and return the path of its page.

        It has what was asked, how good the model is beside the trivial baseline, what it looks
        at, where it errs, the data, the search, the energy used, and how to do it again. It
        needs ``pip install 'lepton-automl[report]'``.

        Parameters
        ----------
        path : path
            A folder for ``report.html``, ``report.json`` (the same as data), ``card.md`` (as
            text) and ``predictions.csv``; or a page ``NAME.html`` with the others beside it.
        X_test, y_test
            Rows that the model was not fitted on. None for those that its fits left out, each
            judged by the pipelines fitted without it.
        sensitive : str, array-like or None
            The column by which groups are compared, or a value for each row.
        sample_weight : array-like of shape (n_rows,) or None
            The weights of the rows of X_test.
        time_budget : float
            About how many seconds what is computed from rows may take.
        random_state : int or None
            Seeds resamples, shuffles and samples.

        See Also
        --------
        explain : The same for rows of your own.
        """
        from lepton_automl.report.page import write

        return write(
            path,
            self._subject(),
            X=X_test,
            y=y_test,
            sensitive=sensitive,
            sample_weight=sample_weight,
            time_budget=time_budget,
            random_state=random_state,
        )

    def _subject(self) -> Subject:
        from lepton_automl.report.page import Subject

        check_is_fitted(self, "model_")
        return Subject(
            self._manifest().to_json(),
            self._predictor(),
            self._task_spec,
            self.metric_,
            getattr(self, "_record", None),
            self.history_,
        )
