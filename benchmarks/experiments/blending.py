"""Asks what selection, ties and calibration are worth, from what `portfolio.py` has recorded.

All configurations of the opening stand for a search's candidates. Members are weighed, and
probabilities calibrated, on the rows that were watched; the loss is that on further rows.

    python benchmarks/experiments/blending.py FOLDER [--parts selection,ties,pools,calibration]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from recorded import LEAST, Table, print_parts, score
from scipy.optimize import minimize_scalar
from scipy.special import softmax
from sklearn.calibration import CalibratedClassifierCV

from lepton_automl.budget import Budget, Clock
from lepton_automl.ensemble.calibrate import AsGiven, calibrate
from lepton_automl.ensemble.predicted import Predicted
from lepton_automl.ensemble.select import select
from lepton_automl.score.fast import accuracy, log_loss

FEW_ROWS = (20, 50, 200)  # on which accuracy ties
DRAWS = 10
FOLDS = 4
SURE = 1e-6  # no probability counts as less, so that no member rules alone


def selection(tables: Sequence[Table]) -> None:
    """Print the losses of ways to blend, as shares of that of greedy selection."""
    ways: dict[str, Callable[[Table], Any]] = {
        "the best alone": lambda t: _mean(t, t.best(t.book)[:1]),
        "mean of the best 5": lambda t: _mean(t, t.best(t.book)[:5]),
        "mean of the best 10": lambda t: _mean(t, t.best(t.book)[:10]),
        "mean of all": lambda t: _mean(t, t.book),
        "greedy, each once": lambda t: _greedy(t, once=True),
        "greedy, 5 rounds": lambda t: _greedy(t, rounds=5),
        "greedy, 100 rounds": lambda t: _greedy(t, rounds=100, patience=100),
    }
    for name, way in ways.items():
        _say(name, [(t.name, _ratio(t, way(t))) for t in tables])


def _ratio(table: Table, said: Any) -> float:
    return max(table.judged(said), LEAST) / max(table.loss(table.book), LEAST)


def _mean(table: Table, keys: Sequence[str]) -> Any:
    return np.mean([table.found[key]["tested"] for key in keys], axis=0)


def _greedy(table: Table, once: bool = False, **options: Any) -> Any:
    best = table.best(table.book)
    weights = select(
        [table.found[key]["watched"] for key in best],
        table.y_watched,
        lambda y, said, _: score(table.kind, y, said),
        **options,
    )
    if once:
        weights = (weights > 0) / np.sum(weights > 0)
    return sum(w * table.found[k]["tested"] for w, k in zip(weights, best, strict=True))


def ties(tables: Sequence[Table]) -> None:
    """Print the accuracy by selection on few rows, with equals told apart and without."""
    for n_rows in FEW_ROWS:
        found = []
        for table in tables:
            if table.kind == "regression":
                continue
            found.append([_by_accuracy(table, n_rows, draw) for draw in range(DRAWS)])
        plain, told = np.moveaxis(np.mean(found, axis=1), -1, 0)
        counts = f"{np.sum(told > plain)} : {np.sum(told < plain)}"
        print(f"| {n_rows} rows | {plain.mean():.4f} | {told.mean():.4f} | {counts} |")


def _by_accuracy(table: Table, n_rows: int, draw: int) -> list[float]:
    """Return the accuracy on further rows of what was selected on a few, in two ways."""
    rows = np.random.default_rng(draw).permutation(len(table.y_watched))[:n_rows]
    y, keys = table.y_watched[rows], table.book
    watched = [table.found[key]["watched"][rows] for key in keys]
    order = np.argsort([-_right(y, said, None) for said in watched], kind="stable")[:30]
    found = []
    for tie in (None, _likelihood):
        weights = select([watched[i] for i in order], y, _right, tie=tie)
        members = zip(weights, order, strict=True)
        said = sum(w * table.found[keys[i]]["tested"] for w, i in members if w > 0)
        found.append(_right(table.y_tested, said, None))
    return found


def _right(y: Any, said: Any, weight: Any) -> float:
    return accuracy(y, np.argmax(said, axis=1))


def _likelihood(y: Any, said: Any, weight: Any) -> float:
    return -log_loss(y, said)


def pools(tables: Sequence[Table]) -> None:
    """Print what it brings to average logarithms of probabilities, not these (a log pool).

    Genest and Zidek: Combining probability distributions, Statistical Science 1, 1986. Both
    without a temperature and with the one that is best for what was watched.
    """
    shares: dict[str, list[tuple[str, float]]] = {
        f"{way}{warm}": []
        for way in ("logarithms", "the better one")
        for warm in ("", ", tempered")
    }
    for table in tables:
        if table.kind == "regression":
            continue
        plain, logs = (_parts(table, pooled) for pooled in (False, True))
        watched = [score(table.kind, table.y_watched, each[0]) for each in (plain, logs)]
        ways = {
            "logarithms": logs,
            "the better one": logs if watched[1] > watched[0] else plain,
        }
        for way, said in ways.items():
            for warm, told in (("", _tested), (", tempered", _tempered)):
                lost, before = (table.judged(told(table, each)) for each in (said, plain))
                share = max(lost, LEAST) / max(before, LEAST)
                shares[f"{way}{warm}"].append((table.name, share))
    for name, found in shares.items():
        _say(name, found)


def _parts(table: Table, pooled: bool) -> list[Any]:
    """Return what an ensemble selected for one pool or the other says of both parts."""
    best = table.best(table.book)
    before = _logs if pooled else np.asarray
    after = (lambda mean: softmax(mean, axis=1)) if pooled else np.asarray
    parts = [[before(table.found[k][part]) for k in best] for part in ("watched", "tested")]
    weights = select(
        parts[0], table.y_watched, lambda y, mean, _: score(table.kind, y, after(mean))
    )
    return [after(np.tensordot(weights, part, 1)) for part in parts]


def _logs(said: Any) -> Any:
    return np.log(np.clip(said, SURE, 1))


def _tested(table: Table, said: Sequence[Any]) -> Any:
    return said[1]


def _tempered(table: Table, said: Sequence[Any]) -> Any:
    watched, tested = map(_logs, said)
    found = minimize_scalar(
        lambda inverse: log_loss(table.y_watched, softmax(inverse * watched, axis=1)),
        bounds=(0.3, 3.0),
        method="bounded",
    )
    return softmax(found.x * tested, axis=1)


def calibration(tables: Sequence[Table]) -> None:
    """Print what calibration does to the log loss, where it is kept and if it always were."""
    kept, temperature, isotonic = [], [], []
    for table in tables:
        if table.kind == "regression":
            continue
        watched, tested = (table.blend(table.book, part) for part in ("watched", "tested"))
        n_classes = watched.shape[1]
        if len(np.unique(table.y_watched)) < n_classes:
            continue
        plain = log_loss(table.y_tested, tested)
        model = calibrate(
            AsGiven(n_classes),
            _folds(table.y_watched, watched),
            np.arange(n_classes),
            lambda y, said, _, t=table: score(t.kind, y, said),
            Clock(Budget(seconds=60)),
        )
        changed = isinstance(model, CalibratedClassifierCV)
        after = log_loss(table.y_tested, model.predict_proba(tested))
        if changed:
            kept.append((table.name, after / plain))
        for found, method in ((temperature, "temperature"), (isotonic, "isotonic")):
            rows = np.arange(len(watched))
            always = CalibratedClassifierCV(
                AsGiven(n_classes), method=method, ensemble=False, cv=[(rows, rows)]
            ).fit(watched, table.y_watched)
            loss = log_loss(table.y_tested, always.predict_proba(tested))
            found.append((table.name, loss / plain))
    print(f"kept {len(kept)} times of {len(temperature)}")
    _say("where it is kept", kept)
    _say("a temperature always", temperature)
    _say("isotonic always", isotonic)


def _folds(y: Any, said: Any) -> list[Predicted]:
    return [Predicted(y[i::FOLDS], said[i::FOLDS]) for i in range(FOLDS)]


def _say(name: str, found: Sequence[tuple[str, float]]) -> None:
    """Print the geometric mean over tables, and on how many of them it is better and worse."""
    by_table: dict[str, list[float]] = {}
    for table, ratio in found:
        by_table.setdefault(table, []).append(np.log(ratio))
    means = np.array([np.mean(logs) for logs in by_table.values()])
    least, most = np.exp([means.min(), means.max()])
    print(
        f"| {name} | {np.exp(means.mean()):.4f} | {least:.3f} to {most:.3f} | "
        f"{sum(means < -5e-4)} : {sum(means > 5e-4)} |"
    )


PARTS = {"selection": selection, "ties": ties, "pools": pools, "calibration": calibration}


if __name__ == "__main__":
    print_parts(__doc__, PARTS)
