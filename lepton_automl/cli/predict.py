"""``lepton predict``: a model and a table -> a table of predictions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lepton_automl.cli import show
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

    registry = Registry()
    predictor = load(model, format=form, key=key, registry=registry)
    if proba and not hasattr(predictor, "predict_proba"):
        kind = predictor.task_.type
        raise InputError(f"The task is {kind}, which has no probabilities. Leave out --proba.")
    n_rows = 0
    with writing(out) as write:
        for rows in _pieces(data, registry):
            write(_predictions(predictor, rows, keep, proba, quiet=n_rows > 0))
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
    predictor: Predictor, rows: Any, keep: tuple[str, ...], proba: bool, quiet: bool
) -> pd.DataFrame:
    """Return the predictions under the target's name, beside what is kept and asked for."""
    import pandas as pd

    from lepton_automl.recipe.rows import separate
    from lepton_automl.serve.columns import named_columns

    kept = [separate(rows, column, "--keep") for column in keep]
    X = known_columns(rows, predictor.task_, keep, quiet=quiet)
    manifest = predictor.manifest_
    target = manifest.target if manifest else None
    found = named_columns(
        predictor.task_,
        target,
        predictor.predict(X),
        predictor.predict_proba(X) if proba else None,
    )
    table = pd.DataFrame(found)
    for position, (column, values) in enumerate(zip(keep, kept, strict=True)):
        table.insert(position, column, values.to_numpy(), allow_duplicates=True)
    return table
