"""The virtual environments of the systems: made by pip, each with a record of what is in it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import Any

from systems.catalogue import ENVIRONMENTS

__all__ = ["describe", "home", "make", "plugins_to_install", "python", "stamp"]

ROOT = Path(__file__).parents[2]
RECORD = "benchmark.json"
FOR_TABLES = ("lepton-boosting", "lepton-realmlp")


def home(given: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder of the environments: as given, else the variable's, else a cache."""
    default = Path.home() / ".cache" / "lepton-benchmarks"
    return Path(given or os.environ.get("LEPTON_BENCHMARKS_HOME") or default).absolute()


def python(name: str, folder: Path) -> Path:
    """Return the interpreter of an environment."""
    return folder / name / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def describe(name: str, folder: Path) -> dict[str, Any] | None:
    """Return what an environment's record says, or None if it was not made to the end."""
    record = folder / name / RECORD
    return json.loads(record.read_text()) if record.exists() else None


def make(
    name: str, folder: Path, plugins: list[str] | None = None, fresh: bool = False
) -> None:
    """Make an environment, or bring it up to date, and write its record.

    Parameters
    ----------
    name : str
        A key of `ENVIRONMENTS`.
    folder : path
        Where environments are.
    plugins : list of str or None
        Names of folders in ``plugins/`` for lepton's environment.
    fresh : bool
        Whether to make it anew even if it is there.
    """
    place = folder / name
    if fresh:
        shutil.rmtree(place, ignore_errors=True)
    (place / RECORD).unlink(missing_ok=True)
    if not python(name, folder).exists():
        venv.create(place, with_pip=True, clear=True)
    start = time.monotonic()
    steps = ENVIRONMENTS[name].steps or checkout_steps(plugins or [])
    for step in steps:
        pip(name, folder, "install", *step)
    for module in ENVIRONMENTS[name].checks:
        call(python(name, folder), "-c", f"import {module}")
    record = {
        "version": version(name, folder, plugins or []),
        "plugins": plugins or [],
        "packages": pip(name, folder, "freeze").splitlines(),
        "python": call(python(name, folder), "-V").split()[1],
        "seconds": round(time.monotonic() - start),
    }
    (place / RECORD).write_text(json.dumps(record, indent=1))


def checkout_steps(plugins: list[str]) -> tuple[tuple[str, ...], ...]:
    """Return pip's words for lepton: its dependencies, then a copy of the checkout as it is.

    A copy, not a link: what changes in the checkout during a run of hours must not change what
    is measured.
    """
    folders = [str(ROOT), *(str(ROOT / "plugins" / name) for name in plugins)]
    return (tuple(folders), ("--no-deps", "--force-reinstall", "--no-cache-dir", *folders))


def plugins_to_install(asked: list[str] | None) -> list[str]:
    """Return the plugins' folders to install: those asked for, else those for tables."""
    if asked is None:
        return [n for n in FOR_TABLES if (ROOT / "plugins" / n).is_dir()]
    missing = [n for n in asked if not (ROOT / "plugins" / n / "pyproject.toml").exists()]
    if missing:
        raise SystemExit(f"there is no plugins/{missing[0]}")
    return asked


def version(name: str, folder: Path, plugins: list[str]) -> str:
    """Return the version that results are filed under; of a checkout, with its state."""
    package = ENVIRONMENTS[name].package
    ask = f"from importlib.metadata import version; print(version({package!r}))"
    found = call(python(name, folder), "-c", ask).strip()
    return f"{found}+{stamp(plugins)}" if name == "lepton" else found


def stamp(plugins: list[str]) -> str:
    """Return a short name for the sources in the checkout, as they are.

    It changes with the package and the plugins installed, not with documents or tests.
    """
    folders = [ROOT / "lepton_automl", *(ROOT / "plugins" / name / "src" for name in plugins)]
    known = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        known.update(path.relative_to(ROOT).as_posix().encode())
        known.update(path.read_bytes())
    return known.hexdigest()[:8]


def pip(name: str, folder: Path, *words: str) -> str:
    """Run an environment's pip."""
    quiet = ("--quiet", "--disable-pip-version-check")
    return call(python(name, folder), "-m", "pip", *quiet, *words)


def call(*words: str | Path) -> str:
    """Run a command and return what it prints; end with its complaint if it fails."""
    answer = subprocess.run([str(w) for w in words], capture_output=True, text=True)
    if answer.returncode != 0:
        sys.stderr.write(answer.stdout + answer.stderr)
        raise SystemExit(f"{' '.join(map(str, words))} failed")
    return answer.stdout
