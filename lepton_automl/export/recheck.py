"""Asks an artifact again what it was asked when it was made, on the machine where it is now."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from lepton_automl.errors import InputError
from lepton_automl.export.check import check
from lepton_automl.export.compare import Comparison, compare
from lepton_automl.export.load import load
from lepton_automl.export.replay import answers
from lepton_automl.export.rows import PROBE, from_text
from lepton_automl.export.steady import steady
from lepton_automl.plugin.registry import Registry

__all__ = ["recheck"]


def recheck(
    path: str | PathLike[str],
    *,
    key: str | PathLike[str] | None = None,
    registry: Registry | None = None,
) -> dict[str, tuple[Comparison, float]]:
    """Return how each format of an artifact predicts the rows that it keeps, and may differ.

    Each is loaded: that runs what the artifact holds.

    Parameters
    ----------
    path : path-like
        The artifact.
    key : path-like or None
        A file with the public key that must have signed it.
    registry : Registry or None
        Where exporters come from.

    Returns
    -------
    dict from str to (Comparison, float)
        For each format what was found, and the tolerance of its exporter.

    Raises
    ------
    ArtifactError
        If it cannot be loaded.
    InputError
        If it keeps no rows.
    """
    folder = Path(path).expanduser()
    registry = registry or Registry()
    manifest = check(folder, key=key, whole=True)
    if PROBE not in manifest.files:
        raise InputError(
            f"{folder} keeps no rows with predictions to compare with: its inputs are no table "
            "or array of numbers, or it was saved by an older version."
        )
    X, wanted = from_text((folder / PROBE).read_text(encoding="utf-8"))
    found = {}
    for name in dict.fromkeys((manifest.format, *manifest.formats)):
        model = load(folder, format=name, key=key, registry=registry).model
        exporter = manifest.formats.get(name, {}).get("exporter", name)
        tolerance = registry.get("exporters", str(exporter)).tolerance
        now = answers(model, X)
        kept = steady(model, X, now, tolerance)
        then, now = ({k: v[kept] for k, v in said.items()} for said in (wanted, now))
        found[name] = compare(then, now, tolerance), tolerance
    return found
