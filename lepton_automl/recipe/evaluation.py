"""A predictor and rows with known targets -> its scores beside the baseline's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lepton_automl import intake, report
from lepton_automl.recipe.rows import Rows
from lepton_automl.score import make_score

if TYPE_CHECKING:
    import pandas as pd

    from lepton_automl.export import Predictor
    from lepton_automl.plugin.registry import Registry
    from lepton_automl.plugin.specs import TaskSpec

__all__ = ["SHORT", "evaluate_rows"]

SHORT = 5  # a task type names its most telling metrics first


def evaluate_rows(
    predictor: Predictor, rows: Rows, metrics: Sequence[Any], registry: Registry
) -> pd.DataFrame:
    """Return the metrics' values with their intervals, beside the baseline's.

    Parameters
    ----------
    predictor : Predictor
        With a baseline.
    rows : Rows
        The rows to predict and their true targets.
    metrics : sequence of str or callable
        The metrics; those that are named twice count once.
    registry : Registry
        Where metrics come from.

    Raises
    ------
    InputError
        If y has a class that was not learned, or a metric does not apply.
    """
    task = predictor.task_
    spec: TaskSpec = registry.get("tasks", task.type)
    X = predictor.read(rows.X)
    return report.evaluate(
        intake.reencode(rows.y, task, spec),
        getattr(predictor.model, spec.response)(X),
        None if predictor.baseline is None else getattr(predictor.baseline, spec.response)(X),
        task,
        [make_score(m, spec, registry, task.outputs) for m in dict.fromkeys(metrics)],
        sample_weight=rows.sample_weight,
    )
