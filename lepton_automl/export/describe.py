"""Collects what a manifest says: versions, and which plugins the model rests on."""

from __future__ import annotations

import platform
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from math import isfinite
from typing import TYPE_CHECKING, Any

import lepton_automl
from lepton_automl.export.manifest import Manifest

if TYPE_CHECKING:
    from lepton_automl.candidate import Candidate
    from lepton_automl.export.formats import Written
    from lepton_automl.plugin.registry import Registry
    from lepton_automl.task import Task

__all__ = ["describe", "needing", "of_format", "plain"]

OWN = "lepton_automl"
# What says something of the machine and nothing of the model; a path may even be private.
LOCAL = frozenset({"executor", "run_dir", "storage", "verbose"})
ALWAYS = {
    "sklearn": "scikit-learn",
    "numpy": "numpy",
    "scipy": "scipy",
    "pandas": "pandas",
    "joblib": "joblib",
}


def describe(
    *,
    task: Task,
    registry: Registry,
    metric: str,
    members: Iterable[tuple[Candidate, float, float | None]],
    format: str = "joblib",
    target: str | None = None,
    baseline_score: float | None = None,
    ensemble_score: float | None = None,
    leaderboard: Iterable[Mapping[str, Any]] = (),
    settings: Mapping[str, Any] | None = None,
) -> Manifest:
    """Return a manifest, complete but for the files.

    Parameters
    ----------
    task : Task
        What was learned.
    registry : Registry
        Where the offers came from.
    metric : str
        The name of the score.
    members : iterable of (Candidate, weight, score)
        The candidates in the model.
    format : str
        The name of an ``ExporterSpec``.
    target : str or None
        The name that y had.
    baseline_score, ensemble_score : float or None
        On the rows left out of each fold.
    leaderboard : iterable of mapping
        ``report.leaderboard(...).to_dict("records")``.
    settings : mapping or None
        The arguments of the run; what JSON cannot hold is written as text, and what is only
        about the machine (`LOCAL`) left out.
    """
    chosen = sorted(members, key=lambda m: -m[1])
    used = _used(task, [c.estimator for c, _, _ in chosen], format)
    plugins = list(_plugins(registry, used))
    modules = _modules(registry, task, plugins)
    return Manifest(
        task=task,
        metric=metric,
        format=format,
        target=target,
        members=tuple(
            {"candidate": plain(c.to_json()), "weight": plain(w), "score": plain(s)}
            for c, w, s in chosen
        ),
        baseline_score=plain(baseline_score),
        ensemble_score=plain(ensemble_score),
        leaderboard=tuple(plain(row) for row in leaderboard),
        plugins=tuple(plugins),
        modules=modules,
        packages=dict(_versions(modules.values())),
        settings=plain({k: v for k, v in (settings or {}).items() if k not in LOCAL}),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        lepton_automl=lepton_automl.__version__,
        python=platform.python_version(),
    )


def needing(manifest: Manifest, modules: Collection[str]) -> Manifest:
    """Return a manifest that names these modules too among what the model needs."""
    new = set(modules) - set(manifest.modules)
    more = _packages(new - {OWN})
    versions = dict(_versions(more.values()))
    if OWN in new:  # its version is in the manifest already
        more[OWN] = "lepton-automl"
    return replace(
        manifest,
        modules={**manifest.modules, **more},
        packages={**manifest.packages, **versions},
    )


def of_format(written: Written) -> dict[str, Any]:
    """Return what a manifest says of one format; of a safe one, all that loading it needs."""
    facts = plain(written.facts)
    if written.facts.get("safe"):
        facts["modules"] = _packages(written.modules)
        facts["packages"] = dict(_versions(facts["modules"].values()))
    return dict(facts)


def plain(value: Any) -> Any:
    """Return a value as JSON holds it: NaN and infinity as None, objects as text.

    Examples
    --------
    >>> plain({"a": (1, float("nan")), "scoring": print})
    {'a': [1, None], 'scoring': 'builtins:print'}
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)):
        number = int(value) if isinstance(value, int) else float(value)
        return number if isfinite(number) else None
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in (sorted(value, key=str) if _is_set(value) else value)]
    if hasattr(value, "tolist"):  # numpy's scalars and arrays
        return plain(value.tolist())
    return _text(value)


def _is_set(value: Any) -> bool:
    return isinstance(value, (set, frozenset))


def _text(value: Any) -> str | None:
    name = getattr(value, "__qualname__", None)
    if name:
        return f"{value.__module__}:{name}"
    text = str(value)
    if text in ("NaT", "<NA>"):
        return None
    # An address in memory says nothing to a reader and differs from run to run.
    return f"{type(value).__module__}:{type(value).__qualname__}" if " at 0x" in text else text


def _used(task: Task, estimators: Iterable[str], format: str) -> list[tuple[str, str]]:
    names = [("tasks", task.type)]
    names += [("kinds", kind) for kind in sorted(task.schema.kinds)]
    names += [("estimators", name) for name in dict.fromkeys(estimators)]
    return [*names, ("exporters", format)]


def _plugins(registry: Registry, used: list[tuple[str, str]]) -> Iterator[dict[str, str]]:
    sources = {info.name: info.source for info in registry.plugins}
    for sort, name in used:
        if name in getattr(registry, sort):
            plugin = registry.owner(sort, name)
            source = sources.get(plugin, "")
            yield {"sort": sort, "name": name, "plugin": plugin, "source": source}


def _modules(registry: Registry, task: Task, plugins: list[dict[str, str]]) -> dict[str, str]:
    """Return the top-level modules behind what is used, each with its package."""
    found = dict(ALWAYS)
    for row in plugins:
        spec = getattr(registry, row["sort"])[row["name"]]
        others = _behind(spec, task) - {OWN, "__main__", *sys.stdlib_module_names}
        # An editable installation does not list its modules; its plugin names it then.
        source = row["source"].partition(" ")[0]
        found = _packages(others - set(found), source) | found
    return found


def _packages(modules: Collection[str], fallback: str = "") -> dict[str, str]:
    if not modules:
        return {}
    known = packages_distributions()
    there = {m: next((one for one in m.split("|") if one in known), m) for m in modules}
    return {m: known.get(there[m], [fallback or m])[0] for m in sorted(modules)}


def _behind(spec: Any, task: Task) -> set[str]:
    references = [
        spec.estimator_for(task.type) if hasattr(spec, "estimator_for") else None,
        getattr(spec, "baseline", None),
        getattr(spec, "read", None),
        getattr(spec, "load", None),
        *getattr(spec, "becomes", {}).values(),
    ]
    names = {_top(reference) for reference in references if reference is not None}
    return names | set(getattr(spec, "requires", ()))


def _top(reference: Any) -> str:
    if isinstance(reference, str):
        return reference.partition(":")[0].partition(".")[0]
    module = getattr(reference, "__module__", None) or type(reference).__module__
    return str(module).partition(".")[0]


def _versions(packages: Iterable[str]) -> Iterator[tuple[str, str]]:
    for package in dict.fromkeys(packages):
        try:
            yield package, version(package)
        except PackageNotFoundError:
            continue
