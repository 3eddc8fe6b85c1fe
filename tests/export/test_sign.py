"""Signatures tell whose an artifact is."""

import base64
import json
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from export.keys import key_pair

from lepton_automl.errors import ArtifactError, InputError
from lepton_automl.export import check, load, sign
from lepton_automl.export.sign import SIGNATURE, fingerprint_of, signed_by


@pytest.fixture
def keys(tmp_path):
    return key_pair(tmp_path)


def change(artifact, **values):
    path = artifact / SIGNATURE
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_what_is_signed_is_known_by_its_key(artifact, keys, made):
    private, public = keys
    name = sign(artifact, private)
    assert signed_by(artifact) == signed_by(artifact, public) == name
    assert signed_by(artifact, private) == name  # it holds the public one
    assert load(artifact, key=public, registry=made.registry).task_ == made.task


def test_what_is_not_signed_is_refused_where_a_key_is_given(artifact, keys):
    assert signed_by(artifact) is None
    with pytest.raises(ArtifactError, match="is not signed"):
        load(artifact, key=keys[1])


def test_a_signature_by_somebody_else_is_refused_with_both_fingerprints(
    artifact, keys, tmp_path
):
    theirs = sign(artifact, key_pair(tmp_path, "theirs")[0])
    with pytest.raises(ArtifactError, match="signed by another key") as caught:
        signed_by(artifact, keys[1])
    assert theirs in str(caught.value)


def test_their_signature_under_my_key_is_refused(artifact, keys, tmp_path):
    """The key beside a signature proves nothing: it is compared, and then not used."""
    sign(artifact, keys[0])
    mine = json.loads((artifact / SIGNATURE).read_text())
    sign(artifact, key_pair(tmp_path, "theirs")[0])
    change(artifact, public_key=mine["public_key"])
    with pytest.raises(ArtifactError, match="is not what was signed"):
        signed_by(artifact, keys[1])


def test_a_changed_manifest_is_refused(artifact, keys):
    sign(artifact, keys[0])
    with (artifact / "manifest.json").open("a") as file:
        file.write(" ")
    with pytest.raises(ArtifactError, match=r"manifest\.json is not what was signed"):
        signed_by(artifact)


@pytest.mark.parametrize(
    "values",
    [
        {"algorithm": "rsa"},
        {"public_key": base64.b64encode(b"short").decode()},
        {"public_key": "?!"},
        {"signature": 3},
    ],
)
def test_a_malformed_signature_is_refused(artifact, keys, values):
    sign(artifact, keys[0])
    change(artifact, **values)
    with pytest.raises(ArtifactError, match=r"signature\.json cannot be read as a signature"):
        signed_by(artifact)


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_what_is_no_signature_is_refused(artifact, text):
    (artifact / SIGNATURE).write_text(text)
    with pytest.raises(ArtifactError, match="cannot be read as a signature"):
        signed_by(artifact)


def other_curve():
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def with_password():
    key = ec.generate_private_key(ec.SECP256R1())
    secret = BestAvailableEncryption(b"secret")
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, secret)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (b"no key", "holds no key in PEM"),
        (other_curve(), "holds no Ed25519 private key"),
        (with_password(), "holds no key in PEM that can be read: Password"),
    ],
    ids=["text", "curve", "password"],
)
def test_a_key_that_cannot_sign_is_refused_and_nothing_is_written(
    artifact, tmp_path, key, words
):
    (tmp_path / "bad.pem").write_bytes(key)
    with pytest.raises(InputError, match=words):
        sign(artifact, tmp_path / "bad.pem")
    assert not (artifact / SIGNATURE).exists()


def test_a_public_key_cannot_sign(artifact, keys):
    with pytest.raises(InputError, match=r"holds no Ed25519 private key\. Make one: openssl"):
        sign(artifact, keys[1])


def test_a_key_that_is_not_there_comes_with_how_to_make_one(artifact, tmp_path):
    with pytest.raises(InputError, match="No such file or directory. Make one: openssl"):
        sign(artifact, tmp_path / "none.pem")


def test_without_cryptography_a_signature_is_only_checked_when_asked(
    artifact, keys, made, monkeypatch
):
    sign(artifact, keys[0])
    for room in ("check", "sign"):
        module = sys.modules[f"lepton_automl.export.{room}"]
        monkeypatch.setattr(module, "missing_packages", list)
    assert check(artifact).task == made.task
    with pytest.raises(InputError, match=r"lepton-automl\[secure\]"):
        check(artifact, key=keys[1])


def test_a_fingerprint_is_short_and_tells_keys_apart():
    assert len(fingerprint_of(bytes(32))) == 35
    assert fingerprint_of(bytes(32)) != fingerprint_of(bytes(31) + b"1")
