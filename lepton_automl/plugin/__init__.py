"""The door: everything that a plugin author imports.

A plugin is a module with functions marked ``hookimpl`` that return specs::

    from lepton_automl.plugin import EstimatorSpec, Float, hookimpl

    @hookimpl
    def lepton_register_estimators():
        return [
            EstimatorSpec(
                name="my_ridge",
                estimator="sklearn.linear_model:Ridge",
                tasks={"regression"},
                handles={"sample_weight", "sparse"},
                wants={"scaled"},
                space={"alpha": Float(1e-3, 1e3, log=True)},
            )
        ]

and one line in its ``pyproject.toml``::

    [project.entry-points.lepton_automl]
    my_plugin = "my_package.plugin"

In a notebook, ``LeptonAutoML(estimators=[spec])`` takes a spec directly, and
``with including(module):`` a whole plugin. Prove a plugin's statements with
``lepton_automl.testing.parametrize_with_spec_checks``; ``docs/plugins.md`` walks through
all of it, and ``lepton new plugin NAME`` writes a tested package to start from.
"""

from lepton_automl.errors import ExportError, InputError, PluginError
from lepton_automl.plugin.hookspecs import hookimpl
from lepton_automl.plugin.including import including
from lepton_automl.plugin.registry import PluginInfo, Registry
from lepton_automl.plugin.specs import (
    Cost,
    DatasetSpec,
    EstimatorSpec,
    ExporterSpec,
    KindSpec,
    MetricSpec,
    TaskSpec,
)
from lepton_automl.space import Choice, Float, Int
from lepton_automl.task import Input, Task

__all__ = [
    "Choice",
    "Cost",
    "DatasetSpec",
    "EstimatorSpec",
    "ExportError",
    "ExporterSpec",
    "Float",
    "Input",
    "InputError",
    "Int",
    "KindSpec",
    "MetricSpec",
    "PluginError",
    "PluginInfo",
    "Registry",
    "Task",
    "TaskSpec",
    "hookimpl",
    "including",
]
