"""Writes an artifact: the folder that is deployed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lepton_automl.errors import ArtifactError, InputError
from lepton_automl.export import manifest as manifests
from lepton_automl.export.describe import needing, of_format
from lepton_automl.export.folder import fingerprints, replacing
from lepton_automl.export.formats import (
    BASELINE,
    BASELINE_FOLDER,
    CONFORMAL,
    Written,
    baseline_of,
    usable,
    write,
)
from lepton_automl.export.rows import PROBE, to_text
from lepton_automl.export.sign import SIGNATURE
from lepton_automl.export.steady import expected

if TYPE_CHECKING:
    from lepton_automl.conformal import Conformal
    from lepton_automl.export.manifest import Manifest
    from lepton_automl.plugin.exporter import ExporterSpec
    from lepton_automl.plugin.registry import Registry
    from lepton_automl.task import Task

__all__ = ["CARD", "complete", "refuse_others", "save"]

CARD = "card.md"
RESERVED = (
    manifests.FILE_NAME,
    BASELINE,
    BASELINE_FOLDER,
    CARD,
    CONFORMAL,
    PROBE,
    SIGNATURE,
)


def save(
    path: str | PathLike[str],
    *,
    model: Any,
    baseline: Any,
    task: Task,
    manifest: Manifest,
    registry: Registry,
    format: str | Sequence[str] = "joblib",
    card: str = "",
    rows: Any = None,
    conformal: Conformal | None = None,
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
        As `describe` returns it; formats and files are filled in here.
    registry : Registry
        Where the exporters come from.
    format : str or sequence of str
        The names of ``ExporterSpec``s; the first is what ``load`` takes.
    card : str
        The text of ``card.md``.
    rows : DataFrame, array, CSR matrix or None
        Rows in canonical form on which what was written is compared with the model, such as
        `probe` makes up; None compares nothing.
    conformal : Conformal or None
        What intervals and sets are made of.

    Raises
    ------
    InputError
        If the path holds something that is no artifact, or the model cannot be read elsewhere.
    ExportError
        If the model cannot be had in a format, or predicts otherwise in it.
    PluginError
        If no exporter has that name.
    """
    names = [format] if isinstance(format, str) else list(dict.fromkeys(format))
    if not names:
        raise InputError("format=[] names no format. Give at least one, such as 'joblib'.")
    specs = [usable(registry.get("exporters", name)) for name in names]
    place = Path(path).expanduser().resolve()
    refuse_others(place)
    with replacing(place) as folder:
        first, *others = specs
        written = {first.name: write(model, first, folder, task, rows, baseline=baseline)}
        _refuse_reserved(folder, first)
        for spec in others:
            (folder / spec.name).mkdir()
            written[spec.name] = write(
                model, spec, folder / spec.name, task, rows, baseline=baseline
            )
        modules = written[first.name].modules | baseline_of(first, baseline, folder)
        modules |= {m for spec in others if not spec.safe for m in written[spec.name].modules}
        (folder / CARD).write_text(card, encoding="utf-8")
        if conformal is not None:
            (folder / CONFORMAL).write_text(json.dumps(conformal.to_json()), encoding="utf-8")
        _keep_rows(folder, model, rows)
        complete(folder, needing(manifest, modules), first.name, written)
    return place


def complete(
    folder: Path, manifest: Manifest, format: str, written: Mapping[str, Written]
) -> None:
    """Write the manifest of a folder in which all else is in its place."""
    facts = {name: of_format(found) for name, found in written.items()}
    whole = replace(manifest, format=format, formats={**manifest.formats, **facts})
    whole = replace(whole, files=fingerprints(folder))
    (folder / manifests.FILE_NAME).write_text(whole.to_text(), encoding="utf-8")


def _keep_rows(folder: Path, model: Any, rows: Any) -> None:
    """Keep rows to compare with later on, and what the model says of them."""
    text = None if rows is None else to_text(*expected(model, rows))
    if text is not None:
        (folder / PROBE).write_text(text, encoding="utf-8")


def refuse_others(place: Path) -> None:
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
        return {manifests.FILE_NAME, SIGNATURE, *manifests.Manifest.from_text(text).files}
    except (OSError, ArtifactError):
        return set()


def _refuse_reserved(folder: Path, spec: ExporterSpec) -> None:
    own = {BASELINE_FOLDER} if spec.safe else set()
    taken = [name for name in RESERVED if name not in own and (folder / name).exists()]
    if taken:
        raise InputError(
            f"The exporter {spec.name!r} wrote {taken[0]!r}, a name that every artifact uses "
            "itself. Tell its author to choose another."
        )
