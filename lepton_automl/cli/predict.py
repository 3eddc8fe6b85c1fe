"""``lepton predict``: a model and a table -> a table of predictions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from lepton_automl.cli import show
from lepton_automl.cli.inputs import known_columns, read_all
from lepton_automl.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from lepton_automl.export import Predictor

__all__ = ["command"]


@click.command("predict", short_help="Predict the rows of a table, as CSV.")
@click.argument("model")
@click.argument("data")
@click.option("-o", "--out", help="Write here instead of to stdout.")
@click.option("--proba", is_flag=True, help="Add the probability of each class.")
@click.option("--id-column", help="A column of DATA to write in front of each prediction.")
def command(model: str, data: str, out: str | None, proba: bool, id_column: str | None) -> None:
    """Predict the rows of DATA with the artifact in the folder MODEL, as CSV.

    Rows keep their order. Columns of DATA that MODEL was not fitted on are left aside.
    """
    from lepton_automl.export import load
    from lepton_automl.plugin.registry import Registry
    from lepton_automl.recipe.rows import separate

    registry = Registry()
    predictor = load(model, registry=registry)
    rows = read_all(data, registry)
    ids = None if id_column is None else separate(rows, id_column, "--id-column")
    found = _predictions(predictor, known_columns(rows, predictor.task_, (id_column,)), proba)
    if ids is not None:
        found.insert(0, id_column, ids.to_numpy(), allow_duplicates=True)
    _write(found, out)


def _predictions(predictor: Predictor, X: Any, proba: bool) -> pd.DataFrame:
    """Return the predictions under the target's name, and one column for each class."""
    import pandas as pd

    manifest = predictor.manifest_
    name = (manifest.target if manifest else None) or "prediction"
    predictions = predictor.predict(X)
    names = _names(predictor, name)
    if names:
        columns = dict(zip(names, predictions.T, strict=True))
    else:
        columns = {name: _plain(predictions)}
    if not proba:
        return pd.DataFrame(columns)
    if not hasattr(predictor, "predict_proba"):
        kind = predictor.task_.type
        raise InputError(f"The task is {kind}, which has no probabilities. Leave out --proba.")
    chances = predictor.predict_proba(X)
    for position, label in enumerate(predictor.classes_):
        column = f"{label}=1" if names else f"{name}={label}"
        columns[column] = chances[:, position]
    return pd.DataFrame(columns)


def _names(predictor: Predictor, target: str) -> list[str]:
    """Return the names of a prediction's columns where it has several."""
    outputs = predictor.task_.outputs
    form = predictor.spec.prediction if predictor.spec is not None else ""
    if form == "quantiles":
        return [f"{target}_q{level:g}" for level in outputs]
    return [str(output) for output in outputs]


def _plain(predictions: Any) -> Any:
    """Return predictions that CSV can hold: structured ones as JSON."""
    if predictions.dtype != object:
        return predictions
    return [p if isinstance(p, str) else json.dumps(p, default=_listed) for p in predictions]


def _listed(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else str(value)


def _write(found: pd.DataFrame, out: str | None) -> None:
    if out is None:
        click.echo(found.to_csv(index=False), nl=False)
        return
    try:
        found.to_csv(out, index=False)
    except OSError as error:
        raise InputError(f"{out!r} cannot be written: {error.strerror or error}.") from error
    show.note(f"Wrote {len(found)} predictions to {out}.")
