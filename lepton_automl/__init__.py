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
# What a plugin offers under the package's own name: models and layers as Keras has them.
_BORROWED = {
    "datasets": "lepton_keras.face.datasets",
    "layers": "lepton_keras.face.layers",
    "models": "lepton_keras.face.models",
    "wrap": "lepton_keras.face.wrap:wrap",
}


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module(_HOMES.get(name, "lepton_automl.automl")), name)
    if name in _BORROWED:
        return _borrowed(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


def _borrowed(name: str) -> Any:
    module, _, inner = _BORROWED[name].partition(":")
    try:
        found = import_module(module)
    except ModuleNotFoundError as error:
        if error.name != "lepton_keras":
            raise
        raise AttributeError(
            f"lepton_automl.{name} comes with the plugin lepton-keras, which is not installed: "
            "pip install lepton-keras[tensorflow]."
        ) from None
    return getattr(found, inner) if inner else found
