"""Asks which candidates of a search selection has to look at.

Searches of a minute on small tables, where Optuna finds a hundred candidates that are much
alike: what each said of the rows left out, and of the quarter held out, is kept. Then
ensembles are selected from some of them. The losses are those on the rows held out, as
shares of what the best thirty alone come to.

    LEPTON_DATA_HOME=... python benchmarks/experiments/selected.py FOLDER [--tables A,B]
                                                                   [--seeds 2,3] [--report]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from recorded import LEAST
from searched import blended, candidates, command

from lepton_automl.ensemble.rank import worth_a_look
from lepton_automl.ensemble.select import select

TABLES = (
    "abalone,analcatdata_dmft,energy_efficiency,eucalyptus,kr_vs_kp,madelon,pc4,"
    "qsar_biodeg,quake,socmob,steel_plates,telco_churn,wall_robot_navigation"
)
WAYS: dict[str, tuple[int, int]] = {  # the best, and of each estimator
    "best 30": (30, 0),
    "best 70": (70, 0),
    "best 30, 3 of each": (30, 3),
    "all": (10_000, 0),
}
OPENING = "opening alone"


def report(searches: Sequence[dict[str, Any]]) -> None:
    """Print the losses by what selection looks at."""
    losses = pd.DataFrame({s["name"]: by_way(s) for s in searches}).T
    print(losses.to_string(float_format=lambda loss: f"{loss:.5g}"))
    shares = losses.clip(lower=LEAST).div(losses["best 30"].clip(lower=LEAST), axis=0)
    told = {
        way: f"{np.exp(np.log(share).mean()):.4f} ({(share < 0.999).sum()} better, "
        f"{(share > 1.001).sum()} worse)"
        for way, share in shares.items()
    }
    print(pd.Series(told).to_string())


def by_way(search: dict[str, Any]) -> dict[str, float]:
    """Return the loss on rows held out by which candidates selection looked at."""
    trials = search["trials"]
    looked_at = {way: worth_a_look(trials, *how) for way, how in WAYS.items()}
    looked_at[OPENING] = [t for t in trials if t.origin == "opening"] or trials
    return {way: selected(search, some) for way, some in looked_at.items()}


def selected(search: dict[str, Any], some: Sequence[Any]) -> float:
    """Return the loss of an ensemble of some of the candidates."""
    at = [search["trials"].index(trial) for trial in some]
    left_out, held_out = ([search[part][i] for i in at] for part in ("left_out", "held_out"))
    weights = select(left_out, search["y"], search["score"])
    return blended(search, weights, held_out)


if __name__ == "__main__":
    command(__doc__, TABLES, "2,3", candidates, report)
