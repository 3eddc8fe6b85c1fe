"""``lepton verify``: a model is what was saved and signed."""

import shutil
from pathlib import Path

import pytest
from export.keys import key_pair


@pytest.fixture
def mine(model, tmp_path):
    """A copy of the model, to be harmed."""
    return Path(shutil.copytree(model, tmp_path / "mine"))


def test_what_is_whole_is_said_to_be(lepton, mine):
    answer = lepton("verify", "mine")
    assert answer.code == 0, answer.err
    assert "files are as they were saved" in answer.out
    assert "It is not signed." in answer.out
    assert "rows/s" in answer.out  # the formats
    assert lepton("verify", "mine", "--key", "public.pem").code == 5


def test_a_signature_is_told_with_and_without_a_key(lepton, mine, keys):
    lepton("sign", "mine", "--key", keys[0])
    assert "whose that is, --key can tell" in lepton("verify", "mine").out
    answer = lepton("verify", "mine", "--key", keys[1])
    assert answer.code == 0
    assert "It was signed by the key given" in answer.out


def test_another_key_is_refused(lepton, mine, keys, tmp_path):
    lepton("sign", "mine", "--key", keys[0])
    answer = lepton("verify", "mine", "--key", key_pair(tmp_path, "other")[1])
    assert answer.code == 5
    assert "was signed by another key" in answer.err


def test_harm_is_named(lepton, mine):
    (mine / "stray.txt").write_text("")
    assert "stray.txt is not named in manifest.json" in lepton("verify", "mine").err
    (mine / "card.md").rename(mine / "card.txt")
    answer = lepton("verify", "mine")
    assert answer.code == 5
    assert "card.md is missing" in answer.err


def test_nothing_is_run_unless_asked_for(lepton, mine, monkeypatch):
    import joblib

    monkeypatch.setattr(joblib, "load", lambda *a, **k: pytest.fail("unpickled"))
    assert lepton("verify", "mine").code == 0


def test_predictions_are_compared_when_asked_for(lepton, mine):
    answer = lepton("verify", "mine", "--predict")
    assert answer.code == 0, answer.err
    assert "joblib predicts the same on 96 rows." in answer.out


def test_other_predictions_are_an_error_that_says_what_to_do(lepton, mine, monkeypatch):
    from sklearn.naive_bayes import GaussianNB

    own = GaussianNB.predict_proba
    monkeypatch.setattr(GaussianNB, "predict_proba", lambda s, X: own(s, X)[:, ::-1])
    answer = lepton("verify", "mine", "--predict")
    assert answer.code == 6
    assert "joblib predicts something else" in answer.out
    assert "Install the versions of packages" in answer.err
