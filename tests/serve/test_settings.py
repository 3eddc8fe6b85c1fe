"""What a server is told: tokens, packages."""

from __future__ import annotations

import pytest

from lepton_automl import serve
from lepton_automl.errors import InputError
from lepton_automl.serve import settings
from lepton_automl.serve.settings import TOKEN, Settings, read_token, require_packages

GOOD = "abcdefghijklmnop"


@pytest.fixture(autouse=True)
def _no_token(monkeypatch):
    monkeypatch.delenv(TOKEN, raising=False)


def test_without_a_token_there_is_none():
    assert read_token(None) is None


def test_a_token_is_in_a_file_or_in_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv(TOKEN, GOOD)
    assert read_token(None) == GOOD
    (tmp_path / "token").write_text(f"{GOOD}2\n")
    assert read_token(str(tmp_path / "token")) == f"{GOOD}2"


@pytest.mark.parametrize(
    "token", ["", "short", "abcdefgh ijklmnop", "abcdefghijklmnöp", "a\nb" * 9]
)
def test_a_token_that_is_no_good_is_refused_and_not_shown(monkeypatch, token):
    monkeypatch.setenv(TOKEN, token)
    with pytest.raises(InputError, match="at least 16 characters") as caught:
        read_token(None)
    assert not token or token not in str(caught.value)


def test_a_token_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputError, match="The token file .* cannot be read"):
        read_token(str(tmp_path / "none"))


def test_the_token_is_not_shown():
    assert GOOD not in repr(Settings({}, token=GOOD))


def test_missing_packages_are_named_with_the_cure(monkeypatch):
    require_packages()
    monkeypatch.setattr(settings, "missing_packages", lambda names: ("uvicorn",))
    with pytest.raises(
        InputError, match="needs uvicorn: pip install 'lepton-automl\\[serve\\]'"
    ):
        require_packages()
    with pytest.raises(InputError, match="pip install"):
        serve.running  # noqa: B018


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'serf'"):
        serve.serf  # noqa: B018
