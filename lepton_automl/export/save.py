"""Writes an artifact: the folder that is deployed."""

from __future__ import annotations

from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lepton_automl._lazy import missing_packages, resolve
from lepton_automl.errors import ArtifactError, InputError
from lepton_automl.export import manifest as manifests
from lepton_automl.export.describe import needing
from lepton_automl.export.folder import fingerprints, replacing
from lepton_automl.export.pickles import dump

if TYPE_CHECKING:
    from lepton_automl.export.manifest import Manifest
    from lepton_automl.plugin.registry import Registry
    from lepton_automl.task import Task

__all__ = ["BASELINE", "CARD", "save"]

BASELINE = "baseline.joblib"
CARD = "card.md"
RESERVED = (manifests.FILE_NAME, BASELINE, CARD)


def save(
    path: str | PathLike[str],
    *,
    model: Any,
    baseline: Any,
    task: Task,
    manifest: Manifest,
    registry: Registry,
    format: str = "joblib",
    card: str = "",
) -> Path:
    """Write an artifact and return its folder; there is never half of one.

    Parameters
    ----------
    path : path-like
        The folder to make. An artifact that is there already is replaced in one step.
    model : object
        The fitted model.
    baseline : object
        The fitted baseline, for `evaluate` to compare with.
    task : Task
        What was learned.
    manifest : Manifest
        As `describe` returns it; format and files are filled in here.
    registry : Registry
        Where the exporter comes from.
    format : str
        The name of an ``ExporterSpec``.
    card : str
        The text of ``card.md``.

    Raises
    ------
    InputError
        If the path holds something that is no artifact, or the model cannot be read elsewhere.
    PluginError
        If no exporter has that name.
    """
    spec = registry.get("exporters", format)
    missing = missing_packages(spec.requires)
    if missing:
        raise InputError(
            f"Format {format!r} needs {', '.join(missing)}, which cannot be imported. "
            f"Install it: pip install {' '.join(missing)}."
        )
    place = Path(path).expanduser().resolve()
    _refuse_others(place)
    with replacing(place) as folder:
        modules = resolve(spec.save)(model, folder, task) or set()
        _refuse_reserved(folder, format)
        modules = modules | dump(baseline, folder / BASELINE, "The baseline")
        (folder / CARD).write_text(card, encoding="utf-8")
        complete = needing(manifest, modules)
        complete = replace(complete, format=format, files=fingerprints(folder))
        text = complete.to_text()
        (folder / manifests.FILE_NAME).write_text(text, encoding="utf-8")
    return place


def _refuse_others(place: Path) -> None:
    """Refuse to replace what save() did not write, down to the single file."""
    if not place.exists():
        return
    if not place.is_dir():
        raise InputError(f"{place} is a file. Name a folder for the artifact.")
    found = {p.relative_to(place).as_posix() for p in place.rglob("*") if not p.is_dir()}
    if not found:
        return
    strange = sorted(found - _written(place))
    if strange:
        raise InputError(
            f"{place} holds {strange[0]!r}, which is not part of an artifact, and would be "
            "lost. Name another folder, or move the file away."
        )


def _written(place: Path) -> set[str]:
    """Return the files that the manifest in a folder vouches for; none without one."""
    try:
        text = (place / manifests.FILE_NAME).read_bytes()
        return {manifests.FILE_NAME, *manifests.Manifest.from_text(text).files}
    except (OSError, ArtifactError):
        return set()


def _refuse_reserved(folder: Path, format: str) -> None:
    taken = [name for name in RESERVED if (folder / name).exists()]
    if taken:
        raise InputError(
            f"The exporter {format!r} wrote {taken[0]!r}, a name that every artifact uses "
            "itself. Tell its author to choose another."
        )
