"""``lepton verify``: whether an artifact is what was saved and signed."""

from __future__ import annotations

from typing import Any

import click

from lepton_automl.cli import show
from lepton_automl.cli.formats import print_formats
from lepton_automl.errors import ExportError

__all__ = ["command"]


@click.command("verify", short_help="Check that a model is what was saved and signed.")
@click.argument("model")
@click.option("--key", help="A file with the public key that must have signed it.")
@click.option("--predict", is_flag=True, help="Load it, too, and compare its predictions.")
def command(model: str, key: str | None, predict: bool) -> None:
    """Compare every file of the artifact in the folder MODEL with its manifest.

    Nothing of it is run, unless --predict asks for that: then each format predicts the rows
    that the artifact keeps, and must say what was said when it was saved.
    """
    from lepton_automl.export import check
    from lepton_automl.export.sign import signed_by

    manifest = check(model, key=key, whole=True)
    show.line(f"{len(manifest.files)} files are as they were saved ({manifest.created}).")
    signer = signed_by(model, key)
    if signer is None:
        show.line("It is not signed.")
    elif key is None:
        show.line(f"It was signed by the key {signer}; whose that is, --key can tell.")
    else:
        show.line(f"It was signed by the key given ({signer}).")
    print_formats(manifest)
    if predict:
        _predict(model, key)


def _predict(model: str, key: str | None) -> None:
    from lepton_automl.export.recheck import recheck

    others = []
    for name, (found, tolerance) in recheck(model, key=key).items():
        same = found.within(tolerance)
        word = "the same" if same else "something else"
        show.line(f"{name} predicts {word} on {found.rows} rows{_apart(found)}.")
        if not same and "-" not in name:  # what is quantized may differ
            others.append(name)
    if others:
        raise ExportError(
            f"{model} does not predict here what it did when saved: {', '.join(others)}. "
            "Install the versions of packages that its manifest names."
        )


def _apart(found: Any) -> str:
    return f" (at most {found.greatest:.2g} apart)" if found.greatest else ""
