"""A run watched while it goes: optuna-dashboard over studies made from the run folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lepton_automl._lazy import missing_packages, resolve
from lepton_automl.errors import InputError

if TYPE_CHECKING:
    from lepton_automl.watch.server import watch, watching

__all__ = ["require_packages", "watch", "watching"]


def require_packages() -> None:
    """Refuse to go on without the package that watching needs.

    Raises
    ------
    InputError
        With the command that installs it.
    """
    if missing_packages(("optuna_dashboard",)):
        raise InputError("Watching needs optuna-dashboard: pip install 'lepton-automl[watch]'.")


def __getattr__(name: str) -> Any:
    if name in ("watch", "watching"):
        require_packages()
        return resolve(f"lepton_automl.watch.server:{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
