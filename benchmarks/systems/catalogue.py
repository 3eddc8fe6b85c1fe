"""The systems compared: the environment each lives in, and how it is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["ENVIRONMENTS", "SYSTEMS", "Environment", "System", "chosen"]

# pandas 3 has another type for text, which not all of these know yet: all peers get the last
# pandas 2, which reads text as they expect. The boosters are those of their last releases.
TABLES = ("pandas==2.3.3", "numpy==2.4.6", "scipy==1.17.1", "scikit-learn==1.9.1")
BOOSTERS = ("lightgbm==4.7.0", "catboost==1.2.10")
TORCH = "torch==2.13.0"


@dataclass(frozen=True)
class Environment:
    """A virtual environment: what pip is asked for, step by step.

    Attributes
    ----------
    package : str
        The package whose version stands for the system.
    steps : tuple of tuples of str
        The words of each call of ``pip install``.
    checks : tuple of str
        Modules that must be importable in it.
    """

    package: str
    steps: tuple[tuple[str, ...], ...]
    checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class System:
    """A system under comparison: an environment, and how what is in it is asked.

    Attributes
    ----------
    environment : str
    adapter : str
        The module of this package that knows how to fit and to predict with it.
    options : dict
        What the adapter is told.
    label : str
        What it is, in a few words, for the page.
    """

    environment: str
    adapter: str
    options: dict[str, Any] = field(default_factory=dict)
    label: str = ""


# PyTorch comes first, by itself: the build for processors, which brings nothing for graphics
# cards. For the same reason XGBoost is taken as `xgboost-cpu`, the same library without them;
# so what asks for `xgboost` by name is installed with `--no-deps`, after what it needs.
ENVIRONMENTS: dict[str, Environment] = {
    "lepton": Environment("lepton-automl", ()),  # from the checkout: see environments.py
    "autogluon": Environment(
        "autogluon.tabular",
        (
            (TORCH,),
            (*TABLES, "autogluon.tabular[lightgbm,catboost,xgboost,fastai,ray]==1.6.2"),
        ),
        ("lightgbm", "catboost", "xgboost", "fastai", "torch", "ray"),
    ),
    "flaml": Environment(
        "FLAML",
        (
            (*TABLES, *BOOSTERS, "xgboost-cpu==2.1.4", "joblib==1.6.0"),
            ("--no-deps", "flaml==2.7.0"),
        ),
        ("lightgbm", "catboost", "xgboost"),
    ),
    "mljar": Environment(
        "mljar-supervised",
        (
            (*TABLES, *BOOSTERS, "xgboost-cpu==3.2.0", "joblib==1.6.0", "tabulate==0.10.0")
            + ("matplotlib==3.11.2", "dtreeviz==2.3.2", "shap==0.51.0", "seaborn==0.13.2")
            + ("optuna-integration==5.0.0", "mljar-scikit-plot==0.3.12", "markdown==3.11.3")
            + ("typing-extensions", "ipython==9.18.1", "setuptools==80.9.0"),
            ("--no-deps", "mljar-supervised==1.3.2"),
        ),
        ("lightgbm", "catboost", "xgboost", "supervised"),
    ),
    "lightautoml": Environment(
        "LightAutoML",
        (
            (TORCH,),
            (*TABLES, *BOOSTERS, "xgboost-cpu==2.1.4", "joblib==1.6.0", "sqlalchemy==2.1.9")
            + ("seaborn==0.13.2", "statsmodels==0.14.6", "networkx==3.6.1", "holidays==0.109")
            + ("cmaes==0.13.1", "jinja2==3.1.6", "json2html==1.3.0", "optuna==5.0.0")
            + ("tabicl==2.2.0", "tabm==0.0.3", "pytz==2026.6", "StrEnum==0.4.15", "tqdm")
            + ("pyyaml==6.0.3", "setuptools==80.9.0"),
            ("--no-deps", "autowoe==1.4.0", "lightautoml==0.4.2"),
        ),
        ("lightgbm", "catboost", "torch", "lightautoml.automl.presets.tabular_presets"),
    ),
    # Its last release builds no network with a Keras of today: the last that it knew.
    "autokeras": Environment(
        "autokeras",
        (("autokeras==3.0.0", "keras==3.9.2", "tensorflow-cpu==2.19.1", "tensorboard"),),
        ("autokeras", "tensorboard"),
    ),
    "boosters": Environment(
        "lightgbm", ((*TABLES, *BOOSTERS, "joblib==1.6.0"),), ("lightgbm", "catboost")
    ),
}

SYSTEMS: dict[str, System] = {
    "lepton": System("lepton", "lepton", label="as it comes"),
    "lepton_fast": System(
        "lepton",
        "lepton",
        {"refit": "full", "max_latency": 0.005},
        '`refit="full"`, at most 5 ms for a row',
    ),
    "autogluon_medium": System(
        "autogluon", "autogluon", {"presets": "medium_quality"}, "`medium_quality`"
    ),
    "autogluon_best": System(
        "autogluon", "autogluon", {"presets": "best_quality"}, "`best_quality`"
    ),
    "autogluon_best_v150": System(
        "autogluon", "autogluon", {"presets": "best_quality_v150"}, "`best_quality_v150`"
    ),
    "autogluon_best_plain": System(
        "autogluon",
        "autogluon",
        {
            "presets": "best_quality",
            "ag_args_ensemble": {"fold_fitting_strategy": "sequential_local"},
            "dynamic_stacking": False,
        },
        "`best_quality` without ray: no dynamic stacking, fold after fold",
    ),
    "flaml": System("flaml", "flaml", label="as it comes"),
    "mljar": System("mljar", "mljar", {"mode": "Compete"}, "mode Compete"),
    "lightautoml": System("lightautoml", "lightautoml", label="TabularUtilizedAutoML"),
    "lightgbm": System("boosters", "lightgbm", label="defaults, one fit, no search"),
    "catboost": System("boosters", "catboost", label="defaults, one fit, no search"),
}


def chosen(names: list[str]) -> list[str]:
    """Return systems by name, or all of an environment by its name; all for none.

    Examples
    --------
    >>> chosen(["boosters", "lepton"])
    ['lightgbm', 'catboost', 'lepton']
    """
    found: list[str] = []
    for name in names:
        inside = [s for s, what in SYSTEMS.items() if what.environment == name]
        found += [name] if name in SYSTEMS else inside
        if name not in SYSTEMS and not inside:
            raise SystemExit(f"no system is named {name!r}; there are {', '.join(SYSTEMS)}")
    return list(dict.fromkeys(found)) or list(SYSTEMS)
