"""Optuna says nothing while it is used, and what it says elsewhere is not touched."""

import warnings

import optuna

from lepton_automl.run.quietly import quietly


def test_nothing_is_logged_and_the_level_is_put_back(caplog, capsys):
    before = optuna.logging.get_verbosity()
    with quietly() as found:
        assert found is optuna
        found.create_study()
        warnings.warn("experimental", stacklevel=1)
    assert optuna.logging.get_verbosity() == before
    assert capsys.readouterr() == ("", "")
