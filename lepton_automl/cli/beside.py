"""What is written beside a prediction: how far off it may be, and what made it so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from lepton_automl.errors import InputError

if TYPE_CHECKING:
    from lepton_automl.export import Predictor

__all__ = ["AT_ONCE", "Effects", "cut", "ends"]

AT_ONCE = 1_000  # rows that are explained together
FEWEST = 20  # rows that are compared with: fewer say little of what is usual


def ends(predictor: Predictor, X: Any, coverage: float, target: str | None) -> dict[str, Any]:
    """Return the ends of each row's interval, or which classes are in its set.

    Raises
    ------
    InputError
        If the model has neither, or not for this coverage.
    """
    name = target or "prediction"
    if predictor.task_.classes is None:
        low, high = predictor.predict_interval(X, coverage).T
        return {f"{name} low": low, f"{name} high": high}
    inside = predictor.predict_set(X, coverage)
    labels = predictor.task_.classes
    return {f"{name}={label} in set": inside[:, i] for i, label in enumerate(labels)}


def cut(pieces: Iterable[Any], rows: int) -> Iterator[Any]:
    """Yield the same rows in smaller pieces.

    Examples
    --------
    >>> import numpy as np
    >>> [piece.tolist() for piece in cut([np.arange(3), np.arange(2)], rows=2)]
    [[0, 1], [2], [0, 1]]
    """
    for piece in pieces:
        by_position = getattr(piece, "iloc", piece)
        for start in range(0, len(piece), rows):
            yield by_position[start : start + rows]


class Effects:
    """Tells what each input column does to a prediction, beside what is predicted usually.

    Parameters
    ----------
    predictor : Predictor
    usual : DataFrame or array
        Rows to compare with; some of them are taken.
    seconds : float
        About how many each call may take.

    Raises
    ------
    InputError
        If there are too few rows to compare with.
    """

    def __init__(self, predictor: Predictor, usual: Any, seconds: float) -> None:
        from sklearn.utils import resample

        from lepton_automl.explain import BACKGROUND

        n_rows = usual.shape[0] if hasattr(usual, "shape") else len(usual)
        if n_rows < FEWEST:
            raise InputError(
                f"{n_rows} rows are too few to say what is usual. Name a file of rows to "
                "compare with, such as the training data: --background FILE."
            )
        self._predictor, self._seconds = predictor, seconds
        some = min(n_rows, BACKGROUND)
        self._usual = resample(usual, replace=False, n_samples=some, random_state=0)

    def __call__(self, X: Any) -> dict[str, Any]:
        """Return the base value and the effects, which add up to the prediction.

        Of two classes it is the probability of the second, of several that of each.
        """
        found = self._predictor.explain(X, background=self._usual, time_budget=self._seconds)
        base, labels = found.attrs["base_value"], self._predictor.task_.classes
        if found.columns.nlevels == 1:
            return _named(found, base, None if labels is None else labels[1])
        columns: dict[str, Any] = {}
        for output, value in zip(found.columns.unique(level=0), base, strict=True):
            columns.update(_named(found[output], value, output))
        return columns


def _named(effects: Any, base: float, output: Any) -> dict[str, Any]:
    of, on = ("", "") if output is None else (f" of {output}", f" on {output}")
    named = {f"effect of {name}{on}": values.to_numpy() for name, values in effects.items()}
    return {f"base value{of}": base, **named}
