"""Loose plugin files are code: loaded when allowed, and under their own name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lepton_automl.errors import PluginError, RecipeError
from lepton_automl.recipe.loose import load_loose, refuse_unless_allowed
from lepton_automl.testing import spec_checks

EXAMPLE = Path(__file__).parents[2] / "recipes/loose_plugin.py"


@pytest.fixture
def loose(tmp_path, monkeypatch):
    """Write a plugin file, and forget it when the test ends."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    names: list[str] = []

    def write(name: str, text: str) -> Path:
        path = tmp_path / f"{name}.py"
        path.write_text(text)
        names.append(name)
        return path

    yield write
    for name in names:
        if getattr(sys.modules.get(name), "__file__", "").startswith(str(tmp_path)):
            del sys.modules[name]


def test_a_file_that_was_not_allowed_is_refused_with_its_name():
    with pytest.raises(RecipeError, match="'a.py'.*data and never code.*--allow-plugins"):
        refuse_unless_allowed([Path("a.py")], allowed=False)


def test_nothing_is_refused_without_files_or_when_allowed():
    refuse_unless_allowed([], allowed=False)
    refuse_unless_allowed([Path("a.py")], allowed=True)


def test_a_file_is_a_module_that_other_processes_can_import_too(loose):
    path = loose("my_loose_file", "value = 7\n")
    assert load_loose(path).value == 7
    assert load_loose(path) is sys.modules["my_loose_file"]
    code = f"import sys; sys.path[:] = {sys.path!r}; import my_loose_file"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("name", ["json", "lepton_automl"])
def test_the_name_of_another_module_is_refused(loose, name):
    with pytest.raises(PluginError, match=f"cannot be imported as '{name}'.*Rename the file"):
        load_loose(loose(name, ""))


@pytest.mark.parametrize("text", ["1 / 0\n", "def broken(:\n"])
def test_a_file_that_raises_is_named_with_its_reason(loose, text):
    with pytest.raises(PluginError, match=r"broken_file.py.*(ZeroDivision|Syntax)Error"):
        load_loose(loose("broken_file", text))


@pytest.mark.slow
def test_the_file_that_ships_as_an_example_is_true_in_all_it_says(monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setenv("PYTHONPATH", str(EXAMPLE.parent))  # a check imports it on its own
    try:
        for check in spec_checks(load_loose(EXAMPLE)):
            check()
    finally:
        sys.modules.pop("loose_plugin", None)
