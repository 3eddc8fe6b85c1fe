"""The tree: tests mirror the package, names and sizes are in bounds."""

from __future__ import annotations

import ast

import pytest
from house.sources import PACKAGE, ROOT, SOURCES, Source

FORBIDDEN = {"utils", "util", "common", "core", "base", "helpers", "helper", "misc", "tools"}
FILE_LINES, FUNCTION_LINES = 300, 40

# Where a module's tests are, if not where its path says; each with the reason.
ELSEWHERE: dict[str, tuple[str, str]] = {
    "__main__.py": ("tests/cli/test_cli.py", "one line: the command line"),
}


def expected_test(source: Source) -> str:
    """Return the file that tests a module, by the rule or the table above."""
    if source.name in ELSEWHERE:
        return ELSEWHERE[source.name][0]
    folder, _, file = source.name.rpartition("/")
    stem = folder.rpartition("/")[2] if file == "__init__.py" else file.removesuffix(".py")
    return "/".join(filter(None, ["tests", folder, f"test_{stem.lstrip('_')}.py"]))


def test_every_module_that_does_something_has_its_test(source):
    if source.name == "__init__.py":
        pytest.skip("test_light_imports and test_names are its tests")
    # A module that holds only specs is proven by tests/contract, which makes tests from them.
    public = [name for name in source.definitions() if not name.startswith("_")]
    if public or source.name in ELSEWHERE:
        assert (ROOT / expected_test(source)).is_file(), f"{expected_test(source)} is missing"


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_exceptions_are_of_modules_that_exist(name):
    assert (PACKAGE / name).is_file()


def test_every_test_file_is_of_a_module():
    expected = {expected_test(s) for s in SOURCES}
    rooms = {p.name for p in PACKAGE.iterdir() if p.is_dir()} - {"__pycache__"}
    mirrored = [p for room in rooms for p in (ROOT / "tests" / room).rglob("test_*.py")]
    strangers = {p.relative_to(ROOT).as_posix() for p in mirrored} - expected
    # A folder of tests about one module may hold several files: tests/search/test_loop_*.py.
    alone = {s for s in strangers if not any(s.startswith(e[:-3] + "_") for e in expected)}
    assert not alone, f"no module is tested by {sorted(alone)}"


def test_no_module_is_a_drawer_for_everything(source):
    assert not FORBIDDEN & set(source.module.split("."))


def test_files_are_short(source):
    assert len(source.path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES


def test_functions_are_short(source):
    long = {
        f"{node.name} ({lines} lines)"
        for node in ast.walk(source.tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (lines := lines_of(node)) > FUNCTION_LINES
    }
    assert not long


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how long a function is, without its docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_fit_reads_as_a_table_of_contents():
    (home,) = (source for source in SOURCES if "LeptonAutoML" in source.definitions())
    (automl,) = (n for n in home.tree.body if getattr(n, "name", "") == "LeptonAutoML")
    (fit,) = (n for n in automl.body if getattr(n, "name", "") == "fit")
    assert lines_of(fit) <= FUNCTION_LINES
