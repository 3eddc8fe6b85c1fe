"""Reads an artifact: looks at everything before it runs any of it."""

from __future__ import annotations

import json
import platform
import warnings
from collections.abc import Collection, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from os import PathLike
from pathlib import Path
from typing import Any

import joblib
from sklearn.exceptions import InconsistentVersionWarning

import lepton_automl
from lepton_automl import score
from lepton_automl._lazy import missing_packages
from lepton_automl.conformal import Conformal
from lepton_automl.errors import ArtifactError, LeptonError, did_you_mean
from lepton_automl.export.check import check
from lepton_automl.export.formats import BASELINE, BASELINE_FOLDER, CONFORMAL
from lepton_automl.export.manifest import FILE_NAME, Manifest
from lepton_automl.export.predictor import Predictor
from lepton_automl.export.replay import read
from lepton_automl.plugin.exporter import ExporterSpec
from lepton_automl.plugin.registry import Registry

__all__ = ["load"]


def load(
    path: str | PathLike[str],
    *,
    format: str | None = None,
    key: str | PathLike[str] | None = None,
    trusted: Collection[str] = (),
    registry: Registry | None = None,
) -> Predictor:
    """Return the predictor that an artifact holds.

    Every file is compared with the hash in the manifest before any is read, so a damaged
    artifact is not run. That is no protection from an artifact made to harm: a pickle
    is a program. Load only what comes from someone you trust, or what `key` says is theirs, or
    a format that is safe, such as ``"skops"`` or ``"onnx"``.

    Parameters
    ----------
    path : path-like
        The folder that ``save`` wrote.
    format : str or None
        One of the formats in the artifact; None for the one it was saved in.
    key : path-like or None
        A file with the public key that must have signed the artifact.
    trusted : collection of str
        Names of types, ``"package.module.Class"``, that a safe format may make beyond those
        that are known to be harmless.
    registry : Registry or None
        Where kinds, task types and exporters come from; by default all installed plugins.

    Raises
    ------
    ArtifactError
        If the folder is no artifact, damaged, too new, signed by somebody else, or needs
        something not installed.

    Warns
    -----
    UserWarning
        If packages have other versions than when the artifact was written.

    Examples
    --------
    >>> load("models/7")
    Traceback (most recent call last):
        ...
    lepton_automl.errors.ArtifactError: models/7 is not a folder. Name one that save() wrote.
    """
    folder = Path(path).expanduser()
    manifest = check(folder, key=key, whole=key is not None)
    registry = registry or Registry()
    name = manifest.format if format is None else format
    facts = _facts(folder, manifest, name)
    spec = _offers(manifest, registry, facts["exporter"])
    packages = facts.get("packages", manifest.packages)
    _require_modules(facts.get("modules", manifest.modules), packages)
    differences = tuple(_differences(manifest, packages))
    if differences:
        warnings.warn(
            f"{folder} was written with other versions: {', '.join(differences)}. "
            "Predictions may differ; fit again, or install those versions, to be sure.",
            UserWarning,
            stacklevel=2,
        )
    place = folder if name == manifest.format else folder / name

    def reader(part: Path) -> Any:
        return read(spec, part, manifest.task, trusted)

    model = _read(reader, "The model", differences, place)
    if spec.safe:
        baseline = _read(reader, "The baseline", differences, place / BASELINE_FOLDER)
    else:
        _require_listed(folder, manifest, BASELINE)
        baseline = _read(joblib.load, "The baseline", differences, folder / BASELINE)
    return _predictor(model, baseline, manifest, registry, folder)


def _facts(folder: Path, manifest: Manifest, name: str) -> dict[str, Any]:
    """Return what is known of a format of the artifact; an old one says nothing of its own."""
    if name in manifest.formats:
        facts = dict(manifest.formats[name])
        exporter = str(facts.get("exporter", name))
        # Else who asks for a safe format could be given a pickle.
        if name not in (exporter, f"{exporter}-{facts.get('quantize')}"):
            raise ArtifactError(
                f"{folder / FILE_NAME} says that format {name!r} is read by {exporter!r}. "
                "Do not trust it."
            )
        return facts | {"exporter": exporter}
    if name == manifest.format:
        return {"exporter": name}
    known = {*manifest.formats, manifest.format}
    raise ArtifactError(
        f"{folder} holds no format {name!r}. {did_you_mean(name, known)} "
        f"To add it: lepton export {folder} --format {name}."
    )


def _predictor(
    model: Any, baseline: Any, manifest: Manifest, registry: Registry, folder: Path
) -> Predictor:
    task = manifest.task
    spec = registry.tasks[task.type]
    return Predictor(
        model,
        task,
        {kind: registry.kinds[kind] for kind in sorted(task.schema.kinds)},
        baseline=baseline,
        manifest=manifest,
        spec=spec,
        metric=score.make_score(None, spec, registry, task.outputs),
        conformal=_conformal(folder) if CONFORMAL in manifest.files else None,
    )


def _conformal(folder: Path) -> Conformal:
    return Conformal.from_json(json.loads((folder / CONFORMAL).read_text(encoding="utf-8")))


def _require_listed(folder: Path, manifest: Manifest, name: str) -> None:
    """Refuse to unpickle what has no hash to be compared with."""
    if name not in manifest.files:
        raise ArtifactError(f"{folder / FILE_NAME} does not list {name}. Save it again.")


def _offers(manifest: Manifest, registry: Registry, exporter: str) -> ExporterSpec:
    """Return the exporter, if it and all else that the artifact needs is offered."""
    task = manifest.task
    needed = [("exporters", exporter), ("tasks", task.type)]
    needed += [("kinds", kind) for kind in sorted(task.schema.kinds)]
    for sort, name in needed:
        if name not in getattr(registry, sort):
            raise ArtifactError(
                f"The artifact needs the {sort[:-1]} {name!r}, which no installed plugin "
                f"offers. {_where(manifest, sort, name)}"
            )
    return registry.exporters[exporter]


def _where(manifest: Manifest, sort: str, name: str) -> str:
    for row in manifest.plugins:
        if (row["sort"], row["name"]) == (sort, name):
            return f"Install the plugin {row['plugin']!r} ({row['source']})."
    return "The manifest does not say which plugin it came from."


def _require_modules(modules: Mapping[str, str], packages: Mapping[str, str]) -> None:
    for module, package in modules.items():
        if not missing_packages([module]):
            continue
        named, then = module.replace("|", " or "), packages.get(package)
        wanted = f"'{package}=={then}'" if then else package
        raise ArtifactError(
            f"The model needs the package {named!r}, which is not installed. "
            f"Install it: pip install {wanted}."
        )


def _differences(manifest: Manifest, packages: Mapping[str, str]) -> Iterator[str]:
    """Name each package whose version is not the one of then."""
    now = lepton_automl.__version__
    if manifest.lepton_automl != now:
        yield f"lepton_automl {manifest.lepton_automl} then, {now} now"
    if manifest.python.split(".")[:2] != platform.python_version().split(".")[:2]:
        yield f"python {manifest.python} then, {platform.python_version()} now"
    for package, then in packages.items():
        try:
            found = version(package)
        except PackageNotFoundError:
            found = "none"
        if found != then:
            yield f"{package} {then} then, {found} now"


def _read(reader: Any, what: str, differences: tuple[str, ...], *arguments: Any) -> Any:
    try:
        with warnings.catch_warnings():
            # Said once above, with all packages; scikit-learn says it for each estimator.
            warnings.simplefilter("ignore", InconsistentVersionWarning)
            return reader(*arguments)
    except LeptonError:
        raise
    except Exception as error:
        reason = f" ({', '.join(differences)})" if differences else ""
        raise ArtifactError(
            f"{what} could not be read by what is installed now{reason}: "
            f"{type(error).__name__}: {error}"
        ) from error
