"""What all tests share."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import hypothesis
import psutil
import pytest

from lepton_automl.plugin import Registry
from lepton_automl.run import RunFolder

# The same examples in every run, and no clock: the machine may be busy.
hypothesis.settings.register_profile(
    "house",
    derandomize=True,
    deadline=None,
    max_examples=50,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")


@pytest.fixture
def registry() -> Registry:
    """A registry of what ships alone, whatever else is installed."""
    return Registry(load_installed=False)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[RunFolder]:
    """An empty run folder."""
    folder = RunFolder(tmp_path / "run")
    yield folder
    folder.close()


@pytest.fixture
def outlives(tmp_path: Path) -> Callable[[str], bool]:
    """Tell whether a child outlives its parent: a script that prints its id, and is killed."""

    def told(code: str) -> bool:
        script = tmp_path / "parent.py"
        script.write_text(dedent(code))
        parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
        child = psutil.Process(int(parent.stdout.readline()))
        assert child.pid != parent.pid
        parent.kill()
        parent.wait()
        parent.stdout.close()
        gone, _ = psutil.wait_procs([child], timeout=20)
        return not gone

    return told


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Path]]:
    """Install a distribution of one module that is an entry point, for one test."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    modules: list[str] = []

    def write(module: str, source: str, *, entry: str | None = None, name: str = "") -> Path:
        name = name or module.replace("_", "-")
        info = site / f"{name.replace('-', '_')}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(
            f"[lepton_automl]\n{entry or module} = {module}\n"
        )
        (site / f"{module}.py").write_text(dedent(source))
        modules.append(module)
        return site

    yield write
    for module in modules:
        sys.modules.pop(module, None)
