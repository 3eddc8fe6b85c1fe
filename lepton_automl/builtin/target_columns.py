"""How a y of several columns is recognised and checked, and the levels of quantiles.

===============================================  ===========================================
two or more columns of booleans, or of 0 and 1    labels of which a row may have any number
sets of labels, a set a row                       the same
lists of different strings, a list a row          the same
two or more columns of other numbers              several numbers to be estimated
===============================================  ===========================================

Columns of the floats 0.0 and 1.0 are numbers; ``task="multilabel"`` makes labels of them.
"""

from __future__ import annotations

import numbers
from collections.abc import Collection, Hashable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.preprocessing import MultiLabelBinarizer

from lepton_automl.builtin.targets import CERTAIN, LIKELY
from lepton_automl.errors import InputError

LEVELS = (0.1, 0.5, 0.9)


def looks_multilabel(y: Any, kinds: Collection[str]) -> float:
    """Return how sure it is that y says of each row which labels it has.

    Examples
    --------
    >>> looks_multilabel([[0, 1], [1, 1]], set()), looks_multilabel([[0.5, 1.0]], set())
    (0.9, 0.0)
    """
    found = _array(y)
    if _several(found):
        return CERTAIN if found.dtype.kind in "bui" and _holds_flags(found) else 0.0
    if not _holds_collections(found):
        return 0.0
    if all(isinstance(labels, (set, frozenset)) for labels in found):
        return CERTAIN
    named = all(isinstance(label, str) for labels in found for label in labels)
    return LIKELY if named and all(len(set(row)) == len(row) for row in found) else 0.0


def looks_multioutput(y: Any, kinds: Collection[str]) -> float:
    """Return how sure it is that y holds several numbers a row."""
    found = _array(y)
    if not _several(found) or found.dtype.kind not in "uif":
        return 0.0
    if found.dtype.kind == "f":
        return CERTAIN
    return 0.0 if _holds_flags(found) else LIKELY


def multilabel(
    y: Any, outputs: Sequence[Any] | None = None
) -> tuple[NDArray[np.int64], tuple[Any, ...] | None]:
    """Return y as 0 and 1, one column a label, and the labels where y names them.

    Parameters
    ----------
    y : array-like of shape (n_rows, n_labels), or of sets or lists of labels
    outputs : sequence or None
        The labels that were learned, for a later y.

    Examples
    --------
    >>> encoded, labels = multilabel([{"red", "round"}, set(), {"red"}])
    >>> encoded.tolist(), labels
    ([[1, 1], [0, 0], [1, 0]], ('red', 'round'))
    """
    found = _array(y)
    labels = None
    if _several(found) and found.dtype.kind in "buif":
        encoded = _flags(found, outputs)
    elif _holds_collections(found) or (_several(found) and found.dtype.kind in "U"):
        encoded, labels = _binarized(found, outputs)
    else:
        raise InputError(
            f"y ({_looks(found)}) does not say which labels each row has. Pass 0 and 1 in two "
            "or more columns, one a label, or a set of labels for each row."
        )
    if outputs is None and (encoded == encoded[0]).all():
        raise InputError(
            "All rows of y have the same labels, so there is nothing to learn. Pass rows that "
            "differ."
        )
    return encoded, labels


def multioutput(
    y: Any, outputs: Sequence[Any] | None = None
) -> tuple[NDArray[np.float64], None]:
    """Return y as floats, one column a number to be estimated."""
    found = _array(y)
    if not _several(found) or found.dtype.kind not in "buif":
        raise InputError(
            f"y ({_looks(found)}) does not hold several numbers a row. Pass two or more "
            "columns of numbers, or use task='regression' for one."
        )
    _same_width(found, outputs)
    return found.astype(np.float64), None


def levels(asked: Any) -> tuple[float, ...]:
    """Return the levels of quantiles that are asked for, or the usual ones.

    Examples
    --------
    >>> levels(None), levels([0.25, 0.75])
    ((0.1, 0.5, 0.9), (0.25, 0.75))
    """
    if asked is None:
        return LEVELS
    wanted = [asked] if isinstance(asked, numbers.Real) else list(asked)
    plain = all(isinstance(v, numbers.Real) and 0 < float(v) < 1 for v in wanted)
    if not wanted or not plain or any(b <= a for a, b in pairwise(wanted)):
        raise InputError(
            f"quantiles={asked!r} must be numbers above 0 and below 1, from low to high, such "
            "as [0.1, 0.5, 0.9]."
        )
    return tuple(float(v) for v in wanted)


def _array(y: Any) -> NDArray[Any]:
    if isinstance(y, list) and any(isinstance(row, (set, frozenset)) for row in y):
        found = np.empty(len(y), dtype=object)
        found[:] = y
        return found
    return np.asarray(y)


def _several(found: NDArray[Any]) -> bool:
    return found.ndim == 2 and found.shape[1] > 1 and found.shape[0] > 0


def _holds_flags(found: NDArray[Any]) -> bool:
    return found.dtype.kind == "b" or bool(((found == 0) | (found == 1)).all())


def _holds_collections(found: NDArray[Any]) -> bool:
    """Tell whether every row is a set, list or tuple of labels."""
    if found.ndim != 1 or found.dtype != object or not len(found):
        return False
    return all(
        isinstance(row, (set, frozenset, list, tuple))
        and all(isinstance(label, Hashable) for label in row)
        for row in found
    )


def _flags(found: NDArray[Any], outputs: Sequence[Any] | None) -> NDArray[np.int64]:
    if not _holds_flags(found):
        raise InputError(
            f"y of several labels must hold 0 and 1 alone; it has {_strange(found)!r}. Use "
            "task='multioutput' to estimate several numbers."
        )
    _same_width(found, outputs)
    return found.astype(np.int64)


def _binarized(
    found: NDArray[Any], outputs: Sequence[Any] | None
) -> tuple[NDArray[np.int64], tuple[Any, ...]]:
    rows = [list(row) for row in found]
    there = {label for row in rows for label in row}
    if outputs is not None and there - set(outputs):
        strange = sorted(map(repr, there - set(outputs)))[0]
        known = ", ".join(map(repr, outputs[:20]))
        raise InputError(f"y has {strange}, which is none of the labels learned: {known}.")
    if outputs is None and len(there) < 2:
        raise InputError(f"y has {len(there)} label(s). Several are needed; use task='binary'.")
    try:
        learned = tuple(sorted(there)) if outputs is None else tuple(outputs)
    except TypeError:
        raise InputError("The labels of y cannot be sorted. Make them all strings.") from None
    encoded = MultiLabelBinarizer(classes=list(learned)).fit_transform(rows)
    return encoded.astype(np.int64), tuple(np.asarray(learned).tolist())


def _same_width(found: NDArray[Any], outputs: Sequence[Any] | None) -> None:
    if outputs is not None and found.shape[1] != len(outputs):
        raise InputError(
            f"y has {found.shape[1]} columns, but {len(outputs)} were learned: "
            f"{', '.join(map(repr, outputs[:20]))}."
        )


def _strange(found: NDArray[Any]) -> Any:
    return found[(found != 0) & (found != 1)][0].item()


def _looks(found: NDArray[Any]) -> str:
    return f"shape {found.shape}, dtype {found.dtype}"
