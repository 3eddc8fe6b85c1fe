"""The manifest: what an artifact says about itself, in ``manifest.json``.

The number `PROTOCOL` says how a manifest and the folder around it are to be read. An artifact
outlives the version that wrote it, so old numbers stay readable:

* A new key that old readers may pass over: give the field a default here. Same number.
* A key or file that changes its meaning, or goes: raise `PROTOCOL` by one, move the present
  ``_read_1`` to ``export/old/protocol_1.py`` as a function that returns the *new* form of the
  values, and name it in `READERS`. Keep a small artifact of the old number in
  ``tests/export/old/`` and load it in a test.

A reader never guesses: a number above `PROTOCOL` is refused with the version that wrote it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from lepton_automl.errors import ArtifactError
from lepton_automl.task import Task

__all__ = ["FILE_NAME", "PROTOCOL", "Manifest"]

PROTOCOL = 1
FILE_NAME = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What an artifact says about itself.

    Attributes
    ----------
    task : Task
        What was learned.
    metric : str
        The name of the score that the search maximised.
    format : str
        The name of the ``ExporterSpec`` that wrote the model which ``load`` returns.
    formats : mapping from str to mapping
        What is known of each format in the artifact, by name: its ``exporter`` and
        ``size`` in bytes; where it was compared with the model, ``rows_compared``,
        ``rows_left_out`` (refused by the model, or decided by rounding),
        ``max_difference``, ``median_difference``, ``labels_that_differ``, ``latency_ms`` for
        one row and ``rows_per_second`` in batches of 1000, on one thread.
    target : str or None
        The name that y had.
    members : tuple of mapping
        Each member's ``candidate`` (as JSON), ``weight`` and ``score``.
    baseline_score, ensemble_score : float or None
        On the rows left out of each fold, greater is better.
    leaderboard : tuple of mapping
        The leaderboard's rows.
    plugins : tuple of mapping
        Who offered what is used: ``sort``, ``name``, ``plugin`` and its ``source``.
    modules : mapping from str to str
        Top-level modules that the model needs, and the packages that bring them.
    packages : mapping from str to str
        Versions of the packages that matter.
    settings : mapping
        The arguments of the run.
    files : mapping from str to mapping
        ``sha256`` and ``size`` of every other file, by its path within the folder.
    created, lepton_automl, python : str
        When (UTC), and with which versions, it was made.
    protocol : int
        How to read all this.

    Examples
    --------
    >>> from lepton_automl.task import Input, Schema, Task
    >>> task = Task("regression", Schema("array", (Input(None, "number", 3),)), n_rows=9)
    >>> manifest = Manifest(task=task, metric="r2")
    >>> Manifest.from_text(manifest.to_text()) == manifest
    True
    """

    task: Task
    metric: str
    format: str = "joblib"
    formats: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, hash=False)
    target: str | None = None
    members: tuple[Mapping[str, Any], ...] = ()
    baseline_score: float | None = None
    ensemble_score: float | None = None
    leaderboard: tuple[Mapping[str, Any], ...] = ()
    plugins: tuple[Mapping[str, str], ...] = ()
    modules: Mapping[str, str] = field(default_factory=dict, hash=False)
    packages: Mapping[str, str] = field(default_factory=dict, hash=False)
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, hash=False)
    created: str = ""
    lepton_automl: str = ""
    python: str = ""
    protocol: int = PROTOCOL

    def to_json(self) -> dict[str, Any]:
        """Return the manifest as plain JSON values; `from_json` is the way back."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        values["task"] = self.task.to_json()
        order = ("protocol", "created", "lepton_automl", "python")
        return {**{name: values.pop(name) for name in order}, **values}

    @classmethod
    def from_json(cls, values: Any) -> Manifest:
        """Return the manifest that `to_json` described, of this or an older protocol.

        Raises
        ------
        ArtifactError
            If it is no manifest, lacks something, or is newer than this version reads.
        """
        return _reader(values)(values)

    def to_text(self) -> str:
        """Return the text of ``manifest.json``."""
        return json.dumps(self.to_json(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    @classmethod
    def from_text(cls, text: str | bytes) -> Manifest:
        """Return the manifest that `to_text` wrote."""
        try:
            values = json.loads(text)
        except ValueError as error:
            raise ArtifactError(
                f"{FILE_NAME} is damaged ({error}). Copy or save the artifact again."
            ) from error
        return cls.from_json(values)


def _reader(values: Any) -> Callable[[Mapping[str, Any]], Manifest]:
    protocol = values.get("protocol") if isinstance(values, dict) else None
    if type(protocol) is not int:
        raise ArtifactError(
            f"{FILE_NAME} has no protocol number, so this is no artifact of lepton_automl. "
            "Name a folder that save() wrote."
        )
    if protocol > PROTOCOL:
        raise ArtifactError(
            f"The artifact has protocol {protocol}, written by lepton_automl "
            f"{values.get('lepton_automl', '(unknown)')}; this version reads up to {PROTOCOL}. "
            "Upgrade: pip install -U lepton-automl."
        )
    if protocol not in READERS:
        raise ArtifactError(f"{FILE_NAME} has protocol {protocol}, which never existed.")
    return READERS[protocol]


def _read_1(values: Mapping[str, Any]) -> Manifest:
    known = {name: values[name] for name in _names() if name in values}
    try:
        known["task"] = Task.from_json(known["task"])
        for name in ("members", "leaderboard", "plugins"):
            known[name] = tuple(known.get(name, ()))
        known["files"] = dict(_checked(known["files"]))
        known["formats"] = dict(_formats(known.get("formats", {})))
        return Manifest(**known)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArtifactError(
            f"{FILE_NAME} cannot be read ({type(error).__name__}: {error}). "
            "Copy or save the artifact again."
        ) from error


def _checked(files: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, entry in files.items():
        if not _stays_inside(name):
            raise ArtifactError(
                f"{FILE_NAME} names {name!r}, which is outside its folder. Do not trust it."
            )
        yield name, {"sha256": str(entry["sha256"]), "size": int(entry["size"])}


def _formats(formats: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, facts in formats.items():
        if not _stays_inside(name) or "/" in name:
            raise ArtifactError(f"{FILE_NAME} names a format {name!r}. Do not trust it.")
        yield name, dict(facts)


def _stays_inside(name: str) -> bool:
    """Tell whether a name is relative, plain and downward on every system."""
    windows = PureWindowsPath(name)
    if not name or "\\" in name or "\0" in name or windows.drive or windows.root:
        return False
    path = PurePosixPath(name)
    return path.as_posix() == name and ".." not in path.parts and name not in (".", FILE_NAME)


def _names() -> tuple[str, ...]:
    return tuple(f.name for f in fields(Manifest))


READERS: Mapping[int, Callable[[Mapping[str, Any]], Manifest]] = {1: _read_1}
