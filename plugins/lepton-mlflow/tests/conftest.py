"""A store of MLflow in a file, and a search that is quick."""

from __future__ import annotations

import shutil

import pytest
from sklearn.datasets import load_iris

from lepton_automl import LeptonAutoML
from lepton_automl.plugin import including

# MLflow and what it stands on use what their own next versions will not have.
THEIRS = [
    "ignore::sqlalchemy.exc.SADeprecationWarning",
    "ignore::DeprecationWarning:mlflow",
    "ignore::FutureWarning:mlflow",
    "ignore:.*Any type hint is inferred as AnyType:UserWarning",
]
QUICK = {
    "n_trials": 2,
    "estimators": ["logistic_regression"],
    "random_state": 0,
    "executor": "inline",
    "verbose": 0,
}


def pytest_collection_modifyitems(items):
    """Pass over the warnings that MLflow gives of itself."""
    for item in items:
        if item.path.parent.parent.name == "lepton-mlflow":
            for line in THEIRS:
                item.add_marker(pytest.mark.filterwarnings(line))


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """The address of a store."""
    return f"sqlite:///{tmp_path_factory.mktemp('mlflow')}/store.db"


@pytest.fixture(scope="session")
def saved(flowers, tmp_path_factory):
    """A fitted search of flowers, and its artifact."""
    automl = LeptonAutoML(**QUICK).fit(*flowers)
    return automl, automl.save(tmp_path_factory.mktemp("saved") / "artifact")


@pytest.fixture
def no_saving(saved, monkeypatch):
    """Have each search save that artifact: to write and compare one takes seconds."""
    monkeypatch.setattr(
        LeptonAutoML, "save", lambda self, path: shutil.copytree(saved[1], path)
    )


@pytest.fixture
def client(address, tmp_path, monkeypatch):
    """MLflow, told of the store, in an empty folder; with no run active."""
    import mlflow

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LEPTON_MLFLOW", raising=False)
    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri(address)
    yield mlflow.MlflowClient()
    while mlflow.active_run() is not None:
        mlflow.end_run()
    mlflow.set_tracking_uri(before)


@pytest.fixture(scope="session")
def flowers():
    """A table and its classes, by name."""
    X, y = load_iris(return_X_y=True, as_frame=True)
    return X, y.map({0: "setosa", 1: "versicolor", 2: "virginica"})


@pytest.fixture
def search(flowers):
    """Return a function that searches, with the plugin beside what ships."""
    from lepton_mlflow import plugin

    def fit(X=None, y=None, **settings):
        if X is None:
            X, y = flowers
        with including(plugin):
            return LeptonAutoML(**{**QUICK, **settings}).fit(X, y)

    return fit
