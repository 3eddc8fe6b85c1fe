"""From a plugin to the list of its checks, and to a decorator for pytest."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from lepton_automl.errors import PluginError
from lepton_automl.plugin.registry import OFFERS, Registry
from lepton_automl.testing.data import Given
from lepton_automl.testing.estimators import estimator_checks
from lepton_automl.testing.offers import (
    dataset_checks,
    exporter_checks,
    kind_checks,
    metric_checks,
    task_checks,
)

__all__ = ["SpecCheck", "parametrize_with_spec_checks", "spec_checks"]

CHECKS: Mapping[str, Callable[..., Iterator[tuple[str, Callable[[], None]]]]] = {
    "kinds": kind_checks,
    "tasks": task_checks,
    "estimators": estimator_checks,
    "metrics": metric_checks,
    "exporters": exporter_checks,
    "datasets": dataset_checks,
}
HEAVY = (
    "numpy", "scipy", "pandas", "polars", "sklearn", "optuna", "torch", "tensorflow", "keras",
    "jax", "lightgbm", "xgboost", "catboost", "transformers",
)  # fmt: skip


@dataclass(frozen=True)
class SpecCheck:
    """One check: call it; it raises AssertionError with the reason if a statement is not true.

    Attributes
    ----------
    name : str
        What is checked of which offer, as it appears in the test's name.
    """

    name: str
    run: Callable[[], None] = field(repr=False)

    def __call__(self) -> None:
        """Check."""
        self.run()

    def __str__(self) -> str:
        """Return the name."""
        return self.name


def parametrize_with_spec_checks(plugin: Any, examples: Given | None = None) -> Any:
    """Return a pytest decorator that runs a test once with each check of a plugin.

    Parameters
    ----------
    plugin : module, list of specs, or Registry
        Whose offers are checked. With a registry, all of them.
    examples : mapping from task type to (X, y), optional
        Data for types of task that are the plugin's own, and for kinds for which no data can
        be made; some 60 rows.

    Examples
    --------
    >>> from lepton_automl.plugin import EstimatorSpec
    >>> spec = EstimatorSpec("mean", "sklearn.dummy:DummyRegressor", {"regression"})
    >>> @parametrize_with_spec_checks([spec])
    ... def test_my_plugin(check):
    ...     check()
    """
    import pytest

    return pytest.mark.parametrize("check", spec_checks(plugin, examples), ids=str)


def spec_checks(plugin: Any, examples: Given | None = None) -> list[SpecCheck]:
    """Return the checks of a plugin.

    Parameters
    ----------
    plugin, examples
        As for `parametrize_with_spec_checks`.

    Examples
    --------
    >>> from lepton_automl.plugin import EstimatorSpec
    >>> spec = EstimatorSpec("mean", "sklearn.dummy:DummyRegressor", {"regression"})
    >>> for check in spec_checks([spec]):
    ...     check()
    """
    registry, offered = _offered(plugin)
    found = []
    if isinstance(plugin, ModuleType):
        found.append(
            SpecCheck("plugin-light_import", lambda: check_light_import(plugin.__name__))
        )
    for sort, offers in offered.items():
        for spec in offers:
            for name, run in CHECKS[sort](spec, registry, examples or {}):
                found.append(SpecCheck(f"{spec.name}-{name}", run))
    if not found or not any(offered.values()):
        raise PluginError(f"{plugin!r} offers nothing.")
    return found


def check_light_import(module: str) -> None:
    """Import the plugin and ask for its offers: none of the heavy packages is imported."""
    code = (
        "import sys, importlib; from lepton_automl.plugin import Registry;"
        f"Registry(load_installed=False).add(importlib.import_module({module!r}));"
        f"print(*sorted(set(sys.modules) & {set(HEAVY)!r}))"
    )
    path = [p for p in sys.path if p]
    answer = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {path!r}; {code}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    heavy = answer.stdout.split()
    assert not heavy, (
        f"Importing {module} imports {', '.join(heavy)}. Refer to what needs them by name: "
        '"package.module:name".'
    )


def _offered(plugin: Any) -> tuple[Registry, dict[str, list[Any]]]:
    """Return a registry that knows a plugin, and the plugin's offers by sort."""
    if isinstance(plugin, Registry):
        return plugin, {sort: list(getattr(plugin, sort).values()) for sort in OFFERS}
    registry = Registry(load_installed=False)
    if isinstance(plugin, (list, tuple)):
        offered = {s: [o for o in plugin if isinstance(o, word)] for s, word in OFFERS.items()}
        for sort, offers in offered.items():
            getattr(registry, sort).update({offer.name: offer for offer in offers})
        return registry, offered
    registry.add(plugin)
    name = getattr(plugin, "__name__", None) or type(plugin).__name__
    (info,) = (p for p in registry.plugins if p.name == name)
    return registry, {
        sort: [getattr(registry, sort)[offer] for offer in info.offers.get(sort, ())]
        for sort in OFFERS
    }
