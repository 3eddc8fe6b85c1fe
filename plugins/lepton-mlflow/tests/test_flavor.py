"""Models in MLflow predict what the search's model predicts."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import lepton_mlflow
import mlflow
import numpy as np
import pytest
from sklearn.datasets import load_diabetes

import lepton_automl
from lepton_automl.errors import ArtifactError


@pytest.fixture
def logged(client, saved):
    automl, artifact = saved
    with mlflow.start_run() as run:
        lepton_mlflow.log_model(artifact)
    return automl, f"runs:/{run.info.run_id}/model"


def test_a_search_logs_a_model_that_predicts_the_same(client, search, flowers):
    with mlflow.start_run() as run:
        automl = search()
    X, _ = flowers
    model = mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/model")
    assert (model.predict(X) == automl.predict(X)).all()
    found = model.predict(X, params={"proba": True})
    assert list(found.columns) == ["setosa", "versicolor", "virginica"]
    assert (found.to_numpy() == automl.predict_proba(X)).all()


def test_columns_may_come_in_any_form_that_can_be_read(logged, flowers):
    automl, address = logged
    X, _ = flowers
    model = mlflow.pyfunc.load_model(address)
    whole = X.round().astype(int)
    assert (model.predict(whole) == automl.predict(whole)).all()
    gaps = X.astype(object).where(X > 1.0, None)
    assert (model.predict(gaps) == automl.predict(gaps)).all()
    with pytest.raises(mlflow.MlflowException, match="petal width"):
        model.predict(X.drop(columns="petal width (cm)"))


def test_the_flavor_gives_the_predictor_back(logged, flowers):
    automl, address = logged
    predictor = lepton_mlflow.load_model(address)
    X, y = flowers
    assert predictor.score(X, y) == automl.score(X, y)
    assert predictor.task == automl.task_


def test_the_model_says_what_it_needs(logged):
    _, address = logged
    told = mlflow.models.get_model_info(address)
    assert set(told.flavors) == {"lepton_automl", "python_function"}
    assert told.signature.inputs.input_names()[0] == "sepal length (cm)"
    folder = Path(mlflow.artifacts.download_artifacts(address))
    pins = (folder / "requirements.txt").read_text().splitlines()
    assert f"lepton-automl=={lepton_automl.__version__}" in pins
    assert f"mlflow-skinny=={mlflow.__version__}" in pins
    assert any(line.startswith("scikit-learn==") for line in pins)


@pytest.mark.slow
def test_an_artifact_is_saved_as_a_model(client, search, tmp_path):
    X, y = load_diabetes(return_X_y=True)
    automl = search(X, y, estimators=["ridge"])
    lepton_mlflow.save_model(automl.save(tmp_path / "artifact"), tmp_path / "model")
    model = mlflow.pyfunc.load_model(str(tmp_path / "model"))
    assert np.array_equal(model.predict(X[:5]), automl.predict(X[:5]))
    predictor = lepton_mlflow.load_model(str(tmp_path / "model"))
    assert np.array_equal(predictor.predict(X[:5]), automl.predict(X[:5]))


@pytest.mark.slow
def test_several_numbers_are_columns(client, search, tmp_path):
    X, _ = load_diabetes(return_X_y=True, as_frame=True)
    targets = X[["bmi", "bp"]] * 100 + 0.5
    automl = search(X, targets, estimators=["ridge"])
    lepton_mlflow.save_model(automl, tmp_path / "model")
    found = mlflow.pyfunc.load_model(str(tmp_path / "model")).predict(X[:5])
    assert list(found.columns) == ["bmi", "bp"]
    assert (found.to_numpy() == automl.predict(X[:5])).all()


def test_a_damaged_model_is_refused(logged, tmp_path):
    _, address = logged
    folder = Path(mlflow.artifacts.download_artifacts(address, dst_path=str(tmp_path)))
    (file,) = (folder / "artifact").glob("model*")
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(ArtifactError, match=file.name):
        mlflow.pyfunc.load_model(str(folder))
    with pytest.raises(ArtifactError, match=file.name):
        lepton_mlflow.save_model(folder / "artifact", tmp_path / "again")


def test_a_model_is_registered_by_name(client, saved, flowers):
    automl, artifact = saved
    told = lepton_mlflow.log_model(artifact, registered_model_name="flowers")
    assert told.registered_model_version == 1
    X, _ = flowers
    model = mlflow.pyfunc.load_model("models:/flowers/1")
    assert (model.predict(X) == automl.predict(X)).all()


@pytest.mark.slow
def test_mlflow_serves_it(logged, flowers, address, tmp_path):
    automl, place = logged
    X, _ = flowers
    folder = mlflow.artifacts.download_artifacts(place, dst_path=str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    words = ["models", "serve", "-m", folder, "--env-manager", "local", "--port", str(port)]
    log = (tmp_path / "log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "mlflow", *words],
        env={**os.environ, "PATH": tools},
        stdout=subprocess.DEVNULL,
        stderr=log,
        start_new_session=True,
    )
    try:
        rows = {"dataframe_split": json.loads(X.iloc[::20].to_json(orient="split"))}
        wait_for(f"http://127.0.0.1:{port}/ping", server, tmp_path / "log")
        answer = post(f"http://127.0.0.1:{port}/invocations", rows)
        assert answer["predictions"] == automl.predict(X.iloc[::20]).tolist()
        answer = post(
            f"http://127.0.0.1:{port}/invocations", {**rows, "params": {"proba": True}}
        )
        found = [list(row.values()) for row in answer["predictions"]]
        assert np.allclose(found, automl.predict_proba(X.iloc[::20]), rtol=0, atol=1e-12)
    finally:
        with suppress(ProcessLookupError):  # it ended by itself, which has been told
            os.killpg(server.pid, signal.SIGTERM)
        server.wait()
        log.close()


def post(address, values):
    headers = {"Content-Type": "application/json"}
    with urlopen(Request(address, json.dumps(values).encode(), headers), timeout=30) as answer:
        return json.load(answer)


def wait_for(address, server, log):
    ended = time.monotonic() + 90
    while time.monotonic() < ended and server.poll() is None:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError):
            time.sleep(0.3)
    pytest.fail(log.read_text())
