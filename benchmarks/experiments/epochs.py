"""Asks which epoch of a network is the one to keep, where few rows are watched.

The networks of each fold tell after every epoch what they say of the fold's rows, which are
watched, and of rows held out. Ways to choose the epoch by the losses on the rows watched are
compared by the loss of the bag of all folds on the rows held out, as a share of that with the
single best epochs; and by how good networks look: the loss on the rows watched over that of
single networks on the rows held out.

    python benchmarks/experiments/epochs.py FOLDER [--tables pc4,quake] [--seeds 0] [--report]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from lepton_realmlp import estimators
from lepton_realmlp.training import train
from numpy.typing import NDArray
from searched import command, divided
from sklearn.base import clone
from systems.score import loss

from lepton_automl import LeptonAutoML
from lepton_automl.run import RunFolder, read_history
from lepton_automl.run.work import Job, _pipeline, _take

TABLES = (
    "analcatdata_dmft,quake,socmob,steel_plates,pc4,qsar_biodeg,eucalyptus,energy_efficiency,"
    "abalone"
)
NETWORKS = (
    {"n_epochs": 64, "width": 128, "dropout": 0.15},
    {"n_epochs": 100, "width": 256, "dropout": 0.0},
    {"n_epochs": 64, "width": 192, "dropout": 0.3, "learning_rate": 0.5},
)
Losses = NDArray[np.float64]
Told = tuple[float, Any, Any]  # the loss, and what is said of rows watched and held out


def back(losses: Losses, n: int) -> Losses:
    """Return the mean of each loss and those before it, n in all."""
    return np.array([losses[max(0, i - n + 1) : i + 1].mean() for i in range(len(losses))])


def around(losses: Losses, n: int) -> Losses:
    """Return the mean of each loss and those around it, n in all."""
    half = n // 2
    ends = [(max(0, i - half), i + half + 1) for i in range(len(losses))]
    return np.array([losses[start:end].mean() for start, end in ends])


WAYS: dict[str, Callable[[Losses], int]] = {
    "the best": lambda losses: int(np.argmin(losses)),
    "best 3 back": lambda losses: int(np.argmin(back(losses, 3))),
    "best 5 back": lambda losses: int(np.argmin(back(losses, 5))),
    "best 9 back": lambda losses: int(np.argmin(back(losses, 9))),
    "best 5 around": lambda losses: int(np.argmin(around(losses, 5))),
    "the last": lambda losses: len(losses) - 1,
}


def record(name: str, seed: int) -> dict[str, Any]:
    """Return, for each network and way, the loss of the bag, of single ones, and as watched."""
    with divided(name, seed) as (scratch, job, X, y, X_test, y_test):
        run, task = scratch / "run", job["task"]
        automl = LeptonAutoML(
            task=task,
            estimators=["realmlp"],
            n_trials=2,
            executor="inline",
            random_state=seed,
            verbose=0,
            run_dir=run,
            refit="bag",
        ).fit(X, y)
        plan = RunFolder.attach(str(run), "").read_plan()
        candidate = next(
            t.candidate for t in read_history(run) if t.candidate.estimator == "realmlp"
        )
        pipeline = _pipeline(Job(str(run), "", candidate, 0), plan)
        rows, truth = (
            automl._served.read(X_test),
            plan.data.y[plan.splits.test_rows(len(plan.splits))],
        )
        found = []
        for network in NETWORKS:
            pipeline[-1].set_params(max_seconds=None, **network)
            folds = list(watched(pipeline, plan, rows))
            found.append({way: judged(task, folds, WAYS[way], truth, y_test) for way in WAYS})
        return {"name": name, "seed": seed, "found": found}


def watched(pipeline: Any, plan: Any, rows: Any) -> Iterator[list[Told]]:
    """Yield what each fold's network told after each epoch."""
    data = plan.data
    for k, (learn, watch) in enumerate(plan.splits.pairs):
        prepare, model = clone(pipeline[:-1]), clone(pipeline[-1]).set_params(random_state=k)
        X = np.asarray(prepare.fit_transform(_take(data.X, learn), data.y[learn]), float)
        X_val, X_test = (
            np.asarray(prepare.transform(x), float) for x in (_take(data.X, watch), rows)
        )
        told: list[Told] = []
        estimators.train = noting(told, model, X_val, X_test)
        model.fit(X, data.y[learn], X_val=X_val, y_val=data.y[watch])
        estimators.train = train
        yield told


def noting(told: list[Told], model: Any, X_val: Any, X_test: Any) -> Callable[..., int]:
    """Return what trains a model's network and notes what it says after each epoch."""

    def noting_train(
        network: Any, *args: Any, loss: Callable[[], float], **options: Any
    ) -> int:
        def tell() -> float:
            model.network_ = network
            says = getattr(model, "predict_proba", model.predict)
            told.append((loss(), says(X_val), says(X_test)))
            return told[-1][0]

        return train(network, *args, loss=tell, **options)

    return noting_train


def judged(
    task: str,
    folds: Sequence[list[Told]],
    way: Callable[[Losses], int],
    y_watched: Any,
    y_test: Any,
) -> tuple[float, float, float]:
    """Return the loss of the bag and of single networks, and the loss on the rows watched."""
    kept = [told[way(np.array([loss for loss, *_ in told]))] for told in folds]
    held = [said for *_, said in kept]
    single = float(np.mean([loss(task, y_test, said) for said in held]))
    seen = loss(task, y_watched, np.concatenate([said for _, said, _ in kept]))
    return loss(task, y_test, np.mean(held, axis=0)), single, seen


def report(records: Sequence[dict[str, Any]]) -> None:
    """Print means of all networks on all tables, by the way."""
    found = [each for one in records for each in one["found"]]
    for way in WAYS:
        shares = [each[way][0] / each["the best"][0] for each in found]
        looks = [each[way][2] / each[way][1] for each in found]
        print(
            f"{way}: loss {np.exp(np.log(shares).mean()):.4f}, better on "
            f"{np.mean(np.array(shares) < 1):.0%}; looks {np.exp(np.log(looks).mean()):.3f}"
        )


if __name__ == "__main__":
    command((__doc__ or "").split("\n")[0], TABLES, "0", record, report)
