"""``lepton serve``: what it tells the server, and what it refuses."""

from __future__ import annotations

import socket

import pytest

from lepton_automl import serve

TOKEN = "a-token-of-a-test"


@pytest.fixture
def told(monkeypatch):
    """What the server is told, in place of a server."""
    found = []

    def note(settings):
        found.append(settings)
        return 0

    monkeypatch.setattr(serve, "serve", note, raising=False)
    monkeypatch.delenv("LEPTON_TOKEN", raising=False)
    return found


def test_without_options_it_listens_on_loopback_alone(lepton, model, told):
    assert lepton("serve", model).code == 0
    (settings,) = told
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8080, 1)
    assert settings.token is None
    assert dict(settings.models) == {"flowers": model}
    assert settings.look > 0


def test_all_options_arrive(lepton, model, told, tmp_path):
    (tmp_path / "token").write_text(TOKEN)
    words = [f"a={model}", f"b={model}", "--host", "::1", "--port", 0, "--workers", 3]
    words += [
        "--token-file",
        "token",
        "--connections",
        9,
        "--max-body",
        2,
        "--timeout",
        1.5,
        "--drain",
        2,
    ]
    words += ["--no-reload", "--no-access-log", "--format", "onnx", "--key", "public.pem"]
    assert lepton("serve", *words).code == 0
    (settings,) = told
    assert list(settings.models) == ["a", "b"]
    assert (settings.host, settings.port, settings.workers) == ("::1", 0, 3)
    assert (settings.token, settings.max_bytes, settings.seconds) == (TOKEN, 2_000_000, 1.5)
    assert settings.connections == 9
    assert (settings.drain, settings.look, settings.access_log) == (2.0, 0.0, False)
    assert (settings.format, str(settings.key)) == ("onnx", "public.pem")


def test_the_token_may_be_in_the_environment(lepton, model, told, monkeypatch):
    monkeypatch.setenv("LEPTON_TOKEN", TOKEN)
    answer = lepton("serve", model, "--host", "0.0.0.0")
    assert told[0].token == TOKEN
    assert answer.err == ""


def test_an_open_address_without_a_token_is_warned_of(lepton, model, told):
    answer = lepton("serve", model, "--host", "0.0.0.0")
    assert answer.code == 0
    assert "Without a token, whoever reaches 0.0.0.0 may use the models" in answer.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "Missing argument 'MODEL...'"),
        (["nowhere", "--port", "0"], 5, "nowhere is not a folder"),
        (["{model}", "{model}"], 2, "Two models are named 'flowers'"),
        (["a b"], 2, "cannot be a model's name"),
        (["{model}", "--workers", "0"], 2, "0 is not in the range"),
        (["{model}", "--token-file", "none"], 2, "The token file 'none' cannot be read"),
        (["{model}", "--port", "{taken}"], 2, "cannot be listened on: Address already in use"),
        (["{model}", "--host", "192.0.2.1"], 2, "Port 8080 of 192.0.2.1 cannot be listened on"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(lepton, model, monkeypatch, words, code, said):
    from lepton_automl.serve import server

    monkeypatch.setattr(server, "configure", lambda: None)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = lepton("serve", *(w.format(model=model, taken=port) for w in words))
    assert answer.code == code
    assert said in answer.err
    assert "Traceback" not in answer.err


def test_missing_packages_are_told_with_the_cure(lepton, model, monkeypatch):
    from lepton_automl.serve import settings

    monkeypatch.setattr(settings, "missing_packages", lambda names: tuple(names))
    answer = lepton("serve", model)
    assert answer.code == 2
    assert "pip install 'lepton-automl[serve]'" in answer.err
