"""A TOML file -> a checked `Recipe`; every mistake is told with its line and the near miss."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from lepton_automl.errors import RecipeError, did_you_mean
from lepton_automl.recipe.rules import SECTIONS, TEXTS
from lepton_automl.recipe.sections import DataSection, ExportSection, Recipe, ReportSection

__all__ = ["read"]


@dataclass(frozen=True)
class _Source:
    """The text of a recipe, for saying where a mistake is."""

    path: Path
    text: str

    def refuse(self, sentence: str, key: str, section: str | None = None) -> NoReturn:
        """Raise `RecipeError` with the file and, where it is found, the line of a key."""
        line = self._line(key, section)
        where = f"{self.path}, line {line}" if line else str(self.path)
        raise RecipeError(f"{where}: {sentence}")

    def _line(self, key: str, section: str | None) -> int | None:
        inside: str | None = None
        for number, line in enumerate(self.text.splitlines(), start=1):
            header = re.match(r"\s*\[\s*([^\]]+?)\s*\]", line)
            if header:
                inside = header.group(1)
                if inside in (key, f"{section}.{key}"):
                    return number
            elif inside == section and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return number
        return None

    def beside(self, name: str) -> Path:
        """Return a path that is written relative to the recipe's folder."""
        return self.path.parent / name


def read(path: str | Path) -> Recipe:
    """Return the recipe in a TOML file.

    Paths of data and plugins are relative to the recipe's folder; those written to (the
    artifact, the run folder) are relative to the current one.

    Raises
    ------
    RecipeError
        If the file cannot be read, or a key or value is not one that a recipe may have.
    """
    source = _source(Path(path))
    try:
        values = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"{source.path} is not valid TOML: {error}.") from None
    _check_keys(source, values)
    sections = {name: _checked(source, name, values.get(name, {})) for name in SECTIONS}
    return Recipe(
        name=source.path.stem,
        data=_data(source, sections["data"]),
        automl=_automl(sections["automl"]),
        export=_export(source.path.stem, sections["export"]),
        plugins=_plugins(source, values.get("plugins", [])),
        report=_report(source.path.stem, values.get("report")),
    )


def _source(path: Path) -> _Source:
    try:
        return _Source(path, path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RecipeError(
            f"There is no recipe {str(path)!r}. `lepton new recipe NAME` writes one."
        ) from None
    except IsADirectoryError:
        raise RecipeError(f"{str(path)!r} is a folder, not a recipe.") from None
    except UnicodeDecodeError:
        raise RecipeError(f"{str(path)!r} is not text in UTF-8, as a recipe is.") from None
    except OSError as error:
        raise RecipeError(f"{str(path)!r} cannot be read: {error.strerror}.") from None


def _check_keys(source: _Source, values: Mapping[str, Any]) -> None:
    for name in values:
        if name not in (*SECTIONS, "plugins"):
            hint = did_you_mean(name, [*SECTIONS, "plugins"])
            source.refuse(f"a recipe has no {name!r}. {hint}", name)
    if "data" not in values:
        raise RecipeError(f"{source.path}: the section [data] is missing.")


def _checked(source: _Source, section: str, values: Any) -> Mapping[str, Any]:
    rules = SECTIONS[section]
    if not isinstance(values, Mapping):
        source.refuse(f"{section!r} must be a section, written [{section}].", section)
    for key, value in values.items():
        if key not in rules:
            source.refuse(
                f"[{section}] has no {key!r}. {_elsewhere(section, key)}", key, section
            )
        if not rules[key].holds(value):
            sentence = f"[{section}] {key} = {value!r} must be {rules[key].says}."
            source.refuse(sentence, key, section)
    return values


def _elsewhere(section: str, key: str) -> str:
    """Return where a key belongs, or which one was meant."""
    if key == "executor":
        return "It takes an object, which a file cannot hold: use Python for that."
    for other, rules in SECTIONS.items():
        if key in rules:
            return f"It belongs to [{other}]."
    return did_you_mean(key, SECTIONS[section])


def _data(source: _Source, values: Mapping[str, Any]) -> DataSection:
    if ("dataset" in values) == ("train" in values):
        source.refuse("[data] takes either 'dataset' or 'train'.", "data")
    if "train" in values and "target" not in values:
        source.refuse("[data] has a 'train' file, so it needs a 'target' column.", "data")
    if "test" in values and ("dataset" in values or "holdout" in values):
        other = "dataset" if "dataset" in values else "holdout"
        source.refuse(f"[data] takes either 'test' or {other!r}.", "test", "data")
    files = {k: _file(source, values[k], k, "data") for k in ("train", "test") if k in values}
    return DataSection(**{**values, **files, "drop": tuple(values.get("drop", ()))})


def _file(source: _Source, name: str, key: str, section: str | None) -> Path:
    path = source.beside(name)
    if not path.is_file():
        source.refuse(f"{key} = {name!r}: there is no file {str(path)!r}.", key, section)
    return path


def _automl(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments; TOML has no null, so ``inf`` seconds stand for no limit."""
    seconds = values.get("time_budget")
    if seconds is not None and math.isinf(seconds):
        return {**values, "time_budget": None}
    return dict(values)


def _export(name: str, values: Mapping[str, Any]) -> ExportSection:
    path = Path(values.get("path", f"{name}-model"))
    form = values.get("format", "joblib")
    return ExportSection(path, form if isinstance(form, str) else tuple(form))


def _report(name: str, values: Mapping[str, Any] | None) -> ReportSection:
    """Return where a report goes; a section that is there asks for one."""
    if values is None:
        return ReportSection()
    return ReportSection(Path(values.get("path", f"{name}-report")), values.get("sensitive"))


def _plugins(source: _Source, names: Any) -> tuple[Path, ...]:
    if not TEXTS.holds(names):
        source.refuse(f"plugins = {names!r} must be {TEXTS.says}.", "plugins")
    return tuple(_file(source, name, "plugins", None) for name in names)
