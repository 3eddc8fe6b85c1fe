"""A neural network for tables as scikit-learn estimators, and as an offer to lepton_automl.

It follows RealMLP (Holzmüller, Grinsztajn and Steinwart, "Better by default: strong pre-tuned
MLPs and boosted trees on tabular data", NeurIPS 2024), in numpy: what is small enough to be
tried many times within a minute needs no framework, which alone takes seconds to import.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["RealMLPClassifier", "RealMLPPoissonRegressor", "RealMLPRegressor"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "poisson" if "Poisson" in name else "estimators"
    return getattr(import_module(f"{__name__}.{home}"), name)
