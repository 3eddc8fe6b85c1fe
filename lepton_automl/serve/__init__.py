"""Serving artifacts over HTTP, and speaking to what serves them.

A server (`serve`, `running`) needs ``pip install 'lepton-automl[serve]'``; the client
(`RemoteModel`) and the packaging of a model for a container need nothing beyond the core.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lepton_automl._lazy import resolve
from lepton_automl.serve.remote import RemoteModel
from lepton_automl.serve.settings import Settings, read_token, require_packages

if TYPE_CHECKING:
    from lepton_automl.serve.server import running, serve

__all__ = ["RemoteModel", "Settings", "read_token", "require_packages", "running", "serve"]


def __getattr__(name: str) -> Any:
    if name in ("running", "serve"):
        require_packages()
        return resolve(f"lepton_automl.serve.server:{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
