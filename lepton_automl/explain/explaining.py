"""What makes a fitted model explain itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl import intake
from lepton_automl.errors import InputError
from lepton_automl.explain.attribute import BACKGROUND, attribute
from lepton_automl.explain.columns import columns_of
from lepton_automl.explain.importance import REPEATS, importance
from lepton_automl.plugin.registry import Registry
from lepton_automl.plugin.specs import TaskSpec
from lepton_automl.score import make_score
from lepton_automl.task import Task

__all__ = ["Explaining"]

FEWEST = 20  # rows: fewer say little of what is usual


class Explaining:
    """Mixin for what has a ``model``, its ``task``, and `read` for its inputs."""

    model: Any
    task: Task
    spec: TaskSpec | None
    metric: Callable[..., float] | None

    def read(self, X: Any) -> Any:
        """Return X in the canonical form that `model` takes."""
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
            Rows to compare with, usually of the training data; at most 100 of them are used.
            None takes X itself.
        time_budget : float
            Seconds that sampling may take.
        random_state : int or None
            The seed of the sampling.

        Returns
        -------
        DataFrame of shape (n_rows, n_columns)
            Each row sums to its prediction minus ``attrs["base_value"]``, the mean prediction
            of the background. Of two classes it is the probability of the second that is
            explained; with several classes or outputs the columns have two levels, and
            ``found["some class"]`` has those of one.

        Raises
        ------
        InputError
            If X has no columns (images), there is nothing to compare with, or the time is far
            too short.
        """
        if not time_budget > 0:
            raise InputError(f"time_budget must be above 0 seconds, got {time_budget!r}.")
        schema = self.task.schema
        rows = columns_of(self.read(X), schema)
        others = rows if background is None else columns_of(self.read(background), schema)
        if background is None and len(rows) < FEWEST:
            raise InputError(
                f"X has {len(rows)} rows, too few to say what is usual. Pass background=, such "
                "as some hundred rows of the training data."
            )
        random = np.random.default_rng(random_state)
        some = np.sort(random.permutation(len(others))[:BACKGROUND])
        return attribute(
            self.model,
            rows,
            others.take(some),
            self.task,
            self._task_type().response,
            time_budget=time_budget,
            random_state=random_state,
            index=None if isinstance(X, (list, tuple)) else getattr(X, "index", None),
        )

    def importance(
        self,
        X: Any,
        y: Any,
        *,
        scoring: Any = None,
        n_repeats: int = REPEATS,
        time_budget: float = 30.0,
        random_state: int | None = 0,
        sample_weight: Any = None,
    ) -> pd.DataFrame:
        """Return how much of the score is lost when a column is shuffled, by column.

        Parameters
        ----------
        X, y
            Rows that the model was not fitted on, and what is true of them.
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
        spec = self._task_type()
        rows = columns_of(self.read(X), self.task.schema)
        encoded = intake.reencode(y, self.task, spec)
        respond = getattr(self.model, spec.response)
        return importance(
            lambda part, _: respond(part),
            rows,
            encoded,
            self._score(scoring),
            n_repeats=n_repeats,
            time_budget=time_budget,
            random_state=random_state,
            sample_weight=None if sample_weight is None else np.asarray(sample_weight),
        )

    def _task_type(self) -> TaskSpec:
        if self.spec is not None:
            return self.spec
        found: TaskSpec = Registry().get("tasks", self.task.type)
        return found

    def _score(self, scoring: Any) -> Callable[..., float]:
        """Return the metric asked for, else the one searched with, else the task type's."""
        registry = Registry()
        searched = getattr(getattr(self, "manifest", None), "metric", None)
        if scoring is None and searched is None and self.metric is not None:
            return self.metric
        try:
            return make_score(scoring or searched, self._task_type(), registry)
        except InputError:
            if scoring is not None:
                raise
            return make_score(None, self._task_type(), registry)
