"""The fitted thing: weighted pipelines as one scikit-learn estimator.

It is scikit-learn's own ``VotingClassifier`` or ``VotingRegressor`` around pipelines that
are fitted already, so that it can be inspected, cloned, fitted again and loaded by whoever
knows scikit-learn; and a `Blend`, which is the same, where a prediction has several columns.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.ensemble import VotingClassifier, VotingRegressor
from sklearn.preprocessing import LabelEncoder
from sklearn.utils import Bunch

from lepton_automl.candidate import Candidate
from lepton_automl.ensemble.bags import ALL, Worth, worth
from lepton_automl.ensemble.blend import Blend
from lepton_automl.intake import labels
from lepton_automl.run.folder import RunFolder
from lepton_automl.run.plan import REFIT, Plan
from lepton_automl.trial import History

__all__ = ["assemble", "left_out"]

MOST_BYTES = 100_000_000  # that pipelines have which are kept for nothing but to explain


def assemble(
    weights: dict[Candidate, float],
    history: History,
    folder: RunFolder,
    plan: Plan,
    pipelines: Worth = ALL,
    again: bool = True,
) -> Any:
    """Return the members as one fitted scikit-learn estimator.

    A member is the average of its share of the pipelines that the ensemble is worth: first the
    one fitted on all rows, where there is one and `again`, then those of its folds. Where the
    task type says that predictions cannot be averaged, it is one pipeline.
    """
    members: list[tuple[str, Any, float]] = []
    turn = 0
    for candidate, weight in weights.items():
        whole, folds = _models(candidate, history, folder)
        whole = whole and again
        kept = pipelines.kept(folds, weight, turn, whole)
        turn += len(kept)
        indices = [REFIT, *kept] if whole else kept
        if plan.task_spec.combine == "best":
            return folder.model(candidate, indices[0])
        for index in indices:
            name = candidate.key if index == REFIT else f"{candidate.key}-{index}"
            members.append((name, folder.model(candidate, index), weight / len(indices)))
    return _vote(members, plan)


def left_out(
    weights: dict[Candidate, float], history: History, folder: RunFolder, plan: Plan
) -> Any:
    """Return the members made of pipelines that each left rows out, as they were weighed.

    None where these are all that the model is made of, or have very many bytes, or cannot be
    averaged. Members that were fitted once, out of bag, are not in it.
    """
    models = {c: _models(c, history, folder) for c in weights}
    made = {c: weight for c, weight in weights.items() if models[c][1]}
    size = sum(f.size or 0 for c in made for f in history.trials[c].done)
    alike = not any(models[c][0] for c in made)
    if alike or size > MOST_BYTES or plan.task_spec.combine == "best":
        return None
    return assemble(made, history, folder, plan, worth(plan.task), again=False)


def _models(
    candidate: Candidate, history: History, folder: RunFolder
) -> tuple[bool, list[int]]:
    """Return whether there is a pipeline of all rows, and the folds that left one."""
    again = folder.fold(candidate, REFIT)
    whole = again is not None and again.error is None
    return whole, [f.index for f in history.trials[candidate].done if not f.out_of_bag]


def _vote(members: list[tuple[str, Any, float]], plan: Plan) -> Any:
    names, models, weights = zip(*members, strict=True)
    pairs = list(zip(names, models, strict=True))
    vote: Any
    if plan.task.outputs:
        form = plan.task_spec.prediction
        vote = Blend(pairs, list(weights), form)
        vote.take(models, plan.task.outputs if form == "labels" else None)
        return vote
    if plan.task.classes is None:
        vote = VotingRegressor(pairs, weights=list(weights))
    else:
        vote = VotingClassifier(pairs, voting="soft", weights=list(weights))
        vote.le_ = LabelEncoder()
        vote.le_.classes_ = vote.classes_ = labels(plan.task)
    vote.estimators_ = list(models)
    vote.named_estimators_ = Bunch(**dict(pairs))
    if plan.task.schema.form == "table":
        vote.feature_names_in_ = np.asarray(
            [i.name for i in plan.task.schema.inputs], dtype=object
        )
    return vote
