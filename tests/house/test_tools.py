"""The tools agree with the code: lint, format, types, import layers."""

from __future__ import annotations

import pytest
from house.sources import run

IMPORT_LINTER = (
    "from importlinter.cli import lint_imports_command as main; main(['--no-cache'])"
)


@pytest.mark.parametrize(
    "words",
    [
        ("-m", "ruff", "check", "--no-cache", "."),
        ("-m", "ruff", "format", "--no-cache", "--check", "."),
        ("-m", "mypy"),
        ("-c", IMPORT_LINTER),
    ],
    ids=["lint", "format", "types", "layers"],
)
def test_the_tool_has_nothing_to_say(words):
    answer = run(*words)
    assert answer.returncode == 0, answer.stdout + answer.stderr
