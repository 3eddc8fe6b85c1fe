"""Which plugins take part in which tests.

The project's own tests and doctests are about what ships, whatever else is installed; a plugin
package's tests, in ``plugins/<name>/tests``, see that one plugin beside it. What these, and the
tests of what estimators promise, run of the project counts for nothing in its coverage: each
room has to be covered by its own tests.
"""

from __future__ import annotations

import gc
import os
import tomllib
from collections.abc import Generator
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from coverage import Coverage

GROUP = "lepton_automl"
PLUGINS = Path(__file__).parent / "plugins"
UNMEASURED = {PLUGINS, Path(__file__).parent / "tests/contract"}
INSTALLED = {entry.name for entry in entry_points(group=GROUP)}

# Before tests import OpenMP. Its threads wait for the next step by spinning: where several
# processes test at once they keep each other from working, some of them for minutes.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")


def _offered_by(package: Path) -> set[str]:
    """Return the names of a plugin package's entry points."""
    project = tomllib.loads((package / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return set(project.get("entry-points", {}).get(GROUP, {}))


def pytest_collection_finish() -> None:
    """Keep thousands of tests, which stay to the end, from being gone through for garbage."""
    gc.freeze()


@pytest.hookimpl(tryfirst=True)  # before fixtures of whole modules, which fit models too
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what is installed, but for the plugin that is tested."""
    own: set[str] = set()
    if PLUGINS in item.path.parents:
        own = _offered_by(PLUGINS / item.path.relative_to(PLUGINS).parts[0])
    os.environ["LEPTON_DISABLE_PLUGINS"] = ",".join(sorted(INSTALLED - own))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure nothing where models are trained by hundreds: it would take twice as long."""
    measured = None if UNMEASURED.isdisjoint(item.path.parents) else Coverage.current()
    if measured is None or measured.get_option("run:source"):  # asked for: `--cov=lepton_keras`
        return (yield)
    measured.stop()
    try:
        return (yield)
    finally:
        measured.start()
