"""Plugins that are not installed, for as long as a block lasts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

__all__ = ["included", "including"]

_INCLUDED: ContextVar[tuple[Any, ...]] = ContextVar("included", default=())


@contextmanager
def including(*plugins: Any) -> Iterator[None]:
    """Let every registry that is made within the block know these plugins too.

    That is how ``fit``, ``save`` and ``load`` see a module of a notebook, or a loose file that
    a recipe names.

    Parameters
    ----------
    *plugins : module or object
        Their functions are marked with ``hookimpl``.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from lepton_automl.plugin import DatasetSpec, Registry, hookimpl, including
    >>> @hookimpl
    ... def lepton_register_datasets():
    ...     return [DatasetSpec("nothing", load=lambda: ([], []))]
    >>> mine = SimpleNamespace(__name__="mine")
    >>> mine.lepton_register_datasets = lepton_register_datasets
    >>> with including(mine):
    ...     "nothing" in Registry().datasets
    True
    >>> "nothing" in Registry().datasets
    False
    """
    token = _INCLUDED.set((*_INCLUDED.get(), *plugins))
    try:
        yield
    finally:
        _INCLUDED.reset(token)


def included() -> tuple[Any, ...]:
    """Return the plugins of the blocks that we are in."""
    return _INCLUDED.get()
