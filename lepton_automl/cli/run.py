"""``lepton run``: fit, evaluate and save what a recipe says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lepton_automl.cli.options import automl_options, given_arguments

__all__ = ["command"]


@click.command("run", short_help="Fit, evaluate and save what a recipe says.")
@click.argument("recipe")
@automl_options
@click.option("-o", "--out", help="Save the artifact here instead.")
@click.option("--allow-plugins", is_flag=True, help="Load plugin files the recipe names.")
def command(recipe: str, out: str | None, allow_plugins: bool, **options: Any) -> None:
    """Fit, evaluate on held-out rows and save what a RECIPE says.

    RECIPE is a TOML file; `lepton new recipe NAME` writes one. Options replace what it says.
    """
    from lepton_automl.cli.outcome import print_outcome
    from lepton_automl.recipe import read, run

    wanted = read(recipe).with_automl(**given_arguments(options))
    if out is not None:
        wanted = wanted.with_export(Path(out))
    print_outcome(run(wanted, allow_plugins=allow_plugins))
