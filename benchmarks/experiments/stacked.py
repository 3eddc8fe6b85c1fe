"""Asks whether models that learn from what the candidates say bring anything (stacking).

Searches of a minute: what the candidates said of rows left out is what a second model learns
from, in the same folds; selection then has it to choose beside the candidates. Losses on the
quarter held out are shares of those of selection without it.

    LEPTON_DATA_HOME=... python benchmarks/experiments/stacked.py FOLDER [--tables A,B]
                                                                  [--seeds 2,3] [--report]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from lightgbm import LGBMClassifier, LGBMRegressor, early_stopping
from recorded import LEAST
from scipy.special import logit
from searched import blended, candidates, command, divided
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor
from sklearn.linear_model import LogisticRegression, RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from lepton_automl.ensemble.rank import worth_a_look
from lepton_automl.ensemble.select import select
from lepton_automl.ensemble.weigh import BEST, OF_EACH

TABLES = (
    "abalone,dry_bean,energy_efficiency,eucalyptus,hr_job_change,kc_house_sales,kr_vs_kp,"
    "lending_club,madelon,nyc_taxis,pc4,qsar_biodeg,quake,socmob,steel_plates,telco_churn,"
    "wall_robot_navigation"
)
FURTHER = 8  # of the best candidates, beside the members of the ensemble
PATIENCE = 30  # rounds
Fit = Callable[[bool, Any, Any, Any, Any], Any]  # classes?, X, y, X and y to stop by


def boosted(classes: bool, X: Any, y: Any, X_stop: Any, y_stop: Any) -> Any:
    """Return small boosted trees that stop where they learn nothing more."""
    model = (LGBMClassifier if classes else LGBMRegressor)(
        n_estimators=1000,
        learning_rate=0.03,
        num_leaves=15,
        colsample_bytree=0.7,
        subsample=0.8,
        subsample_freq=1,
        reg_lambda=1.0,
        n_jobs=1,
        verbose=-1,
    )
    stop = early_stopping(PATIENCE, verbose=False)
    return model.fit(X, y, eval_X=X_stop, eval_y=y_stop, callbacks=[stop])


def forest(classes: bool, X: Any, y: Any, *_: Any) -> Any:
    """Return a forest of extremely random trees."""
    kind = ExtraTreesClassifier if classes else ExtraTreesRegressor
    return kind(200, min_samples_leaf=5, max_features=0.5, random_state=0).fit(X, y)


def line(classes: bool, X: Any, y: Any, *_: Any) -> Any:
    """Return a linear model, of the logits of probabilities."""
    if classes:
        return make_pipeline(StandardScaler(), LogisticRegression(C=0.01)).fit(X, y)
    return make_pipeline(StandardScaler(), RidgeCV(np.logspace(-1, 5, 13))).fit(X, y)


WAYS: dict[str, tuple[Fit, bool, bool]] = {  # how, whether from columns too, from further ones
    "boosted trees": (boosted, False, False),
    "boosted trees, columns": (boosted, True, False),
    "boosted trees, columns, further": (boosted, True, True),
    "forest, columns": (forest, True, False),
    "line": (line, False, False),
    "line, further": (line, False, True),
}


def report(searches: Sequence[dict[str, Any]]) -> None:
    """Print the losses of second models alone, and of selection that may take them."""
    alone, beside = ({s["name"]: {} for s in searches} for _ in range(2))
    for search in searches:
        for way, shares in by_way(search).items():
            alone[search["name"]][way], beside[search["name"]][way] = shares
    for what, shares in {"alone": alone, "beside": beside}.items():
        table = pd.DataFrame(shares).T
        print(what, table.to_string(float_format=lambda share: f"{share:.3f}"), sep="\n")
        worse, better = (table > 1.001).sum(), (table < 0.999).sum()
        mean = np.exp(np.log(table).clip(-0.1, 0.1).mean())
        print(pd.DataFrame({"share": mean.round(4), "better": better, "worse": worse}))


def by_way(search: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """Return a second model's loss, and that of an ensemble which may have it."""
    at = [search["trials"].index(t) for t in worth_a_look(search["trials"], BEST, OF_EACH)]
    left_out, held_out = ([search[part][i] for i in at] for part in ("left_out", "held_out"))
    weights = select(left_out, search["y"], search["score"])
    few = max(blended(search, weights, held_out), LEAST)
    members = list(np.flatnonzero(weights))
    more = list(dict.fromkeys([*members, *range(min(FURTHER, len(at)))]))
    columns = of_columns(search)
    found = {}
    for way, (fit, with_columns, further) in WAYS.items():
        chosen = more if further else members
        given = columns if with_columns else (None, None)
        said = second(
            search, fit, *([part[i] for i in chosen] for part in (left_out, held_out)), *given
        )
        again = select([*left_out, said[0]], search["y"], search["score"])
        both = blended(search, again, [*held_out, said[1]])
        found[way] = tuple(
            max(x, LEAST) / few for x in (blended(search, [1.0], said[1:]), both)
        )
    return found


def second(
    search: dict[str, Any], fit: Fit, left_out: Any, held_out: Any, columns: Any, tests: Any
) -> tuple[Any, Any]:
    """Return what models of what others said say of the rows left out, and held out."""
    classes = search["task"] != "regression"
    X, X_test = (
        inputs(said, classes, fit is line, table)
        for said, table in ((left_out, columns), (held_out, tests))
    )
    y, ends = search["y"], np.cumsum([len(rows) for rows in search["folds"]])
    says = "predict_proba" if classes else "predict"
    own, test = np.zeros(np.shape(left_out[0])), []
    for fold in np.split(np.arange(len(y)), ends[:-1]):
        rest = np.setdiff1d(np.arange(len(y)), fold)
        model = fit(classes, X[rest], y[rest], X[fold], y[fold])
        own[fold] = getattr(model, says)(X[fold])
        test.append(getattr(model, says)(X_test))
    return own, np.mean(test, axis=0)


def inputs(said: Sequence[Any], classes: bool, logits: bool, columns: Any) -> Any:
    """Return as columns what candidates said, and the table's own where there are any."""
    found = [np.reshape(p, (len(p), -1)) for p in said]
    if classes:
        found = [p[:, 1:] if p.shape[1] == 2 else p for p in found]
    if classes and logits:
        found = [logit(np.clip(p, 1e-6, 1 - 1e-6)) for p in found]
    return np.hstack(found if columns is None else [*found, columns]).astype(float)


def of_columns(search: dict[str, Any]) -> tuple[Any, Any]:
    """Return a table's columns as numbers: of the rows left out, and of those held out."""
    name, seed = search["name"].split(", ")
    with divided(name, int(seed)) as (_, _, X, _, X_test, _):
        whole = pd.concat([X, X_test], ignore_index=True)
    numbers = np.column_stack([numbered(whole[column]) for column in whole])
    return numbers[np.concatenate(search["folds"])], numbers[len(X) :]


def numbered(column: pd.Series) -> Any:
    """Return a column as numbers without a gap; categories by the order they come in."""
    if not pd.api.types.is_numeric_dtype(column):
        return pd.factorize(column.astype(str))[0]
    return column.astype(float).fillna(column.min() - 1)


if __name__ == "__main__":
    command(__doc__, TABLES, "2", candidates, report)
