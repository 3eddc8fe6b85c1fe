"""A search that was asked to writes its trials, networks' fits among them."""

from __future__ import annotations

import math

import pytest
from lepton_keras import offers
from lepton_keras.board.searches import SWITCH, board_for_networks
from lepton_keras.networks.backend import requirements

from lepton_automl import LeptonAutoML
from lepton_automl._lazy import missing_packages
from lepton_automl.plugin import EstimatorSpec

SPACE = {"width": 8, "depth": 2, "augment": "none", "effort": 0.3}


def search(digits, *estimators):
    X, y = digits
    automl = LeptonAutoML(
        n_trials=len(estimators),
        time_budget=math.inf,
        estimators=estimators,
        cv=2,
        executor="inline",
        verbose=0,
    )
    return automl.fit(X[:120], y[:120])


def begun(found):
    from tensorboard.plugins.hparams import metadata

    content = found.PluginTagToContent("hparams")[metadata.SESSION_START_INFO_TAG]
    return metadata.parse_session_start_info_plugin_data(content)


def test_unasked_nothing_is_written(digits, tmp_path, monkeypatch):
    monkeypatch.delenv(SWITCH, raising=False)
    monkeypatch.chdir(tmp_path)

    search(digits, "lda")

    assert board_for_networks() == {}
    assert not list(tmp_path.iterdir())


def test_each_trial_is_a_session_with_its_score(digits, tmp_path, monkeypatch, events):
    monkeypatch.setenv(SWITCH, str(tmp_path))

    automl = search(digits, "lda", "extra_trees")

    trials = {t.candidate.key: t for t in automl.history_ if t.origin != "baseline"}
    assert {place.name for place in tmp_path.iterdir()} == set(trials)
    for place in tmp_path.iterdir():
        scalars, found = events(place)
        trial = trials[place.name]
        assert begun(found).hparams["estimator"].string_value == trial.candidate.estimator
        assert scalars["score"][-1] == (len(trial.done), pytest.approx(trial.score))
        assert "_hparams_/session_end_info" in found.PluginTagToContent("hparams")


def test_the_fits_of_a_network_are_below_its_trial(digits, tmp_path, monkeypatch, events):
    if missing := missing_packages(requirements()):
        pytest.skip(f"networks need {', '.join(missing)}")
    monkeypatch.setenv(SWITCH, str(tmp_path))
    (spec,) = (s for s in offers.networks() if s.name == "keras_image")
    small = EstimatorSpec(**{**vars(spec), "opening": (SPACE,)})

    search(digits, small)

    (place,) = tmp_path.iterdir()
    assert {run.name for run in place.iterdir() if run.is_dir()} == {"fold_1", "fold_2"}
    scalars, _ = events(place / "fold_2" / "train")
    assert scalars["epoch_loss"][0][0] == 0
    _, found = events(place)
    assert begun(found).hparams["width"].number_value == 8


def test_a_search_goes_on_without_what_is_missing(digits, tmp_path, monkeypatch, caplog):
    monkeypatch.setenv(SWITCH, str(tmp_path))
    for module in ("searches", "events"):
        monkeypatch.setattr(
            f"lepton_keras.board.{module}.missing_packages", lambda names: names
        )

    automl = search(digits, "lda")

    assert len(automl.history_) == 2
    assert f"{SWITCH} needs tensorboard: pip install tensorboard." in caplog.text
    assert board_for_networks() == {}
