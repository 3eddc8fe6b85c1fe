"""When a search is logged, and when it is not."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import mlflow
import pytest
from lepton_mlflow.logger import TAG
from lepton_mlflow.plugin import SWITCH

from lepton_automl.errors import InputError

pytestmark = pytest.mark.usefixtures("no_saving")

SOURCES = Path(__file__).parents[1] / "src"
QUIET = f"""
import sys
sys.path.insert(0, {str(SOURCES)!r})
import lepton_mlflow, lepton_mlflow.plugin as plugin
from lepton_automl import LeptonAutoML
from lepton_automl.plugin import Registry, including
with including(plugin):
    assert any("mlflow" in p.name for p in Registry().plugins)
    LeptonAutoML(n_trials=1, estimators=["ridge"], executor="inline", verbose=0).fit(
        [[float(i)] for i in range(40)], [i + 0.5 for i in range(40)]
    )
assert "mlflow" not in sys.modules
"""


def runs(client, name="Default"):
    experiment = client.get_experiment_by_name(name)
    return client.search_runs([experiment.experiment_id]) if experiment else []


def test_who_merely_has_it_installed_notices_nothing(client, search, tmp_path):
    before = len(runs(client))
    search()
    assert len(runs(client)) == before
    assert list(tmp_path.iterdir()) == []


def test_unasked_mlflow_is_not_even_imported(tmp_path):
    answer = subprocess.run(
        [sys.executable, "-c", QUIET], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_switch_gives_each_search_a_run_of_its_own(client, search, monkeypatch):
    monkeypatch.setenv(SWITCH, "houses")
    search()
    search()
    found = runs(client, "houses")
    assert [run.info.status for run in found] == ["FINISHED"] * 2
    assert mlflow.active_run() is None


@pytest.mark.slow
def test_on_means_the_experiment_that_mlflow_was_told(client, search, monkeypatch):
    monkeypatch.setenv(SWITCH, "1")
    mlflow.set_experiment("told")
    try:
        search()
    finally:
        mlflow.set_experiment("Default")
    assert len(runs(client, "told")) == 1


def test_an_active_run_is_written_into_and_left_open(client, search):
    with mlflow.start_run() as run:
        search()
        assert mlflow.active_run().info.run_id == run.info.run_id
        assert client.get_run(run.info.run_id).info.status == "RUNNING"
    data = client.get_run(run.info.run_id).data
    assert TAG in data.tags
    assert data.params["n_trials"] == "2"


@pytest.mark.slow
def test_a_second_search_in_a_run_has_a_run_below_it(client, search):
    with mlflow.start_run() as run:
        search()
        search(random_state=1)
        assert mlflow.active_run().info.run_id == run.info.run_id
    below = f"tags.`mlflow.parentRunId` = '{run.info.run_id}'"
    (child,) = client.search_runs([run.info.experiment_id], below)
    assert child.data.params["random_state"] == "1"
    assert client.get_run(run.info.run_id).data.params["random_state"] == "0"
    assert child.info.status == "FINISHED"


def test_off_is_off_even_with_an_active_run(client, search, monkeypatch):
    monkeypatch.setenv(SWITCH, "off")
    with mlflow.start_run() as run:
        search()
    assert client.get_run(run.info.run_id).data.params == {}


def test_a_fit_that_raised_is_closed_as_failed(client, search, monkeypatch):
    monkeypatch.setenv(SWITCH, "failing")
    with pytest.raises(InputError, match="max_latency"):
        search(max_latency=-1.0)
    search()
    assert sorted(run.info.status for run in runs(client, "failing")) == ["FAILED", "FINISHED"]
    assert mlflow.active_run() is None


def test_a_store_that_fails_stops_no_search(client, search, monkeypatch, caplog, tmp_path):
    monkeypatch.setenv(SWITCH, "1")
    (tmp_path / "file").touch()
    mlflow.set_tracking_uri(f"sqlite:///{tmp_path}/file/store.db")
    automl = search()
    assert len(automl.history_) == 3
    # By its entry point's name where it is installed, else by its module's.
    assert re.search(r"Plugin '\S*mlflow\S*' failed in lepton_fit_started", caplog.text)
