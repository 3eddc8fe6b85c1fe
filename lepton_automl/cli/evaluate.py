"""``lepton evaluate``: how good an artifact is on rows whose targets are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lepton_automl.cli.inputs import known_columns, read_parts, target_of
from lepton_automl.errors import InputError
from lepton_automl.plugin.registry import BUILTIN

if TYPE_CHECKING:
    from lepton_automl.plugin import Registry

__all__ = ["command"]

TELLING = frozenset(
    {
        "accuracy",
        "average_precision",
        "balanced_accuracy",
        "f1",
        "f1_macro",
        "f1_weighted",
        "matthews_corrcoef",
        "neg_brier_score",
        "neg_log_loss",
        "neg_mean_absolute_error",
        "neg_mean_absolute_percentage_error",
        "neg_mean_pinball_loss",
        "neg_median_absolute_error",
        "neg_root_mean_squared_error",
        "neg_root_mean_squared_log_error",
        "precision",
        "precision_macro",
        "r2",
        "recall",
        "recall_macro",
        "roc_auc",
    }
)


@click.command("evaluate", short_help="Score a model on a table with known targets.")
@click.argument("model")
@click.argument("data")
@click.option("--target", help="The column with the true values.  [default: as in fit]")
@click.option("--metric", "metrics", multiple=True, help="Only this one; may be repeated.")
@click.option("--all", "every", is_flag=True, help="All metrics of the task; takes longer.")
@click.option("--weight-column", help="The weight of each row.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
def command(
    model: str,
    data: str,
    target: str | None,
    metrics: tuple[str, ...],
    every: bool,
    weight_column: str | None,
    as_csv: bool,
) -> None:
    """Score the artifact in the folder MODEL on DATA, beside the baseline.

    Every metric is so made that greater is better. The interval says how much a value would
    vary with other rows of the same sort (bootstrap, 95 %).
    """
    from lepton_automl.cli.outcome import print_evaluation
    from lepton_automl.export import load
    from lepton_automl.plugin import Registry
    from lepton_automl.recipe.evaluation import evaluate_rows
    from lepton_automl.recipe.rows import Rows, separate, target_names

    registry = Registry()
    predictor = load(model, registry=registry)
    manifest = predictor.manifest_
    target = target or (manifest.target if manifest else None)
    if target is None:
        raise InputError("The model does not say what its target was called: give --target.")
    table, apart = read_parts(data, registry)
    y = target_of(table, apart, target, "--target")
    weight = separate(table, weight_column, "--weight-column") if weight_column else None
    used = () if apart is not None else (*target_names(table, target), weight_column)
    X = known_columns(table, predictor.task_, used)
    searched = manifest.metric if manifest else None
    wanted = metrics or _shown(searched, predictor.task_.type, registry, every)
    found = evaluate_rows(predictor, Rows(X, y, weight), wanted, registry)
    if as_csv:
        click.echo(found.to_csv(index=False), nl=False)
    else:
        print_evaluation(found, f"{len(y)} rows of {data}")


def _shown(searched: str | None, task: str, registry: Registry, every: bool) -> list[str]:
    """Return the metrics to show, first the one that the search maximised.

    What a task type has is many variants of a few; those few are shown, and what plugins offer.
    """
    names = registry.get("tasks", task).metrics
    offered = [name for name, metric in registry.metrics.items() if task in metric.tasks]
    if not every:
        names = tuple(name for name in names if name in TELLING) or names
        offered = [n for n in offered if registry.owner("metrics", n) != BUILTIN]
    return [*([searched] if searched in registry.metrics else []), *names, *offered]
