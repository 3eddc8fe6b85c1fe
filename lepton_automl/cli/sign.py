"""``lepton sign``: vouches for an artifact."""

from __future__ import annotations

import click

from lepton_automl.cli import show

__all__ = ["command"]


@click.command("sign", short_help="Sign a model, so that others can tell it is yours.")
@click.argument("model")
@click.option("--key", required=True, help="A file with an Ed25519 private key in PEM.")
def command(model: str, key: str) -> None:
    """Sign the artifact in the folder MODEL, after a look at every file.

    Make a key once: openssl genpkey -algorithm ed25519 -out private.pem

    Give away its public half: openssl pkey -in private.pem -pubout -out public.pem
    """
    from lepton_automl.export import check, sign

    check(model, whole=True)
    show.line(f"Signed by the key {sign(model, key)}.")
