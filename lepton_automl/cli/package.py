"""``lepton package``: a folder from which a container of a model is built."""

from __future__ import annotations

import click

from lepton_automl.cli import show

__all__ = ["command"]


@click.command("package", short_help="Write what a container of a model is built from.")
@click.argument("model")
@click.option("-o", "--out", help="The folder to make.  [default: MODEL-package]")
@click.option("--name", help="How requests call the model.  [default: as its folder]")
@click.option("--image", help="The name of the image.  [default: NAME:VERSION]")
def command(model: str, out: str | None, name: str | None, image: str | None) -> None:
    """Write a folder with all that runs the artifact in the folder MODEL elsewhere.

    It holds a copy of the artifact, a Dockerfile, the requirements in the versions that the
    model was made with, and a manifest for KServe.
    """
    from lepton_automl.serve.package import package

    place = package(model, out or f"{model.rstrip('/')}-package", name=name, image=image)
    for path in sorted(p for p in place.iterdir()):
        show.line(str(path))
    show.note(f"Next: docker build {place}; its README.md says the rest.")
