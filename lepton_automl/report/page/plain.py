"""Values as JSON holds them."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

__all__ = ["plain"]


def plain(value: Any) -> Any:
    """Return a value as plain JSON: numpy's as Python's, NaN and infinity as None.

    Examples
    --------
    >>> plain({"a": (1, float("nan")), 2: True})
    {'a': [1, None], '2': True}
    """
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return str(value)
