"""``lepton watch``: what it tells the server, and what it refuses."""

from __future__ import annotations

import sys

import pytest

from lepton_automl import watch


@pytest.fixture
def told(monkeypatch):
    """What the server is told, in place of a server."""
    found = []

    def note(path, host, port, tell):
        found.append((path, host, port))
        tell(f"http://{host}:{port}/")

    monkeypatch.setattr(watch, "watch", note, raising=False)
    return found


def test_without_options_it_listens_on_loopback_alone(lepton, told):
    answer = lepton("watch", "houses-run")
    assert answer.code == 0
    assert told == [("houses-run", "127.0.0.1", 8081)]
    assert answer.err == "Ctrl-C ends it. Open http://127.0.0.1:8081/ in a browser.\n"
    assert answer.out == ""


def test_an_open_address_is_warned_of(lepton, told):
    answer = lepton("watch", "houses-run", "--host", "0.0.0.0", "--port", 0)
    assert told == [("houses-run", "0.0.0.0", 0)]
    assert "Whoever reaches 0.0.0.0 may look at the run." in answer.err


def test_a_folder_that_is_no_run_is_refused(lepton, tmp_path):
    answer = lepton("watch", tmp_path)
    assert answer.code == 2
    assert "not a run folder" in answer.err


def test_without_the_package_the_error_says_how_to_get_it(lepton, monkeypatch):
    monkeypatch.setitem(sys.modules, "optuna_dashboard", None)
    answer = lepton("watch", "houses-run")
    assert answer.code == 2
    assert "pip install 'lepton-automl[watch]'" in answer.err
