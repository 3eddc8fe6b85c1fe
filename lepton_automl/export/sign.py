"""Signatures: who vouches for an artifact, so that it can be told from one made to harm.

The manifest holds the hash of every file, so its bytes are all that is signed (Ed25519,
RFC 8032). The signature lies beside it in `SIGNATURE`, with the public key that belongs to it:
handy, and worth nothing as a proof, since whoever changes an artifact can sign it anew. Compare
with a public key that you got from the signer.
"""

from __future__ import annotations

import base64
import hashlib
import json
from os import PathLike
from pathlib import Path
from typing import Any

from lepton_automl._lazy import missing_packages
from lepton_automl.errors import ArtifactError, InputError
from lepton_automl.export.manifest import FILE_NAME

__all__ = ["SIGNATURE", "fingerprint_of", "sign", "signed_by"]

SIGNATURE = "signature.json"
ALGORITHM = "ed25519"
HOW = "openssl genpkey -algorithm ed25519 -out private.pem"


def sign(folder: str | PathLike[str], key: str | PathLike[str]) -> str:
    """Sign an artifact with a private key, and return the key's fingerprint.

    Parameters
    ----------
    folder : path-like
        The artifact; its files are not looked at: `check` them first.
    key : path-like
        A file with an Ed25519 private key in PEM, not encrypted.

    Raises
    ------
    InputError
        If the key cannot be used.
    """
    private = _key(Path(key), private=True)
    public = _bytes(private.public_key())
    signature = private.sign((Path(folder) / FILE_NAME).read_bytes())
    values = {
        "algorithm": ALGORITHM,
        "public_key": base64.b64encode(public).decode(),
        "signature": base64.b64encode(signature).decode(),
    }
    text = json.dumps(values, indent=2) + "\n"
    (Path(folder) / SIGNATURE).write_text(text, encoding="utf-8")
    return fingerprint_of(public)


def signed_by(
    folder: str | PathLike[str], key: str | PathLike[str] | None = None
) -> str | None:
    """Return the fingerprint of the key that signed an artifact; None if it is not signed.

    Parameters
    ----------
    folder : path-like
        The artifact.
    key : path-like or None
        A file with the public key that must have signed it.

    Raises
    ------
    ArtifactError
        If the signature does not fit, is by another key, or is missing while a key is given.
    """
    path = Path(folder) / SIGNATURE
    if not path.exists():
        if key is not None:
            raise ArtifactError(f"{folder} is not signed. Sign it, or get it from its signer.")
        return None
    _require()
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    public, signature = _read(path)
    wanted = public if key is None else _bytes(_key(Path(key), private=False))
    if public != wanted:
        raise ArtifactError(
            f"{folder} was signed by another key ({fingerprint_of(public)}) than the one given "
            f"({fingerprint_of(wanted)}). Nothing of it was loaded."
        )
    try:
        signed = (Path(folder) / FILE_NAME).read_bytes()
        Ed25519PublicKey.from_public_bytes(wanted).verify(signature, signed)
    except InvalidSignature as error:
        raise ArtifactError(
            f"{Path(folder) / FILE_NAME} is not what was signed: it was changed afterwards. "
            "Nothing of it was loaded. Get the artifact again from its signer."
        ) from error
    return fingerprint_of(wanted)


def fingerprint_of(public: bytes) -> str:
    """Return a short name of a public key, which two people can compare by eye.

    Examples
    --------
    >>> fingerprint_of(bytes(32))
    '66687aad f862bd77 6c8fc18b 8e9f8e20'
    """
    digest = hashlib.sha256(public).hexdigest()[:32]
    return " ".join(digest[i : i + 8] for i in range(0, 32, 8))


def _read(path: Path) -> tuple[bytes, bytes]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if values["algorithm"] != ALGORITHM:
            raise ValueError(f"algorithm {values['algorithm']!r}")
        parts = (
            base64.b64decode(values[n], validate=True) for n in ("public_key", "signature")
        )
        public, signature = parts
        if len(public) != 32:
            raise ValueError("a public key has 32 bytes")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArtifactError(
            f"{path} cannot be read as a signature ({error}). Get the artifact again."
        ) from error
    return public, signature


def _key(path: Path, *, private: bool) -> Any:
    """Return a key from a PEM file; a private key holds the public one."""
    _require()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ed25519

    try:
        text = path.read_bytes()
    except OSError as error:
        hint = f" Make one: {HOW}." if private else ""
        raise InputError(
            f"The key {str(path)!r} cannot be read: {error.strerror}.{hint}"
        ) from error
    try:
        if b"PRIVATE KEY" in text:
            found: Any = serialization.load_pem_private_key(text, password=None)
        else:
            found = serialization.load_pem_public_key(text)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InputError(
            f"{str(path)!r} holds no key in PEM that can be read: {error}"
        ) from error
    is_private = isinstance(found, ed25519.Ed25519PrivateKey)
    if not is_private and (private or not isinstance(found, ed25519.Ed25519PublicKey)):
        wanted = "private" if private else "public"
        raise InputError(f"{str(path)!r} holds no Ed25519 {wanted} key. Make one: {HOW}.")
    return found if private or not is_private else found.public_key()


def _bytes(public: Any) -> bytes:
    return bytes(public.public_bytes_raw())


def _require() -> None:
    if missing_packages(["cryptography"]):
        raise InputError(
            "Signatures need the package 'cryptography', which is not installed. "
            "Install it: pip install 'lepton-automl[secure]'."
        )
