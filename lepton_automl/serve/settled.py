"""What stays is no longer looked through for garbage.

The libraries and a model are some hundred thousand objects. To look through them all takes
Python about a tenth of a second, in which nobody is answered.
"""

from __future__ import annotations

import gc

__all__ = ["settle", "settle_again"]


def settle() -> None:
    """Throw garbage away now, and leave what remains out of all further rounds."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def settle_again() -> None:
    """Do so once more where it was done before, since other things are to stay now."""
    if gc.get_freeze_count():
        settle()
