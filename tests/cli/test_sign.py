"""``lepton sign``: a key vouches for a model."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def mine(model, tmp_path):
    """A copy of the model, to be signed."""
    return Path(shutil.copytree(model, tmp_path / "mine"))


def test_the_key_is_told_by_its_fingerprint(lepton, mine, keys):
    answer = lepton("sign", "mine", "--key", keys[0])
    assert answer.code == 0, answer.err
    assert answer.out.startswith("Signed by the key ")
    assert (mine / "signature.json").exists()


def test_what_is_damaged_is_not_signed(lepton, mine, keys):
    (mine / "card.md").write_text("changed")
    answer = lepton("sign", "mine", "--key", keys[0])
    assert answer.code == 5
    assert "card.md is not the file that was saved" in answer.err
    assert not (mine / "signature.json").exists()


def test_without_a_key_it_says_how_to_make_one(lepton, mine):
    answer = lepton("sign", "mine", "--key", "private.pem")
    assert answer.code == 2
    assert "Make one: openssl genpkey -algorithm ed25519 -out private.pem" in answer.err
    assert lepton("sign", "mine").code == 2
