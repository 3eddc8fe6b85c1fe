"""A folder from which a container of a model is built, and that KServe can run."""

from __future__ import annotations

import hashlib
import re
import shutil
from importlib.resources import files
from os import PathLike
from pathlib import Path
from string import Template

from lepton_automl.errors import InputError
from lepton_automl.export import Manifest, check
from lepton_automl.export.folder import replacing
from lepton_automl.export.sign import SIGNATURE
from lepton_automl.serve.pins import pins

__all__ = ["constraints", "package", "requirements"]

OWN = "lepton-automl"
MANIFEST = "manifest.json"
# Packages whose wheels need something that a slim image lacks.
SYSTEM = {"lightgbm": "libgomp1"}
CONSTRAINTS = "constraints.txt"
OVERHEAD = 400  # megabytes of a server before it has a model
FILES = {
    "Dockerfile.tmpl": "Dockerfile",
    "README.md.tmpl": "README.md",
    "dockerignore.tmpl": ".dockerignore",
    "inferenceservice.yaml.tmpl": "inferenceservice.yaml",
}


def package(
    model: str | PathLike[str],
    out: str | PathLike[str],
    *,
    name: str | None = None,
    image: str | None = None,
) -> Path:
    """Write the folder and return it.

    Parameters
    ----------
    model : path-like
        An artifact; nothing of it is run.
    out : path-like
        The folder to make.
    name : str or None
        How requests call the model; by default as its folder is called.
    image : str or None
        The image's name; by default made of the model's name and version.

    Raises
    ------
    ArtifactError
        If the artifact is damaged.
    InputError
        If the folder is there already, or the name cannot stand in an address.
    """
    source, place = Path(model).expanduser(), Path(out).expanduser()
    manifest = check(source)
    if place.exists():
        raise InputError(f"{place} is there already. Name another folder with --out.")
    name = name or source.absolute().name
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
        raise InputError(f"{name!r} cannot be a model's name in an address: give --name.")
    words = _words(source, manifest, name, image)
    with replacing(place) as folder:
        _copy(source, folder / "model", manifest)
        (folder / "wheels").mkdir()
        (folder / "wheels" / ".gitkeep").touch()
        lines = f"{requirements(manifest)}-c {CONSTRAINTS}\n"
        (folder / "requirements.txt").write_text(lines, encoding="utf-8")
        (folder / CONSTRAINTS).write_text(constraints(manifest), encoding="utf-8")
        templates = files("lepton_automl.serve") / "templates"
        for template, file in FILES.items():
            text = Template((templates / template).read_text("utf-8")).substitute(words)
            (folder / file).write_text(text, encoding="utf-8")
    return place


def requirements(manifest: Manifest) -> str:
    """Return the lines of ``requirements.txt``: what the model was made with, to the version.

    Examples
    --------
    >>> from lepton_automl.task import Input, Schema, Task
    >>> task = Task("regression", Schema("array", (Input(None, "number", 3),)), n_rows=9)
    >>> print(requirements(Manifest(task, "r2", packages={"numpy": "2.4.0"},
    ...                             lepton_automl="0.1.0")))
    lepton-automl[serve]==0.1.0
    numpy==2.4.0
    <BLANKLINE>
    """
    return _lines({f"{OWN}[serve]": manifest.lepton_automl, **_versions(manifest)})


def constraints(manifest: Manifest) -> str:
    """Return the lines of ``constraints.txt``: what the requirements need, as it is here.

    The server is then built of the same packages whenever it is built.
    """
    versions = _versions(manifest)
    chosen = {OWN: manifest.lepton_automl, **versions}
    return _lines(pins([f"{OWN}[serve]", *versions], chosen))


def _versions(manifest: Manifest) -> dict[str, str]:
    versions = dict(manifest.packages)
    for facts in manifest.formats.values():
        versions |= facts.get("packages", {})
    versions.pop(OWN, None)
    return dict(sorted(versions.items()))


def _lines(versions: dict[str, str]) -> str:
    return "".join(f"{package}=={version}\n" for package, version in versions.items())


def _copy(source: Path, target: Path, manifest: Manifest) -> None:
    """Copy what the manifest names, and see that the copy is what was saved."""
    names = [*manifest.files, MANIFEST, *([SIGNATURE] if (source / SIGNATURE).exists() else [])]
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)
    check(target)


def _words(source: Path, manifest: Manifest, name: str, image: str | None) -> dict[str, str]:
    digest = hashlib.sha256((source / MANIFEST).read_bytes()).hexdigest()[:12]
    dns = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50] or "model"
    libraries = " ".join(SYSTEM[p] for p in SYSTEM if p in manifest.packages)
    install = (
        f"RUN apt-get update && apt-get install -y --no-install-recommends {libraries} \\\n"
        "    && rm -rf /var/lib/apt/lists/*\n\n"
    )
    megabytes = sum(int(entry["size"]) for entry in manifest.files.values()) / 1e6
    request = OVERHEAD + round(3 * megabytes)  # unpickled, a model is larger than its file
    return {
        "name": name,
        "version": digest,
        "dns": dns,
        "image": image or f"{dns}:{digest}",
        "python": ".".join(manifest.python.split(".")[:2]),
        "system": install if libraries else "",
        "request": f"{request}Mi",
        "limit": f"{2 * request}Mi",
    }
