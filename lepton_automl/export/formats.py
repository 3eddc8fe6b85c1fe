"""One format of a model: its files, compared with the model, and what is to be said of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from inspect import signature
from pathlib import Path
from typing import Any

from lepton_automl._lazy import missing_packages, resolve
from lepton_automl.errors import InputError
from lepton_automl.export.folder import fingerprints
from lepton_automl.export.pickles import dump
from lepton_automl.export.verify import verify
from lepton_automl.plugin.exporter import ExporterSpec
from lepton_automl.task import Task

__all__ = ["BASELINE", "BASELINE_FOLDER", "Written", "baseline_of", "usable", "write"]

BASELINE = "baseline.joblib"
CONFORMAL = "conformal.json"
BASELINE_FOLDER = "baseline"


@dataclass(frozen=True, eq=False)
class Written:
    """What became of writing a model.

    Attributes
    ----------
    modules : set of str
        Top-level modules that loading needs.
    facts : mapping
        For the manifest: the exporter, the bytes, and what `verify` found.
    """

    modules: set[str]
    facts: dict[str, Any] = field(default_factory=dict)


def usable(spec: ExporterSpec) -> ExporterSpec:
    """Return the spec, if what it requires is installed.

    Raises
    ------
    InputError
        If it is not; the message says what to install.
    """
    missing = missing_packages(spec.requires)
    if missing:
        raise InputError(
            f"Format {spec.name!r} needs {', '.join(missing)}, which cannot be imported. "
            f"Install it: pip install {' '.join(missing)}."
        )
    return spec


def write(
    model: Any,
    spec: ExporterSpec,
    folder: Path,
    task: Task,
    probe: Any = None,
    *,
    baseline: Any = None,
    quantize: str | None = None,
) -> Written:
    """Write a model in one format into an empty folder, and compare it with the model.

    Parameters
    ----------
    model : object
        The fitted model.
    spec : ExporterSpec
        The format.
    folder : Path
        Empty.
    task : Task
        What was learned.
    probe : DataFrame, array, CSR matrix or None
        Rows to compare on; None compares nothing, and the facts do not say that it was.
    baseline : object or None
        The fitted baseline, which a safe format writes too.
    quantize : str or None
        Smaller numbers, for exporters that know of them; what that changes is then reported
        and not refused.
    """
    modules = set(_save(spec, model, folder, task, quantize))
    facts: dict[str, Any] = {"exporter": spec.name, "safe": spec.safe}
    if quantize is not None:
        facts["quantize"] = quantize
    if probe is not None:
        facts |= verify(model, spec, folder, task, probe, strict=quantize is None)
    facts["size"] = sum(entry["size"] for entry in fingerprints(folder).values())
    if spec.safe and baseline is not None:
        (folder / BASELINE_FOLDER).mkdir()
        modules |= set(_save(spec, baseline, folder / BASELINE_FOLDER, task, None))
    return Written(modules, facts)


def baseline_of(spec: ExporterSpec, baseline: Any, folder: Path) -> set[str]:
    """Write the baseline of an artifact whose format does not."""
    if spec.safe:
        return set()
    return dump(baseline, folder / BASELINE, "The baseline")


def _save(
    spec: ExporterSpec, model: Any, folder: Path, task: Task, quantize: str | None
) -> set[str]:
    save = resolve(spec.save)
    if quantize is None:
        return set(save(model, folder, task) or ())
    if "quantize" not in signature(save).parameters:
        raise InputError(f"Format {spec.name!r} cannot be quantized. Leave out --quantize.")
    return set(save(model, folder, task, quantize=quantize) or ())
