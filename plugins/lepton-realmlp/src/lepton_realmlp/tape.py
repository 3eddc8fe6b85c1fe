"""Arrays that are filled again and again: to make them anew takes longer than to fill them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Tape"]

Array = NDArray[Any]


class Tape:
    """What one step of training leaves to the next, array by array.

    An array of some hundred kilobytes comes fresh from the system, page by page, and goes back
    to it; that is most of what the simple functions of a layer would take.

    Examples
    --------
    >>> import numpy as np
    >>> tape = Tape()
    >>> tape.array("sums", (2, 3), np.float32) is tape.array("sums", (2, 3), np.float32)
    True
    """

    def __init__(self) -> None:
        self._arrays: dict[str, Array] = {}

    def array(self, name: str, shape: tuple[int, ...], dtype: Any) -> Array:
        """Return the array of a name: what it held, where it has this shape and type."""
        known = self._arrays.get(name)
        if known is None or known.shape != shape or known.dtype != dtype:
            known = self._arrays[name] = np.empty(shape, dtype)
        return known

    def like(self, name: str, other: Array) -> Array:
        """Return the array of a name, of the shape and type of another."""
        return self.array(name, other.shape, other.dtype)

    def __getitem__(self, name: str) -> Array:
        """Return what was left under a name."""
        return self._arrays[name]
