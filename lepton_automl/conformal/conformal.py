"""Conformal prediction from what was said of rows that were left out.

Each left-out row has a *score*: how far the prediction was off. A new row's score is as likely
to stand at any place among them, if it is a row of the same sort. So a score that is exceeded
by one row in ten gives intervals that miss one row in ten, whatever the model is.

Vovk, Gammerman and Shafer: Algorithmic Learning in a Random World, 2005. Sadinle, Lei and
Wasserman: Least Ambiguous Set-Valued Classifiers, JASA 2019. Romano, Patterson and Candès:
Conformalized Quantile Regression, NeurIPS 2019.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lepton_automl.errors import InputError

__all__ = ["FORMS", "Conformal"]

FORMS = ("value", "quantiles", "probability")
MOST_ROWS = 5_000
HAIR = 1e-9  # by which equal probabilities may differ, summed in another order

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Conformal:
    """The scores of left-out rows, and what follows from them for new rows.

    Attributes
    ----------
    form : {"value", "quantiles", "probability"}
        The form of the predictions.
    scores : ndarray of shape (n_rows,)
        Rising. Of a value: the truth minus the prediction, over the spread there. Of
        quantiles: by how much the truth is outside the outermost two, negative inside. Of
        probabilities: what the true class was given.
    weights : ndarray of shape (n_rows,) or None
        How much each row counts.
    knots, spread : ndarray of shape (n_knots,) or None
        How far off predictions of about this value are, on average; 1 everywhere if None.

    Examples
    --------
    >>> y, prediction = np.arange(99.0), np.full(99, 40.0)
    >>> conformal = Conformal.of("value", y, prediction)
    >>> conformal.interval(np.array([40.0]), coverage=0.9)
    array([[ 4., 94.]])
    """

    form: str
    scores: Array
    weights: Array | None = None
    knots: Array | None = None
    spread: Array | None = None

    @classmethod
    def of(
        cls,
        form: str,
        y: Any,
        prediction: Any,
        weight: Any = None,
        *,
        spread: tuple[Array, Array] | None = None,
    ) -> Conformal:
        """Return what left-out rows say; of very many, a sample."""
        chosen = _some(len(y))
        y, prediction = np.asarray(y)[chosen], np.asarray(prediction)[chosen]
        weight = None if weight is None else np.asarray(weight)[chosen]
        knots, sizes = (None, None) if spread is None else spread
        scores = _scores(form, y, prediction) / _at(prediction, knots, sizes)
        order = np.argsort(scores, kind="stable")
        return cls(
            form,
            scores[order],
            None if weight is None else weight[order],
            knots,
            sizes,
        )

    def interval(self, prediction: Any, coverage: float) -> Array:
        """Return the low and the high end for each prediction, of shape (n_rows, 2).

        Raises
        ------
        InputError
            If there are too few rows for this coverage, or it is not between 0 and 1.
        """
        beside = (1 - _checked(coverage)) / 2
        prediction = np.asarray(prediction, dtype=np.float64)
        if self.form == "quantiles":
            more = self._upper(coverage, coverage)
            middle = prediction.mean(axis=1)
            low, high = prediction[:, 0] - more, prediction[:, -1] + more
            # Where all rows are well inside, the ends may move past each other: they meet.
            return np.column_stack([np.minimum(low, middle), np.maximum(high, middle)])
        size = _at(prediction, self.knots, self.spread)
        low = prediction + size * self._lower(beside, coverage)
        return np.column_stack([low, prediction + size * self._upper(1 - beside, coverage)])

    def sets(self, probabilities: Any, coverage: float) -> NDArray[np.bool_]:
        """Tell for each row and class whether it is in the set, of shape (n_rows, n_classes).

        The most probable class always is.

        Raises
        ------
        InputError
            If there are too few rows for this coverage, or it is not between 0 and 1.
        """
        least = self._lower(1 - _checked(coverage), coverage)
        probabilities = np.asarray(probabilities)
        found: NDArray[np.bool_] = probabilities >= least - HAIR
        found[np.arange(len(found)), probabilities.argmax(axis=1)] = True
        return found

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values; `from_json` is the way back."""
        return {
            "form": self.form,
            "scores": _plain(self.scores),
            "weights": _plain(self.weights),
            "knots": _plain(self.knots),
            "spread": _plain(self.spread),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Conformal:
        """Return what `to_json` described."""
        parts = {
            name: None if values[name] is None else np.asarray(values[name], dtype=np.float64)
            for name in ("scores", "weights", "knots", "spread")
        }
        return cls(str(values["form"]), **parts)  # type: ignore[arg-type]

    def _upper(self, level: float, coverage: float) -> float:
        """Return the smallest score that a new row stays at or below with this chance."""
        known, n_rows = self._known()
        needed = level * (n_rows + 1) / n_rows
        if needed > 1 + 1e-12:
            self._refuse(coverage, n_rows)
        place = np.searchsorted(np.cumsum(known), needed - 1e-12)
        return float(self.scores[min(int(place), len(known) - 1)])

    def _lower(self, level: float, coverage: float) -> float:
        """Return the greatest score that a new row stays below with this chance."""
        reversed_ = Conformal(
            self.form,
            -self.scores[::-1],
            None if self.weights is None else self.weights[::-1],
        )
        return -reversed_._upper(1 - level, coverage)

    def _known(self) -> tuple[Array, float]:
        """Return the rows' shares of the weight, and how many even rows they are worth."""
        n_rows = len(self.scores)
        if self.weights is None:
            return np.full(n_rows, 1 / n_rows), float(n_rows)
        share = self.weights / self.weights.sum()
        return share, float(1 / np.sum(share**2))

    def _refuse(self, coverage: float, n_rows: float) -> None:
        sides = 2 if self.form == "value" else 1
        least = ceil(sides / (1 - coverage) - 1e-9) - 1
        raise InputError(
            f"coverage={coverage} needs {least} left-out rows at least; this model has "
            f"{int(n_rows)} of them. Ask for less, or fit on more rows."
        )


def _checked(coverage: Any) -> float:
    number = isinstance(coverage, (int, float)) and not isinstance(coverage, bool)
    if not number or not 0 < coverage < 1:
        raise InputError(f"coverage={coverage!r} must be above 0 and below 1, such as 0.9.")
    return float(coverage)


def _scores(form: str, y: Any, prediction: Any) -> Array:
    if form == "probability":
        given: Array = prediction[np.arange(len(y)), y].astype(np.float64)
        return given
    if form == "quantiles":
        outside: Array = np.maximum(prediction[:, 0] - y, y - prediction[:, -1])
        return outside
    off: Array = y - prediction
    return off


def _at(prediction: Any, knots: Array | None, sizes: Array | None) -> Any:
    if knots is None or sizes is None:
        return 1.0
    return np.interp(prediction, knots, sizes)


def _some(n_rows: int) -> Any:
    if n_rows <= MOST_ROWS:
        return slice(None)
    return np.random.default_rng(0).choice(n_rows, MOST_ROWS, replace=False)


def _plain(values: Sequence[float] | Array | None) -> list[float] | None:
    return None if values is None else [float(value) for value in values]
