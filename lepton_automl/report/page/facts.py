"""What was asked, of which data, and how the answer can be had again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lepton_automl.report.page.scores import lower, title
from lepton_automl.report.page.subject import Subject

__all__ = ["asked", "made", "reproduction"]


def made(subject: Subject) -> dict[str, Any]:
    """Return who made the model, when."""
    manifest = subject.manifest
    names = ("created", "lepton_automl", "python")
    return {"target": manifest["target"], **{name: manifest[name] for name in names}}


def asked(subject: Subject) -> dict[str, Any]:
    """Return the question: the task, the metric and the settings that were given."""
    task, settings = subject.task, subject.manifest["settings"]
    classes = None if task.classes is None else [str(c) for c in task.classes]
    return {
        "task": task.type,
        "target": subject.manifest["target"],
        "classes": classes,
        "metric": subject.score.name,
        "title": title(subject.score.name),
        "better": "lower" if lower(subject.score) else "higher",
        "n_rows": task.n_rows,
        "n_columns": task.n_features,
        "weighted": task.weighted,
        "grouped": task.grouped,
        "settings": {k: v for k, v in settings.items() if v is not None},
    }


def reproduction(subject: Subject) -> dict[str, Any]:
    """Return the call, the versions, and how far the same result can be had again."""
    manifest = subject.manifest
    settings = {k: v for k, v in manifest["settings"].items() if v is not None}
    plain = {k: v for k, v in settings.items() if not _is_object(v)}
    return {
        "code": _code(plain),
        "objects": sorted(set(settings) - set(plain)),
        "same": settings.get("n_trials") is not None and "random_state" in settings,
        "packages": dict(sorted(manifest["packages"].items())),
        "plugins": [
            f"{p['plugin']}, {p['source']}"
            for p in manifest["plugins"]
            if p["source"] != "lepton_automl"
        ],
    }


def _is_object(value: Any) -> bool:
    """Tell whether a setting was an object, of which the manifest has the name alone."""
    return isinstance(value, str) and ":" in value


def _code(settings: Mapping[str, Any]) -> str:
    inside = "".join(f"    {name}={value!r},\n" for name, value in settings.items())
    call = f"LeptonAutoML(\n{inside})" if settings else "LeptonAutoML()"
    return f"from lepton_automl import LeptonAutoML\n\nautoml = {call}.fit(X, y)\n"
