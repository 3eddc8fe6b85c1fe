"""Loose plugin files: code beside a recipe, loaded only when somebody allowed it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module, invalidate_caches
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from lepton_automl.errors import PluginError, RecipeError

__all__ = ["load_loose", "refuse_unless_allowed"]


def refuse_unless_allowed(plugins: Iterable[Path], allowed: bool) -> None:
    """Refuse a recipe's plugin files unless they were allowed.

    Raises
    ------
    RecipeError
        If there is a file and it was not allowed.
    """
    names = [str(path) for path in plugins]
    if names and not allowed:
        raise RecipeError(
            f"The recipe names the plugin file {names[0]!r}, but recipes are data and never "
            "code: a loose plugin file must be allowed on the command line. Read the file, "
            "then add --allow-plugins."
        )


def load_loose(path: Path) -> ModuleType:
    """Return the module in a plugin file.

    Its folder is put last on ``sys.path``, so that worker processes can import it too.

    Raises
    ------
    PluginError
        If a module of that name exists elsewhere, or the file cannot be imported.
    """
    path, name = path.resolve(), path.stem
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))
        invalidate_caches()
    _refuse_taken(path, name)
    try:
        return import_module(name)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise PluginError(
            f"The plugin file {str(path)!r} cannot be imported: {reason}."
        ) from error


def _refuse_taken(path: Path, name: str) -> None:
    try:
        spec = find_spec(name)
    except ValueError:  # a module that says nothing about where it is from
        spec = None
    if spec is None or spec.origin is None or Path(spec.origin).resolve() != path:
        where = f" by {spec.origin}" if spec and spec.origin else ""
        raise PluginError(
            f"The plugin file {str(path)!r} cannot be imported as {name!r}: the name is not a "
            f"Python name, or is taken{where}. Rename the file."
        )
