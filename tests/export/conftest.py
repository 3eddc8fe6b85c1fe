"""A small table, a model of it made of scikit-learn's steps alone, and its artifact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import VotingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from threadpoolctl import threadpool_limits

from lepton_automl.candidate import Candidate
from lepton_automl.export import Manifest, describe, save
from lepton_automl.plugin import Input, Registry, Task
from lepton_automl.task import Schema


@dataclass(frozen=True)
class Made:
    """What a fit ends with."""

    X: pd.DataFrame
    y: np.ndarray[Any, Any]
    task: Task
    model: Any
    baseline: Any
    manifest: Manifest
    registry: Registry

    def save(self, path: Path, **changes: Any) -> Path:
        values = {
            "model": self.model,
            "baseline": self.baseline,
            "task": self.task,
            "manifest": self.manifest,
            "registry": self.registry,
            "card": "# A card\n",
        }
        return save(path, **(values | changes))


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """Threads that wait for each other on a busy machine cost more than the work."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="session")
def made(one_thread: None) -> Made:
    random = np.random.default_rng(0)
    X = pd.DataFrame(
        {
            "size": random.normal(size=80),
            "colour": random.choice(["red", "green", "blue"], size=80).astype(object),
            "sold": random.integers(0, 2, size=80).astype("float64"),
        }
    )
    X.loc[3, "size"] = np.nan
    y = np.where(X["size"].fillna(0) + X["sold"] > 0.5, "yes", "no").astype(object)
    registry = Registry(load_installed=False)
    task = Task(
        "binary",
        Schema(
            "table",
            (Input("size", "number"), Input("colour", "category"), Input("sold", "boolean")),
            columns=("size", "colour", "sold"),
            named=True,
        ),
        n_rows=80,
        classes=("no", "yes"),
        label_dtype="object",
    )
    manifest = describe(
        task=task,
        registry=registry,
        metric="roc_auc",
        members=[(Candidate.of("logistic_regression", {"C": 1.0}), 1.0, 0.95)],
        target="bought",
        baseline_score=0.5,
        ensemble_score=0.95,
        leaderboard=[{"rank": 1, "estimator": "logistic_regression", "score": 0.95}],
        settings={"time_budget": 60},
    )
    baseline = DummyClassifier(strategy="prior").fit(X, y)
    return Made(X, y, task, voting().fit(X, y), baseline, manifest, registry)


def voting() -> VotingClassifier:
    """Return an ensemble as the search assembles it."""
    prepare = make_column_transformer(
        (SimpleImputer(), ["size", "sold"]),
        (OneHotEncoder(handle_unknown="ignore", sparse_output=False), ["colour"]),
    )
    members = [(f"m{i}", make_pipeline(prepare, LogisticRegression(C=i))) for i in (1, 3)]
    return VotingClassifier(members, voting="soft")


@pytest.fixture
def artifact(made: Made, tmp_path: Path) -> Path:
    return made.save(tmp_path / "artifact")
