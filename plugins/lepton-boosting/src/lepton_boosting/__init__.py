"""LightGBM, XGBoost and CatBoost as scikit-learn estimators, and as offers to lepton_automl.

Each class is imported, with its library, on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = [
    "CatBoostClassifier",
    "CatBoostRegressor",
    "LightGBMClassifier",
    "LightGBMPoissonRegressor",
    "LightGBMRegressor",
    "XGBoostClassifier",
    "XGBoostRegressor",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = name.removesuffix("Classifier").removesuffix("Regressor").removesuffix("Poisson")
    return getattr(import_module(f"{__name__}.{home.lower()}"), name)
