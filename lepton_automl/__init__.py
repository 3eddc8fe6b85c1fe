"""AutoML on scikit-learn whose models come from plugins.

Public names load on first use, so that ``import lepton_automl`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lepton_automl.automl import LeptonAutoML, LeptonClassifier, LeptonRegressor
    from lepton_automl.export.load import load
    from lepton_automl.serve.remote import RemoteModel

__version__ = "0.1.0"
__all__ = ["LeptonAutoML", "LeptonClassifier", "LeptonRegressor", "RemoteModel", "load"]

_HOMES = {"load": "lepton_automl.export", "RemoteModel": "lepton_automl.serve"}


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module(_HOMES.get(name, "lepton_automl.automl")), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
