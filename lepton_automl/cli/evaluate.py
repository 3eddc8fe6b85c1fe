"""``lepton evaluate``: how good an artifact is on rows whose targets are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lepton_automl.cli.inputs import known_columns, read_all
from lepton_automl.errors import InputError

if TYPE_CHECKING:
    from lepton_automl.export import Predictor
    from lepton_automl.plugin.registry import Registry

__all__ = ["command"]


@click.command("evaluate", short_help="Score a model on a table with known targets.")
@click.argument("model")
@click.argument("data")
@click.option("--target", help="The column with the true values.  [default: as in fit]")
@click.option("--metric", "metrics", multiple=True, help="Only this one; may be repeated.")
@click.option("--weight-column", help="The weight of each row.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
def command(
    model: str,
    data: str,
    target: str | None,
    metrics: tuple[str, ...],
    weight_column: str | None,
    as_csv: bool,
) -> None:
    """Score the artifact in the folder MODEL on DATA, beside the baseline.

    Every metric is so made that greater is better. The interval says how much a value would
    vary with other rows of the same sort (bootstrap, 95 %).
    """
    from lepton_automl.cli.outcome import print_evaluation
    from lepton_automl.export import load
    from lepton_automl.plugin.registry import Registry
    from lepton_automl.recipe.evaluation import evaluate_rows
    from lepton_automl.recipe.rows import Rows, separate

    registry = Registry()
    predictor = load(model, registry=registry)
    manifest = predictor.manifest_
    target = target or (manifest.target if manifest else None)
    if target is None:
        raise InputError("The model does not say what its target was called: give --target.")
    table = read_all(data, registry)
    y = separate(table, target, "--target")
    weight = separate(table, weight_column, "--weight-column") if weight_column else None
    X = known_columns(table, predictor.task_, (target, weight_column))
    wanted = metrics or _all(manifest.metric if manifest else None, predictor, registry)
    found = evaluate_rows(predictor, Rows(X, y, weight), wanted, registry)
    if as_csv:
        click.echo(found.to_csv(index=False), nl=False)
    else:
        print_evaluation(found, f"{len(y)} rows of {data}")


def _all(searched: str | None, predictor: Predictor, registry: Registry) -> list[str]:
    """Return the metrics of the task type, first the one that the search maximised."""
    of_task = registry.get("tasks", predictor.task_.type).metrics
    return [*([searched] if searched in registry.metrics else []), *of_task]
