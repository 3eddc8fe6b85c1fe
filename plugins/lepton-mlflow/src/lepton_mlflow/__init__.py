"""Searches of lepton_automl in MLflow, and their models as a flavor of it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["load_model", "log_model", "save_model"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name in __all__:  # MLflow takes a second to import: not for each `lepton plugins`
        return getattr(import_module("lepton_mlflow.flavor"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
