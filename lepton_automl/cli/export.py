"""``lepton export``: the same model in another format, for another place to run it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lepton_automl.cli import show
from lepton_automl.cli.formats import print_formats
from lepton_automl.cli.inputs import known_columns, read_parts, target_of

if TYPE_CHECKING:
    from lepton_automl.export import Manifest
    from lepton_automl.plugin import Registry

__all__ = ["command"]


@click.command("export", short_help="Write a model in another format too.")
@click.argument("model")
@click.option("--format", "form", required=True, help="The format, such as onnx or skops.")
@click.option("--quantize", help="Smaller numbers, such as int8, where the format has them.")
@click.option("-o", "--out", help="Write a copy with the format here, and leave MODEL alone.")
@click.option("--data", help="A table: more rows to compare on, and to score.")
@click.option("--key", help="A file with the public key that must have signed MODEL.")
def command(
    model: str,
    form: str,
    quantize: str | None,
    out: str | None,
    data: str | None,
    key: str | None,
) -> None:
    """Add a format to the artifact in the folder MODEL.

    What is written is loaded by a new process and must predict as the model does, on rows with
    missing values, unseen categories and extreme numbers, and on those of --data; else nothing
    is changed, and the error says which step differs. A quantized model may differ: how much
    is shown, with its score where --data has the target.
    """
    from lepton_automl.export import add, check
    from lepton_automl.plugin import Registry

    registry = Registry()
    signed = check(model, key=key)
    table, apart = (None, None) if data is None else read_parts(data, registry)
    target = _target(signed, table)
    X = None if table is None else known_columns(table, signed.task, target)
    unsigned = _unsigned(model)
    name, _ = add(model, form, quantize=quantize, X=X, out=out, key=key, registry=registry)
    place = out or model
    manifest = check(place)
    print_formats(manifest, dict.fromkeys((manifest.format, name)))
    columns = getattr(table, "columns", ())
    if apart is not None or (target and set(target) <= set(columns)):
        y = target_of(table, apart, str(manifest.target), "The model's target")
        X = known_columns(table, manifest.task, quiet=True)
        _show_scores(place, name, (X, y), manifest, registry)
    show.note(f"Written to {place.rstrip('/')}/{name}.{unsigned}")


def _target(manifest: Manifest, table: Any) -> tuple[str, ...]:
    """Return the columns in which the table would have the target."""
    from lepton_automl.recipe.rows import target_names

    if manifest.target is None or not hasattr(table, "columns"):
        return ()
    return tuple(target_names(table, manifest.target))


def _unsigned(model: str) -> str:
    from pathlib import Path

    from lepton_automl.export.sign import SIGNATURE

    signed = (Path(model) / SIGNATURE).exists()
    return " It is not signed: sign it with lepton sign." if signed else ""


def _show_scores(
    place: str, name: str, parts: tuple[Any, Any], manifest: Manifest, registry: Registry
) -> None:
    """Print the score of the new format beside that of the model, where it may differ."""
    from lepton_automl.export import load
    from lepton_automl.recipe.evaluation import evaluate_rows
    from lepton_automl.recipe.rows import Rows

    rows = Rows(*parts, None)
    found = {}
    for one in dict.fromkeys((manifest.format, name)):
        predictor = load(place, format=one, registry=registry)
        scores = evaluate_rows(predictor, rows, [manifest.metric], registry)
        found[one] = float(scores["value"].iloc[0])
    words = ", ".join(f"{one} {show.number(score)}" for one, score in found.items())
    drop = show.number(found[manifest.format] - found[name])
    show.line(f"{manifest.metric} on {len(rows)} rows: {words} (a drop of {drop})")
