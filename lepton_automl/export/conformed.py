"""Intervals and sets of a fitted model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lepton_automl.errors import InputError

if TYPE_CHECKING:
    from lepton_automl.conformal import Conformal
    from lepton_automl.task import Task

__all__ = ["Conformed"]


class Conformed:
    """The part of a `Predictor` that says how far predictions may be off.

    Attributes
    ----------
    conformal : Conformal or None
        What left-out rows say.
    """

    conformal: Conformal | None
    task: Task
    predict: Any
    predict_proba: Any

    def predict_interval(self, X: Any, coverage: float = 0.9) -> Any:
        """Return the low and the high end of an interval for each row, of shape (n_rows, 2).

        Of rows like those in ``fit``, the share `coverage` has its true value inside.

        Raises
        ------
        InputError
            If the task has no intervals, or too few rows were left out for the coverage.
        """
        return self._conformed("interval").interval(self.predict(X), coverage)

    def predict_set(self, X: Any, coverage: float = 0.9) -> Any:
        """Tell for each row and class whether it is in the row's set.

        Of rows like those in ``fit``, the share `coverage` has its class in the set.

        Raises
        ------
        InputError
            If the task has no classes, or too few rows were left out for the coverage.
        """
        return self._conformed("set").sets(self.predict_proba(X), coverage)

    def _conformed(self, what: str) -> Conformal:
        if self.conformal is None:
            raise InputError(
                f"This model of a {self.task.type} task has no {what}s: nothing was kept of "
                "left-out rows. Fit and save it again, for classes, a number or quantiles."
            )
        if (self.conformal.form == "probability") != (what == "set"):
            other = "predict_interval" if what == "set" else "predict_set"
            raise InputError(f"A {self.task.type} task has no {what}s. Use {other}.")
        return self.conformal
