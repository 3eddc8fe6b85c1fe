"""What may vary in a run, as data: for those who look at it and need not run its pickles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lepton_automl import prepare
from lepton_automl.run.plan import Plan
from lepton_automl.space import Choice, Float, Int, Parameter

__all__ = ["spaces_from_json", "spaces_to_json"]


def spaces_to_json(plan: Plan) -> dict[str, Any]:
    """Return the space of each estimator, preparation included, as plain JSON values.

    What a parameter depends on is left out: a candidate shows it by the parameters it has.
    """
    return {
        name: {k: _described(p) for k, p in prepare.space(spec, plan.task, plan.kinds).items()}
        for name, spec in plan.specs.items()
    }


def spaces_from_json(values: Mapping[str, Any]) -> dict[str, dict[str, Parameter]]:
    """Return what `spaces_to_json` described, by the name of the estimator."""
    return {
        name: {k: _parameter(v) for k, v in space.items()} for name, space in values.items()
    }


def _described(parameter: Parameter) -> dict[str, Any]:
    if isinstance(parameter, Choice):
        return {"values": list(parameter.values)}
    sort = "int" if isinstance(parameter, Int) else "float"
    return {"sort": sort, "low": parameter.low, "high": parameter.high, "log": parameter.log}


def _parameter(values: Mapping[str, Any]) -> Parameter:
    if "values" in values:
        return Choice(*values["values"])
    number = Int if values["sort"] == "int" else Float
    return number(values["low"], values["high"], values["log"])
