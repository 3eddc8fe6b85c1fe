"""``lepton fit``: from a table to a saved model in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lepton_automl.cli.options import (
    automl_options,
    column_options,
    data_section,
    given_arguments,
)

__all__ = ["command"]


@click.command("fit", short_help="Fit a model to a table and save it.")
@click.argument("data")
@column_options
@click.option(
    "--holdout", type=click.FloatRange(0, 1, max_open=True), default=0.0, show_default=True,
    help="Keep back this fraction of the rows, to evaluate on.",
)  # fmt: skip
@automl_options
@click.option("-o", "--out", help="The folder for the artifact.  [default: NAME-model]")
@click.option(
    "--format", "forms", multiple=True, default=["joblib"],
    help="Of the artifact; may be repeated.  [default: joblib]",
)  # fmt: skip
def command(
    data: str, out: str | None, forms: tuple[str, ...], holdout: float, **options: Any
) -> None:
    """Fit a model to DATA and save it.

    DATA is a file (.csv, .tsv, also packed as .gz, .bz2, .xz or .zip, or .parquet; an empty
    cell is missing) or the name of a data set (`lepton datasets`).
    """
    from lepton_automl.cli.outcome import print_outcome
    from lepton_automl.recipe import ExportSection, Recipe, run

    names = ("target", "group_column", "weight_column")
    columns = {name: options[name] for name in names}
    drop = tuple(options["drop"] or ())
    section = data_section(data, drop=drop, holdout=holdout, **columns)
    export = ExportSection(Path(out or f"{section.name}-model"), forms)
    recipe = Recipe(section.name, section, given_arguments(options), export)
    print_outcome(run(recipe))
