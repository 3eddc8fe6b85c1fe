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
from lepton_automl.export.folder import replacing
from lepton_automl.export.formats import usable, write
from lepton_automl.export.load import load
from lepton_automl.export.manifest import FILE_NAME
from lepton_automl.export.predictor import Predictor
from lepton_automl.export.rows import PROBE, from_text
from lepton_automl.export.save import complete
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
    key: str | PathLike[str] | None = None,
    registry: Registry | None = None,
) -> tuple[str, dict[str, Any]]:
    """Write the model of an artifact in another format too; return its name and its facts.

    What is written is compared with the model first, on the rows that the artifact keeps for
    that and on those given. The artifact is replaced in one step; a signature would no longer
    fit and is left out.

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
    key : path-like or None
        A file with the public key that must have signed the artifact.
    registry : Registry or None
        Where exporters come from.

    Raises
    ------
    ArtifactError
        If the artifact cannot be read.
    InputError
        If it has nothing to compare on and no X is given, or has the format already.
    ExportError
        If the model cannot be had in the format, or predicts otherwise in it.
    """
    registry = registry or Registry()
    folder = Path(path).expanduser().resolve()
    spec = usable(registry.get("exporters", format))
    predictor = load(folder, format=SOURCE, key=key, registry=registry)
    manifest = predictor.manifest
    name = format if quantize is None else f"{format}-{quantize}"
    if manifest is None or name == manifest.format:
        raise InputError(f"{folder} was saved as {name!r}: there is nothing to add.")
    rows = _rows(folder, predictor, X)
    with replacing(folder) as new:
        _copy(folder, [FILE_NAME, *manifest.files], new, leave=name)
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
        complete(new, manifest, manifest.format, {name: written})
    return name, written.facts


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
