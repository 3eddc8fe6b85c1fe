"""``lepton predict``: a model and a table -> a table of predictions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lepton_automl.cli import show
from lepton_automl.cli.beside import AT_ONCE, Effects, cut, ends
from lepton_automl.cli.inputs import known_columns, read_all
from lepton_automl.errors import InputError
from lepton_automl.recipe.chunks import read_chunks
from lepton_automl.recipe.table import is_table

if TYPE_CHECKING:
    import pandas as pd

    from lepton_automl.export import Predictor
    from lepton_automl.plugin.registry import Registry

__all__ = ["command"]


@click.command("predict", short_help="Predict the rows of a table, as CSV.")
@click.argument("model")
@click.argument("data")
@click.option("-o", "--out", help="Write here (.csv, .tsv, packed or .parquet), not to stdout.")
@click.option("--proba", is_flag=True, help="Add the probability of each class.")
@click.option(
    "--coverage", type=float,
    help="Add an interval, or a set of classes, that is to hold the truth for this share of "
    "rows, such as 0.9.",
)  # fmt: skip
@click.option(
    "--explain", is_flag=True,
    help="Add what each input column does to the prediction (Shapley values).",
)  # fmt: skip
@click.option(
    "--background", metavar="FILE",
    help="Rows that --explain compares with, such as the training data.  [default: the first "
    "of DATA]",
)  # fmt: skip
@click.option(
    "--time-budget", type=float, default=30.0, show_default=True,
    help="Seconds that --explain may take for each 1000 rows.",
)  # fmt: skip
@click.option(
    "--keep", "--id-column", "keep", multiple=True, metavar="COLUMN",
    help="A column of DATA to write in front of each prediction; may be repeated.",
)  # fmt: skip
@click.option("--format", "form", help="Use this format of the model.  [default: as saved]")
@click.option("--key", help="A file with the public key that must have signed MODEL.")
def command(
    model: str,
    data: str,
    out: str | None,
    proba: bool,
    coverage: float | None,
    explain: bool,
    background: str | None,
    time_budget: float,
    keep: tuple[str, ...],
    form: str | None,
    key: str | None,
) -> None:
    """Predict the rows of DATA with the artifact in the folder MODEL, as CSV.

    Rows keep their order. Columns of DATA that MODEL was not fitted on are left aside. A file
    is read in pieces, so it may be larger than the memory.
    """
    from lepton_automl.cli.written import writing
    from lepton_automl.export import load
    from lepton_automl.plugin.registry import Registry

    if background is not None and not explain:
        raise InputError("--background is for --explain. Give both, or neither.")
    registry = Registry()
    predictor = load(model, format=form, key=key, registry=registry)
    if proba and not hasattr(predictor, "predict_proba"):
        kind = predictor.task_.type
        raise InputError(f"The task is {kind}, which has no probabilities. Leave out --proba.")
    pieces, effects, n_rows = _pieces(data, registry), None, 0
    if explain:
        first = next(pieces)
        usual = first if background is None else read_all(background, registry)
        usual = known_columns(usual, predictor.task_, quiet=True)
        effects = Effects(predictor, usual, time_budget)
        pieces = cut(chain([first], pieces), AT_ONCE)
    with writing(out) as write:
        for rows in pieces:
            X = known_columns(rows, predictor.task_, keep, quiet=n_rows > 0)
            write(_kept(_predictions(predictor, X, proba, coverage, effects), rows, keep))
            n_rows += len(rows)
    if out is not None:
        show.note(f"Wrote {n_rows} predictions to {out}.")


def _pieces(data: str, registry: Registry) -> Iterator[Any]:
    """Yield the rows of a file in pieces, or of a data set at once."""
    if is_table(data) or Path(data).exists():
        yield from read_chunks(data)
    else:
        yield read_all(data, registry)


def _predictions(
    predictor: Predictor,
    X: Any,
    proba: bool,
    coverage: float | None,
    effects: Callable[[Any], dict[str, Any]] | None,
) -> pd.DataFrame:
    """Return the predictions under the target's name, and what is asked for beside them."""
    import pandas as pd

    from lepton_automl.serve.columns import named_columns

    manifest = predictor.manifest_
    target = manifest.target if manifest else None
    chances = predictor.predict_proba(X) if proba else None
    found = named_columns(predictor.task_, target, predictor.predict(X), chances)
    table = pd.DataFrame(found)
    if coverage is not None:
        table = table.assign(**ends(predictor, X, coverage, target))
    if effects is not None:
        # Side by side, not column by column: there may be hundreds.
        told = pd.DataFrame(effects(X), index=table.index)
        table = pd.concat([table, told], axis=1)
    return table


def _kept(table: pd.DataFrame, rows: Any, keep: tuple[str, ...]) -> pd.DataFrame:
    """Return the predictions with the columns that are kept in front."""
    from lepton_automl.recipe.rows import separate

    for position, column in enumerate(keep):
        values = separate(rows, column, "--keep").to_numpy()
        table.insert(position, column, values, allow_duplicates=True)
    return table
