"""What a plugin offers as a format: an ``ExporterSpec``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["ExporterSpec"]

Reference = str | Callable[..., Any]


@dataclass(frozen=True)
class ExporterSpec:
    """A format in which a model can be written to an artifact.

    What `save` has written is read by `load` in a new process before the artifact is kept, and
    must predict as the model does, for rows with missing values, unseen categories and extreme
    numbers too.

    Attributes
    ----------
    name : str
        What ``save(path, format=name)`` takes.
    save : reference
        ``(model, folder, task) -> modules``: writes files into an empty folder, a
        ``pathlib.Path``; returns the top-level modules that loading needs, or None. If it takes
        ``quantize``, it is given what ``lepton export --quantize`` says, or None. Raises
        ``ExportError`` where it cannot write a model, naming the part.
    load : reference
        ``(folder, task) -> model``: the way back; has ``predict`` and, for probabilities,
        ``predict_proba`` and ``classes_``. If it takes ``trusted``, it is given the names of
        types that the user trusts, to be asked with ``in``: it need not be a list.
    requires : tuple of str
        Top-level packages that must be importable.
    tolerance : float
        How far what `load` returns may be from the model: in probabilities, or in shares of a
        value.
    safe : bool
        Whether loading runs nothing out of the files. The artifact then holds no pickle at all:
        `save` is given the baseline as well.
    obstacle : reference or None
        ``(spec, task) -> sentence or None``: why models of an ``EstimatorSpec`` for a task
        cannot be written; None if they can. For ``LeptonAutoML(only_exportable=name)``.
    blame : reference or None
        ``(model, task, X) -> sentence or None``: the first step within a model that differs
        once it is written, for the error where a comparison fails.
    """

    name: str
    save: Reference
    load: Reference
    requires: tuple[str, ...] = ()
    tolerance: float = 1e-6
    safe: bool = False
    obstacle: Reference | None = None
    blame: Reference | None = None
