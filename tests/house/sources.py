"""The code and the documents, as the tests about them read them."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "lepton_automl"


@dataclass(frozen=True)
class Source:
    """A file of the package, read and parsed."""

    path: Path

    @property
    def name(self) -> str:
        """The path inside the package: ``plugin/registry.py``."""
        return self.path.relative_to(PACKAGE).as_posix()

    @property
    def module(self) -> str:
        """The dotted name that Python imports."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def tree(self) -> ast.Module:
        """The file as Python reads it."""
        return ast.parse(self.path.read_text(encoding="utf-8"))

    def definitions(self) -> list[str]:
        """Return the names of the functions and classes defined at the top."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        return [node.name for node in self.tree.body if isinstance(node, kinds)]


@dataclass(frozen=True)
class Block:
    """A fenced block of code in a document."""

    path: Path
    line: int
    language: str
    title: str | None
    code: str


SOURCES = tuple(Source(path) for path in sorted(PACKAGE.rglob("*.py")))
DOCUMENTS = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/*.md")))


def blocks(path: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a document, top to bottom."""
    fence = re.compile(r"^```(\w+)(?: +title=\"([^\"]+)\")?\n(.*?)^```$", re.M | re.S)
    text = path.read_text(encoding="utf-8")
    for match in fence.finditer(text):
        language, title, code = match.groups()
        yield Block(path, text[: match.start()].count("\n") + 2, language, title, code)


def environment(**values: str) -> dict[str, str]:
    """Return this environment without the measuring of coverage, which costs time."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE_")}
    return {**kept, **values}


def run(*words: str, cwd: Path = ROOT, **values: str) -> subprocess.CompletedProcess[str]:
    """Run this Python with the words given; what it said is text."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=cwd,
        env=environment(**values),
        capture_output=True,
        text=True,
        check=False,
    )
