"""``lepton report``: a model, and rows to judge it by -> a page for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lepton_automl.cli import show
from lepton_automl.cli.inputs import known_columns, read_parts, target_of
from lepton_automl.errors import InputError

if TYPE_CHECKING:
    from lepton_automl.plugin import Registry

__all__ = ["command"]


@click.command("report", short_help="Write a page about a model, for people.")
@click.argument("model")
@click.argument("data", required=False)
@click.option("--target", help="The column with the true values.  [default: as in fit]")
@click.option("--sensitive", help="Compare the groups of this column.")
@click.option("--weight-column", help="The weight of each row.")
@click.option("-o", "--out", help="A folder, or NAME.html.  [default: MODEL-report]")
@click.option(
    "--time-budget", type=float, default=60.0, show_default=True, help="About how many seconds."
)
def command(
    model: str,
    data: str | None,
    target: str | None,
    sensitive: str | None,
    weight_column: str | None,
    out: str | None,
    time_budget: float,
) -> None:
    """Write a page about the artifact in the folder MODEL, judged by DATA.

    The page needs nothing but a browser; report.json has the same as data, card.md as text.
    DATA should be rows that the model was not fitted on. Without DATA the page tells of the
    search alone.
    """
    from lepton_automl.export import load
    from lepton_automl.plugin import Registry
    from lepton_automl.report.page import Subject, write

    registry = Registry()
    predictor = load(model, registry=registry)
    manifest = predictor.manifest_
    assert manifest is not None  # it was loaded
    rows = {}
    if data is not None:
        columns = (target or manifest.target, sensitive, weight_column)
        rows = _rows(read_parts(data, registry), predictor.task_, *columns)
    elif sensitive or weight_column or target:
        raise InputError("--target, --sensitive and --weight-column need DATA.")
    subject = Subject(
        manifest.to_json(),
        predictor,
        registry.get("tasks", predictor.task_.type),
        _score(manifest.metric, predictor.task_.type, registry),
    )
    page = write(out or f"{model.rstrip('/')}-report", subject, time_budget=time_budget, **rows)
    show.facts({"Page": str(page), "Open": page.resolve().as_uri()})


def _rows(
    parts: tuple[Any, Any],
    task: Any,
    target: str | None,
    sensitive: str | None,
    weight: str | None,
) -> dict[str, Any]:
    """Return the rows to judge by, as `write` takes them."""
    from lepton_automl.recipe.rows import separate, target_names

    if target is None:
        raise InputError("The model does not say what its target was called: give --target.")
    table, apart = parts
    names = target_names(table, target) if apart is None else ()
    return {
        "y": target_of(table, apart, target, "--target"),
        "X": known_columns(table, task, (*names, sensitive, weight)),
        "sensitive": separate(table, sensitive, "--sensitive") if sensitive else None,
        "sample_weight": separate(table, weight, "--weight-column") if weight else None,
    }


def _score(metric: str, task: str, registry: Registry) -> Any:
    """Return the metric that the search maximised, or the task type's where that is unknown."""
    from lepton_automl.score import make_score

    spec = registry.get("tasks", task)
    try:
        return make_score(metric, spec, registry)
    except InputError:
        show.note(
            f"The metric {metric!r} is not known here: {spec.metrics[0]!r} is shown first."
        )
        return make_score(None, spec, registry)
