"""A recipe -> a fitted, evaluated and saved model: what ``lepton run`` and ``fit`` do."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lepton_automl._lazy import resolve
from lepton_automl.errors import InputError
from lepton_automl.plugin import Registry, including
from lepton_automl.recipe.loose import load_loose, refuse_unless_allowed
from lepton_automl.recipe.rows import Rows, load_rows, separate
from lepton_automl.recipe.sections import Recipe

if TYPE_CHECKING:
    import pandas as pd

    from lepton_automl.automl import LeptonAutoML

__all__ = ["Outcome", "run"]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of a recipe.

    Attributes
    ----------
    recipe : Recipe
        What was asked for.
    automl : LeptonAutoML
        Fitted.
    n_train, n_held_out : int
        The rows learned from and evaluated on.
    evaluation : DataFrame or None
        The scores on the held-out rows beside the baseline's; None without such rows.
    artifact : Path or None
        The folder that was saved.
    seconds : float
        The time that ``fit`` took.
    page : Path or None
        The report's page.
    n_unlabelled : int
        The rows of the training file that were left out, for they lack the target.
    """

    recipe: Recipe
    automl: LeptonAutoML
    n_train: int
    n_held_out: int
    evaluation: pd.DataFrame | None
    artifact: Path | None
    seconds: float
    page: Path | None = None
    n_unlabelled: int = 0


def run(recipe: Recipe, *, allow_plugins: bool = False) -> Outcome:
    """Return the outcome of a recipe: fit, evaluate on held-out rows, save.

    Parameters
    ----------
    recipe : Recipe
        From `read`, or made by hand.
    allow_plugins : bool
        Whether the loose plugin files it names may be loaded; they are code.

    Raises
    ------
    LeptonError
        If the recipe, its data or a plugin cannot be used, or no model was found.
    """
    refuse_unless_allowed(recipe.plugins, allow_plugins)
    _refuse_place(recipe.export.path)
    with including(*(load_loose(path) for path in recipe.plugins)):
        return _run(recipe, Registry())


def _run(recipe: Recipe, registry: Registry) -> Outcome:
    for name in recipe.export.formats:
        registry.get("exporters", name)  # refused now, not when all is done
    known, held_out = _split(recipe, registry)
    _refuse_report(recipe, known)
    started = time.monotonic()
    automl = _fit(recipe, known)
    seconds = time.monotonic() - started
    evaluation = None if held_out is None else _evaluate(recipe, automl, held_out, registry)
    n_held_out = 0 if held_out is None else len(held_out)
    artifact = _save(recipe, automl)
    page = _report(recipe, automl, held_out)
    return Outcome(
        recipe,
        automl,
        len(known),
        n_held_out,
        evaluation,
        artifact,
        seconds,
        page,
        known.unlabelled,
    )


def _refuse_place(path: Path | None) -> None:
    """Refuse, before any time is spent, a place where nothing can be saved."""
    if path is None:
        return
    from lepton_automl.export.folder import refuse_unwritable

    refuse_unwritable(path)
    if not path.exists() or (path / "manifest.json").is_file():
        return
    if not path.is_dir() or any(path.iterdir()):
        raise InputError(
            f"The artifact cannot be saved to {str(path)!r}: something else is there. "
            "Give another path."
        )


def _refuse_report(recipe: Recipe, rows: Rows) -> None:
    """Refuse, before any time is spent, a report that cannot be written."""
    if recipe.report.path is None:
        return
    from lepton_automl.report.page import as_groups, require

    sensitive = recipe.report.sensitive
    require(*(["fairlearn"] if sensitive else []))
    if sensitive:
        as_groups(separate(rows.X, sensitive, "[report] sensitive"), sensitive)


def _split(recipe: Recipe, registry: Registry) -> tuple[Rows, Rows | None]:
    from lepton_automl.recipe.holdout import hold_out

    section = recipe.data
    rows, test = load_rows(section, registry)
    if test is not None or not section.holdout:
        return rows, test
    return hold_out(
        rows,
        section.holdout,
        by_class=_has_classes(rows.y, recipe.automl.get("task", "auto"), registry),
        in_time=recipe.automl.get("cv") == "time",
        random_state=recipe.automl.get("random_state", 0),
    )


def _has_classes(y: Any, task: str, registry: Registry) -> bool:
    """Tell whether the likeliest task type stratifies; ``fit`` is the one to refuse y."""
    if task == "auto":
        kinds = frozenset({"number"})
        specs = [s for s in registry.tasks.values() if s.recognise is not None]
        sure = {s.name: resolve(s.recognise)(y, kinds) for s in specs}
        task = max(sure, key=lambda name: sure[name])
    return task in registry.tasks and registry.tasks[task].splitter == "stratified"


def _fit(recipe: Recipe, rows: Rows) -> LeptonAutoML:
    from lepton_automl.automl import LeptonAutoML

    automl = LeptonAutoML(**recipe.automl)
    automl.fit(rows.X, rows.y, sample_weight=rows.sample_weight, groups=rows.groups)
    return automl


def _evaluate(
    recipe: Recipe, automl: LeptonAutoML, rows: Rows, registry: Registry
) -> pd.DataFrame:
    from lepton_automl.export import Predictor
    from lepton_automl.recipe.evaluation import SHORT, evaluate_rows

    task = automl.task_
    kinds = {kind: registry.kinds[kind] for kind in task.schema.kinds}
    predictor = Predictor(automl.model_, task, kinds, baseline=automl.baseline_)
    chosen = recipe.automl.get("scoring")
    first = [] if chosen is None else [chosen]
    metrics = [*first, *registry.tasks[task.type].metrics[:SHORT]]
    return evaluate_rows(predictor, rows, metrics, registry)


def _save(recipe: Recipe, automl: LeptonAutoML) -> Path | None:
    if recipe.export.path is None:
        return None
    automl.save(recipe.export.path, format=recipe.export.formats)
    return recipe.export.path


def _report(recipe: Recipe, automl: LeptonAutoML, rows: Rows | None) -> Path | None:
    """Write the page, judged by the held-out rows where there are any."""
    if recipe.report.path is None:
        return None
    given = (None, None, None) if rows is None else (rows.X, rows.y, rows.sample_weight)
    X, y, weight = given
    sensitive = recipe.report.sensitive
    return automl.report(recipe.report.path, X, y, sensitive=sensitive, sample_weight=weight)
