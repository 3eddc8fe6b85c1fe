"""The application: what is beside the two ways of asking."""

from __future__ import annotations

import pytest
from serve.conftest import ROW, Client

from lepton_automl.errors import ArtifactError
from lepton_automl.serve import Settings, running
from lepton_automl.serve.app import load_models, make_app, worker_app


def test_all_models_are_loaded_or_none(people, tmp_path):
    models = load_models(Settings({"a": people, "b": people}))
    assert list(models.all) == ["a", "b"]
    with pytest.raises(ArtifactError):
        load_models(Settings({"a": people, "b": tmp_path / "none"}))


def test_an_application_knows_its_house(people):
    settings = Settings({"a": people})
    app = make_app(settings, load_models(settings))
    assert app.house.settings is settings


def test_a_worker_loads_its_own_models(people, monkeypatch):
    from lepton_automl.serve import app

    monkeypatch.setattr(app, "configure", lambda: None)
    assert list(worker_app(Settings({"a": people})).house.models.all) == ["a"]


def test_numbers_are_given_to_prometheus(client):
    client("/models/people/predict", ROW)
    reply = client("/metrics")
    assert reply.headers["content-type"].startswith("text/plain")
    text = reply.content.decode()
    assert 'lepton_requests_total{endpoint="predict",status="200"}' in text
    assert 'lepton_rows_total{model="people"}' in text
    assert 'lepton_model_served{format="joblib",model="people",version="' in text


def test_the_page_may_run_nothing_but_its_own_script(client):
    reply = client("/")
    assert reply.headers["content-type"].startswith("text/html")
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_new_version_is_found_while_the_server_runs(fit_people, tmp_path):
    import time

    path = fit_people(tmp_path / "m")
    with running(path, look=0.02) as url:
        client = Client(url)
        old = client("/predict", ROW).json["version"]
        fit_people(path, C=0.1)
        until = time.monotonic() + 60
        while client("/predict", ROW).json["version"] == old:
            assert time.monotonic() < until
        text = client("/metrics").content.decode()
    assert 'lepton_reloads_total{model="m",outcome="loaded"} 1.0' in text
    assert f'model="m",version="{old}"}} 0.0' in text
