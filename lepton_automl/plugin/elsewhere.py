"""Where to get what is not installed: offers of the packages that are made with this one."""

from __future__ import annotations

from collections.abc import Iterable

from lepton_automl.errors import did_you_mean

__all__ = ["where"]

_PACKAGES = {
    "catboost": "lepton-boosting",
    "lightgbm": "lepton-boosting",
    "xgboost": "lepton-boosting",
    "realmlp": "lepton-realmlp",
    "onnx": "lepton-onnx",
    "litert": "lepton-keras",
    "saved_model": "lepton-keras",
}


def where(name: str, known: Iterable[str]) -> str:
    """Return a hint: the package that offers a name, else the near miss among those known.

    Examples
    --------
    >>> where("lightgbm", ["ridge"])
    'It comes with lepton-boosting, which is not installed: pip install lepton-boosting.'
    >>> where("rigde", ["ridge"])
    "Did you mean 'ridge'?"
    """
    package = _PACKAGES.get(name)
    if package is None:
        return did_you_mean(name, known)
    return f"It comes with {package}, which is not installed: pip install {package}."
