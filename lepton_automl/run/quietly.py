"""Optuna, when it is first needed, without its log lines and notes."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["quietly"]


@contextmanager
def quietly() -> Iterator[Any]:
    """Give Optuna; hold back what it logs, and its notes on experimental parts, meanwhile."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import optuna
        import optuna.logging

        level = optuna.logging.get_verbosity()
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        try:
            yield optuna
        finally:
            optuna.logging.set_verbosity(level)
