"""A type of task, as a plugin offers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["PREDICTIONS", "TaskSpec"]

PREDICTIONS = ("probability", "labels", "value", "values", "quantiles", "object")
CHANCES = ("probability", "labels")

Reference = str | Callable[..., Any]


@dataclass(frozen=True)
class TaskSpec:
    """A type of task: what y looks like, and what follows from that.

    Attributes
    ----------
    name : str
        Such as ``"binary"``, ``"regression"``, ``"detection"``.
    recognise : reference or None
        ``(y, kinds) -> float``: how sure it is, from 0 to 1, given y as a 1-D (or n-D) array
        and the kinds that occur in X. Two equally sure types are an error that asks the user.
        None for a type that is only learned when it is asked for by name.
    target : reference
        ``(y) -> (encoded, labels)``: checks y and returns the form that estimators are fitted
        on, with the sorted labels, or None where there are none. Raises ``InputError``. A
        parameter ``outputs`` gets ``Task.outputs`` when a later y is read.
    metrics : tuple of str
        The metrics that apply; the first is the default.
    baseline : reference
        The trivial estimator that every report shows; called without arguments, or with
        ``outputs=Task.outputs`` where its signature has them.
    splitter : {"stratified", "shuffled"} or reference
        ``(y, n_splits, groups, random_state) -> iterable of (train, test)`` rows.
    combine : {"mean", "best"}
        How members' predictions combine: a weighted mean (of probabilities or values), or the
        best member alone.
    prediction : {"probability", "labels", "value", "values", "quantiles", "object"}
        The form of a prediction:

        - ``"probability"``: an array of shape (n_rows, n_classes) whose rows add up to 1;
        - ``"labels"``: the probability of each label by itself, of shape (n_rows, n_outputs);
        - ``"value"``: floats of shape (n_rows,);
        - ``"values"``: floats of shape (n_rows, n_outputs), one column for each of y's;
        - ``"quantiles"``: floats of shape (n_rows, n_outputs), the quantiles of one number at
          the levels that are `Task.outputs`; they never fall from left to right;
        - ``"object"``: a 1-D object array.
    outputs : reference or None
        ``(asked) -> tuple``: checks the levels that the user asked for (None if nothing was
        asked), for a type whose outputs are not in y. Raises ``InputError``.
    """

    name: str
    recognise: Reference | None
    target: Reference
    metrics: tuple[str, ...]
    baseline: Reference
    splitter: Reference = "shuffled"
    combine: str = "best"
    prediction: str = "object"
    outputs: Reference | None = None

    @property
    def response(self) -> str:
        """The method that gives the prediction: ``predict_proba`` or ``predict``.

        Examples
        --------
        >>> spec = TaskSpec("tags", None, "m:target", ("f1",), "m:dummy", prediction="labels")
        >>> spec.response
        'predict_proba'
        """
        return "predict_proba" if self.prediction in CHANCES else "predict"
