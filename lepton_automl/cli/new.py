"""``lepton new``: writes a plugin package or a recipe to start from."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

import click

import lepton_automl
from lepton_automl.cli import show
from lepton_automl.cli.options import data_section
from lepton_automl.errors import InputError
from lepton_automl.recipe.sections import DataSection

__all__ = ["command"]

ENDING = ".tmpl"


@click.group("new", short_help="Write a plugin package or a recipe to start from.")
def command() -> None:
    """Write something to start from."""


@command.command("plugin", short_help="Write a plugin package, with its test.")
@click.argument("name")
def plugin(name: str) -> None:
    """Write the package lepton-NAME, which offers an estimator, with its test."""
    words = _plugin_words(name)
    folder = Path(f"lepton-{words['stem']}")
    if folder.exists():
        raise InputError(f"{str(folder)!r} is there already. Give another name.")
    for path, text in _filled(_templates() / "plugin", words):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        show.line(str(place))
    show.note(f'Next: cd {folder} && pip install -e ".[test]" && pytest')


@command.command("recipe", short_help="Write a commented recipe.")
@click.argument("name")
@click.option("--data", default="breast_cancer", show_default=True, help="A file or data set.")
@click.option("--target", help="The column to learn; a data set has its own.")
def recipe(name: str, data: str, target: str | None) -> None:
    """Write the recipe NAME.toml, commented and ready to run."""
    path = Path(name if name.endswith(".toml") else f"{name}.toml")
    if path.exists():
        raise InputError(f"{str(path)!r} is there already. Give another name.")
    section = data_section(data, target=target)
    _look_at(section)
    words = {
        "title": path.stem,
        "file": str(path),
        "data": _data_lines(section, path.parent),
        "path": _quoted(f"{path.stem}-model"),
    }
    text = Template((_templates() / f"recipe.toml{ENDING}").read_text("utf-8"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.substitute(words), encoding="utf-8")
    show.line(str(path))
    show.note(f"Next: lepton run {path}")


def _plugin_words(name: str) -> dict[str, str]:
    """Return what a plugin's name becomes in each place where it is written."""
    stem = re.sub(r"[_.-]+", "-", name.lower().removeprefix("lepton-"))
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", stem):
        raise InputError(
            f"{name!r} cannot be a package's name: give letters, digits and dashes, a letter "
            "first, such as nearest-mean."
        )
    identifier = stem.replace("-", "_")
    return {
        "stem": stem,
        "name": identifier,
        "package": f"lepton_{identifier}",
        "class_name": "".join(part.capitalize() for part in stem.split("-")),
        "version": lepton_automl.__version__,
    }


def _templates() -> Traversable:
    return files("lepton_automl.cli") / "templates"


def _filled(
    folder: Traversable, words: Mapping[str, str], below: Path = Path()
) -> list[tuple[Path, str]]:
    """Return the files of a template folder, filled in, by their paths."""
    found = []
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        name = entry.name.replace("package", words["package"])
        if entry.is_dir():
            found += _filled(entry, words, below / name)
        elif name.endswith(ENDING):
            text = Template(entry.read_text("utf-8")).substitute(words)
            found.append((below / name.removesuffix(ENDING), text))
    return found


def _look_at(section: DataSection) -> None:
    """Refuse data or a target that is not there, now rather than at the first run."""
    from lepton_automl.plugin.registry import Registry
    from lepton_automl.recipe.rows import load_rows

    load_rows(section, Registry())


def _data_lines(section: DataSection, folder: Path) -> str:
    """Return the lines that say where the rows are, relative to the recipe's folder."""
    if section.train is None:
        return f"dataset = {_quoted(str(section.dataset))}"
    train = Path(os.path.relpath(section.train, folder)).as_posix()
    return f"train = {_quoted(train)}\ntarget = {_quoted(str(section.target))}"


def _quoted(text: str) -> str:
    """Return a TOML string: TOML reads JSON's."""
    return json.dumps(text, ensure_ascii=False)
