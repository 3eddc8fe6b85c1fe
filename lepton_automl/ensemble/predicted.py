"""What an ensemble said of rows that it had not seen, and whether a change to it helps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Predicted", "gains", "helps", "parted"]

PARTS = 4  # in which folds are taken together to judge a change


@dataclass(frozen=True, eq=False)
class Predicted:
    """What the ensemble said of some rows, and what is true of them.

    Attributes
    ----------
    y : ndarray of shape (n_rows,) or (n_rows, n_outputs)
        Encoded.
    prediction : ndarray of shape (n_rows, n_classes), (n_rows, n_outputs) or (n_rows,)
    weight : ndarray of shape (n_rows,) or None
    rows : ndarray of shape (n_rows,) or None
        The rows' positions in the training data.
    """

    y: Any
    prediction: Any
    weight: Any = None
    rows: Any = None

    @classmethod
    def joined(cls, parts: Sequence[Predicted]) -> Predicted:
        """Return several as one."""
        joined = {
            name: _joined([getattr(part, name) for part in parts])
            for name in cls.__dataclass_fields__
        }
        return cls(**joined)


def gains(
    folds: Sequence[Predicted],
    learn: Callable[[Predicted], Callable[[Any], Any]],
    judge: Callable[[Predicted, Any], float],
) -> list[float]:
    """Return by how much a change betters parts of the folds, learned from the other parts.

    Parameters
    ----------
    folds : sequence of Predicted
        Two or more; whole folds make up a part, so that groups stay together.
    learn : callable
        ``known -> change``, which makes new predictions of predictions.
    judge : callable
        ``(held, prediction) -> float``, greater is better.
    """
    parts, found = parted(folds), []
    for index, held in enumerate(parts):
        change = learn(Predicted.joined([*parts[:index], *parts[index + 1 :]]))
        found.append(judge(held, change(held.prediction)) - judge(held, held.prediction))
    return found


def parted(folds: Sequence[Predicted]) -> list[Predicted]:
    """Return the folds as few parts, each of whole folds."""
    return [Predicted.joined(folds[i::PARTS]) for i in range(min(PARTS, len(folds)))]


def helps(found: Sequence[float]) -> bool:
    """Tell whether the mean is a gain, and more parts gain than lose.

    Parts where nothing changes do not count: a rare class may hardly be in them.

    Examples
    --------
    >>> helps([0.1, 0.2, -0.1, 0.0]), helps([0.9, -0.1, -0.1, 0.1])
    (True, False)
    """
    return bool(np.mean(found) > 0 and np.sum(np.sign(found)) > 0)


def _joined(values: Sequence[Any]) -> Any:
    return None if any(v is None for v in values) else np.concatenate(values)
