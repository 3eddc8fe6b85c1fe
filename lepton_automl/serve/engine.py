"""A loaded artifact, and what it answers to the rows of many requests at once.

What is served is the graph where the artifact has one that was compared with its pipeline when
it was exported, else what it was saved as. Whichever it is, its exporter's ``load`` gives an
object with ``predict`` and perhaps ``predict_proba``; nothing here knows what is inside.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lepton_automl._lazy import missing_packages
from lepton_automl.errors import ArtifactError, InputError
from lepton_automl.export import check, load
from lepton_automl.plugin.registry import Registry
from lepton_automl.quick import Quick
from lepton_automl.serve.columns import labels
from lepton_automl.serve.refusal import Refusal, bad_cell
from lepton_automl.serve.rows import Rows
from lepton_automl.serve.signature import Signature

if TYPE_CHECKING:
    from lepton_automl.export import Manifest, Predictor

__all__ = ["PREDICT", "PROBA", "Engine", "Question", "best_format", "is_missing"]

PREDICT, PROBA = "predict", "predict_proba"
KEPT = frozenset({"category", "text"})  # kinds in which every present cell says something
GRAPHS = ("onnx",)  # formats that are faster than the pipeline they were compared with
LARGEST = float(np.finfo(np.float32).max)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Question:
    """Rows, and which outputs are wanted for them.

    Attributes
    ----------
    rows : Rows
        What to predict.
    wanted : set of str
        The outputs.
    first_row : int
        How many rows of the request come before these; messages count them.
    """

    rows: Rows
    wanted: Set[str]
    first_row: int = 0


class Engine:
    """One version of a model, ready to predict.

    Parameters
    ----------
    name : str
        How requests call the model.
    predictor : Predictor
        As `load` returns it.
    version : str
        How requests call this version.
    format : str
        Which of the artifact's formats it is.

    Attributes
    ----------
    signature : Signature
        What it takes.
    outputs : mapping from str to ndarray
        What it gives, each as it came out for no rows or one: the dtype and the shape count.
    """

    def __init__(
        self, name: str, predictor: Predictor, version: str, format: str = "joblib"
    ) -> None:
        self.name = name
        self.predictor = predictor
        self.version = version
        self.format = format
        self.signature = Signature(predictor.task_)
        self._model = Quick(self.predictor.model)
        self.outputs = self._tried()

    @classmethod
    def load(
        cls,
        name: str,
        path: str | PathLike[str],
        *,
        format: str | None = None,
        key: str | PathLike[str] | None = None,
        registry: Registry | None = None,
    ) -> Engine:
        """Return the engine of an artifact; its version is the start of its manifest's hash.

        Parameters
        ----------
        name : str
            How requests call the model.
        path : path-like
            The artifact.
        format : str or None
            One of its formats; None for the best that can be loaded here.
        key : path-like or None
            A file with the public key that must have signed the artifact.
        registry : Registry or None
            Where exporters, kinds and task types come from.

        Raises
        ------
        ArtifactError
            If the artifact cannot be loaded, or was replaced meanwhile.
        """
        # A link is followed once: all files are then of one version.
        folder = Path(path).expanduser().resolve()
        registry = registry or Registry()
        before = _version(folder)
        manifest = check(folder, key=key)
        chosen = format or best_format(manifest, registry)
        predictor = load(folder, format=chosen, key=key, registry=registry)
        if _version(folder) != before:
            raise ArtifactError(f"{folder} was replaced while it was read. Load it again.")
        return cls(name, predictor, before, chosen)

    @property
    def manifest(self) -> Manifest:
        """The artifact's manifest."""
        manifest = self.predictor.manifest_
        assert manifest is not None  # it was loaded from an artifact
        return manifest

    def answer(self, questions: Sequence[Question]) -> list[dict[str, Any] | Exception]:
        """Return what is wanted for each question, or why it cannot be had.

        All rows go through the model at once. If that fails, each question goes alone, so
        that nobody's rows spoil the answer of another.
        """
        try:
            return list(self._together(questions))
        except Exception as error:
            if len(questions) == 1:
                return [self._reason(error, questions[0])]
            return [self.answer([question])[0] for question in questions]

    def _together(self, questions: Sequence[Question]) -> Iterator[dict[str, Any]]:
        rows = Rows.joined([question.rows for question in questions])
        X = self.predictor.read(self.signature.X(rows))
        for name, cells in rows.others.items():
            self._refuse_lost(name, cells, X, questions[0].first_row)
        wanted = frozenset().union(*(question.wanted for question in questions))
        found = {name: np.asarray(getattr(self._model, name)(X)) for name in wanted}
        at = 0
        for question in questions:
            part = slice(at, at + question.rows.n_rows)
            yield {name: found[name][part] for name in question.wanted}
            at = part.stop

    def _refuse_lost(self, name: str, cells: Any, X: Any, first_row: int) -> None:
        """Refuse a cell that its kind's reader took for a missing value."""
        field = self.signature.by_name.get(name)
        if field is None or field.kind in KEPT or name not in getattr(X, "columns", ()):
            return
        lost = pd.isna(X[name]).to_numpy()
        if not lost.any():
            return
        for row in np.flatnonzero(lost):
            cell = cells[row]
            if not is_missing(cell):
                raise bad_cell(name, first_row + int(row), cell, field.form.wanted)

    def _reason(self, error: Exception, question: Question) -> Exception:
        if isinstance(error, (Refusal, InputError)):
            return error
        if isinstance(error, ValueError):
            sentence = f"The model cannot use these rows: {error}"
            return self._huge(question) or Refusal(422, sentence)
        return error

    def _huge(self, question: Question) -> Refusal | None:
        """Return the refusal of a number that many models cannot hold, if there is one."""
        rows = question.rows
        if rows.numbers is None:
            return None
        with np.errstate(invalid="ignore"):
            places = np.argwhere(np.abs(rows.numbers) > LARGEST)
        if not len(places):
            return None
        place = tuple(int(i) for i in places[0])
        value = float(rows.numbers[place])
        wanted = f"a number of at most {LARGEST:.1e}"
        name = self.signature.numbers[place[1]] if self.signature.is_table else str(place[1])
        return bad_cell(name, question.first_row + place[0], value, wanted)

    def _tried(self) -> Mapping[str, Any]:
        """Return what the model says of a row without values, having warmed it up by it."""
        offered = [PREDICT, *([PROBA] if hasattr(self.predictor, PROBA) else [])]
        nothing = self.signature.nothing()
        if nothing is not None:
            (answer,) = self.answer([Question(nothing, frozenset(offered))])
            if isinstance(answer, dict):
                return {name: answer[name] for name in offered}
            _log.warning("%s: cannot predict a row without values: %s", self.name, answer)
        return {name: self._expected(name) for name in offered}

    def _expected(self, name: str) -> Any:
        """Return an output as the task lets one expect it, where it could not be tried."""
        task = self.predictor.task_
        if name == PROBA:
            return np.zeros((0, task.n_classes))
        if task.classes is not None:
            return np.zeros(0, dtype=task.label_dtype)
        outputs = labels(task)
        return np.zeros((0, len(outputs)) if outputs else 0)


def best_format(manifest: Manifest, registry: Registry) -> str:
    """Return the format to serve: a compared graph if it can be run here, else the saved one.

    Examples
    --------
    >>> from lepton_automl.export import Manifest
    >>> from lepton_automl.plugin import Registry
    >>> from lepton_automl.task import Input, Schema, Task
    >>> task = Task("regression", Schema("array", (Input(None, "number", 3),)), n_rows=9)
    >>> best_format(Manifest(task, "r2"), Registry(load_installed=False))
    'joblib'
    """
    for name in GRAPHS:
        facts = manifest.formats.get(name, {})
        known = facts.get("exporter") in registry.exporters
        if (
            "rows_compared" in facts
            and known
            and not missing_packages(facts.get("modules", ()))
        ):
            return name
    return manifest.format


def is_missing(cell: Any) -> bool:
    """Tell whether a cell holds nothing: null, NaN, or blank text.

    Examples
    --------
    >>> [is_missing(cell) for cell in (None, float("nan"), " ", 0, "none")]
    [True, True, True, False, False]
    """
    if isinstance(cell, str):
        return not cell.strip()
    return cell is None or (isinstance(cell, float) and cell != cell)


def _version(folder: Path) -> str:
    """Return what names a version: it differs whenever any file does."""
    try:
        return hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()[:12]
    except OSError:
        return ""  # what is wrong is told by `load`
