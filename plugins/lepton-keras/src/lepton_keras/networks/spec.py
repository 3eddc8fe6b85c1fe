"""An estimator with somebody's own network, as it takes part in a search."""

from __future__ import annotations

from functools import partial
from typing import Any

from sklearn.base import clone, is_classifier

from lepton_automl.plugin import Cost, EstimatorSpec
from lepton_keras.board.curves import within
from lepton_keras.board.searches import board_for_networks
from lepton_keras.networks.backend import gpu_is_there, requirements

__all__ = ["spec_of"]

BY_NAME = {"ImageNetwork": "image", "SequenceNetwork": "sequence", "TextNetwork": "text"}
# Grey images may come without a channel.
BY_RANK = {2: {"number"}, 3: {"sequence", "image"}, 4: {"image"}}


def spec_of(estimator: Any) -> EstimatorSpec:
    """Return a spec with the parameters that the estimator has."""
    tasks = ("binary", "multiclass") if is_classifier(estimator) else ("regression",)
    return EstimatorSpec(
        name="keras_model",
        estimator=partial(_again, estimator),
        tasks=frozenset(tasks),
        accepts=_kinds(estimator.network),
        handles=frozenset({"sample_weight", "validation", "deadline", "pruning"}),
        wants=frozenset({"scaled"}),
        fixed=board_for_networks(),
        requires=requirements(),
        alone=gpu_is_there(),
        cost=Cost(base=8.0, rate=1e-6),
    )


def _again(
    estimator: Any,
    random_state: Any = None,
    max_seconds: float | None = None,
    n_jobs: int | None = None,
    tensorboard_dir: str | None = None,
    fit_name: str | None = None,
) -> Any:
    """Return a new estimator like the one given, with what the search says."""
    found = clone(estimator).set_params(random_state=random_state, n_jobs=n_jobs)
    own = found.max_seconds
    if max_seconds is not None:
        found.set_params(max_seconds=max_seconds if own is None else min(own, max_seconds))
    folder = found.tensorboard_dir or tensorboard_dir
    return found.set_params(tensorboard_dir=within(folder, fit_name))


def _kinds(network: Any) -> frozenset[str]:
    """Return the kinds that a network takes: a function suits itself to what there is."""
    rank = getattr(network, "rank", None)
    if rank is not None:
        return frozenset(BY_RANK.get(rank, {"number"}))
    known = BY_NAME.get(type(network).__name__)
    return frozenset({known} if known else set().union(*BY_RANK.values()))
