"""Adds a format to an artifact: the same model, for another place to run it in."""

from __future__ import annotations

import shutil
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from lepton_automl.errors import InputError
from lepton_automl.export.check import check
from lepton_automl.export.describe import needing
from lepton_automl.export.folder import replacing
from lepton_automl.export.formats import usable, write
from lepton_automl.export.load import load
from lepton_automl.export.manifest import Manifest
from lepton_automl.export.predictor import Predictor
from lepton_automl.export.rows import PROBE, from_text
from lepton_automl.export.save import complete, refuse_others
from lepton_automl.plugin.registry import Registry

__all__ = ["SOURCE", "add"]

SOURCE = "joblib"  # what other formats are made from: the scikit-learn object itself
MOST_ROWS = 5000


def add(
    path: str | PathLike[str],
    format: str,
    *,
    quantize: str | None = None,
    X: Any = None,
    out: str | PathLike[str] | None = None,
    key: str | PathLike[str] | None = None,
    registry: Registry | None = None,
) -> tuple[str, dict[str, Any]]:
    """Write the model of an artifact in another format too; return its name and its facts.

    What is written is compared with the model first, on the rows that the artifact keeps for
    that and on those given. The artifact is replaced in one step; a signature would no longer
    fit and is left out. A format of that name that was added before is replaced.

    Parameters
    ----------
    path : path-like
        The artifact; it must hold the format ``"joblib"``.
    format : str
        The name of an ``ExporterSpec``.
    quantize : str or None
        Smaller numbers, such as ``"int8"``, for formats that know of them; the format is then
        called ``"onnx-int8"``, say.
    X : DataFrame, array or None
        More rows to compare on; of very many, the first.
    out : path-like or None
        Where a copy with the format is to be; None to add it to the artifact itself.
    key : path-like or None
        A file with the public key that must have signed the artifact.
    registry : Registry or None
        Where exporters come from.

    Raises
    ------
    ArtifactError
        If the artifact cannot be read.
    InputError
        If it has nothing to compare on and no X is given, was saved in the format, or lacks
        the one that others are made from.
    ExportError
        If the model cannot be had in the format, or predicts otherwise in it.
    """
    registry = registry or Registry()
    folder = Path(path).expanduser().resolve()
    spec = usable(registry.get("exporters", format))
    name = format if quantize is None else f"{format}-{quantize}"
    manifest = check(folder, key=key)
    _refuse(manifest, name, folder)
    place = folder if out is None else Path(out).expanduser().resolve()
    refuse_others(place)
    predictor = load(folder, format=SOURCE, key=key, registry=registry)
    rows = _rows(folder, predictor, X)
    with replacing(place) as new:
        _copy(folder, list(manifest.files), new, leave=name)
        (new / name).mkdir()
        written = write(
            predictor.model,
            spec,
            new / name,
            predictor.task,
            rows,
            baseline=predictor.baseline,
            quantize=quantize,
        )
        if not spec.safe:
            manifest = needing(manifest, written.modules)
        complete(new, manifest, manifest.format, {name: written})
    return name, written.facts


def _refuse(manifest: Manifest, name: str, folder: Path) -> None:
    """Refuse to add what is there, or to add to what has nothing to be made from."""
    if name == manifest.format:
        raise InputError(f"{folder} was saved as {name!r}: there is nothing to add.")
    if SOURCE not in (manifest.format, *manifest.formats):
        raise InputError(
            f"{folder} does not hold the format {SOURCE!r}, from which others are made. Save "
            f"the fitted model with format=[{SOURCE!r}, {name!r}]."
        )


def _rows(folder: Path, predictor: Predictor, X: Any) -> Any:
    """Return the rows to compare on: those that the artifact keeps, and those given."""
    found = []
    if (folder / PROBE).exists():
        found.append(from_text((folder / PROBE).read_text(encoding="utf-8"))[0])
    if X is not None:
        found.append(predictor.read(X)[:MOST_ROWS])
    if not found:
        raise InputError(
            f"{folder} keeps no rows on which to compare what is written. "
            "Give some: lepton export ... --data FILE."
        )
    if len(found) == 1:
        return found[0]
    if isinstance(found[0], pd.DataFrame):
        return pd.concat(found, ignore_index=True)
    return sparse.vstack(found).tocsr() if sparse.issparse(found[0]) else np.concatenate(found)


def _copy(folder: Path, names: list[str], new: Path, leave: str) -> None:
    """Copy the files that a manifest names, but for one format's."""
    for name in names:
        if Path(name).parts[0] == leave:
            continue
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(folder / name, new / name)
