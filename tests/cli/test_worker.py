"""``lepton worker``: what it is told, and what it refuses."""

from __future__ import annotations

import sys

import pytest

from lepton_automl.run import labour


@pytest.fixture
def told(monkeypatch):
    """What the worker is told, in place of work."""
    found = []

    def note(path, n_jobs, *, storage, wait_for, tell):
        found.append((path, n_jobs, storage, wait_for))
        tell("Done.")
        return 0

    monkeypatch.setattr(labour, "labour", note)
    return found


def test_without_options_it_does_one_fold_at_a_time(lepton, told):
    answer = lepton("worker", "houses-run")
    assert (answer.code, answer.out, answer.err) == (0, "", "Done.\n")
    assert told == [("houses-run", 1, None, None)]


def test_all_options_arrive(lepton, told):
    words = ["--n-jobs", 3, "--storage", "postgresql://db/x", "--wait", 5]
    assert lepton("worker", "houses-run", *words).code == 0
    assert told == [("houses-run", 3, "postgresql://db/x", 5.0)]


def test_where_no_search_goes_on_that_is_told(lepton, tmp_path):
    answer = lepton("worker", tmp_path, "--wait", 0)
    assert answer.code == 2
    assert "No search with storage= goes on" in answer.err


def test_without_the_package_the_error_says_how_to_get_it(lepton, monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    answer = lepton("worker", "houses-run")
    assert answer.code == 2
    assert "pip install 'lepton-automl[workers]'" in answer.err
