"""Looks at an artifact without running any of it: the manifest, the signature, every hash."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

from lepton_automl._lazy import missing_packages
from lepton_automl.errors import ArtifactError
from lepton_automl.export.folder import fingerprint, fingerprints, interrupted
from lepton_automl.export.manifest import FILE_NAME, Manifest
from lepton_automl.export.sign import SIGNATURE, signed_by

__all__ = ["check"]


def check(
    path: str | PathLike[str],
    *,
    key: str | PathLike[str] | None = None,
    whole: bool = False,
) -> Manifest:
    """Return an artifact's manifest, having compared the signature and the hash of every file.

    Nothing of the artifact is run.

    Parameters
    ----------
    path : path-like
        The folder that ``save`` wrote.
    key : path-like or None
        A file with the public key that must have signed it.
    whole : bool
        Whether a file that the manifest does not name is an error too.

    Raises
    ------
    ArtifactError
        If anything is missing, damaged, or not by the signer.
    """
    folder = Path(path).expanduser()
    manifest = _manifest(folder)
    if key is not None or not missing_packages(["cryptography"]):
        signed_by(folder, key)
    _verify(folder, manifest)
    if whole:
        found = set(fingerprints(folder)) - {FILE_NAME, SIGNATURE}
        for name in sorted(found - set(manifest.files)):
            raise ArtifactError(
                f"{folder / name} is not named in {FILE_NAME}: it was added or renamed. "
                "Move it away, or copy or save the artifact again."
            )
    return manifest


def _manifest(folder: Path) -> Manifest:
    if not folder.is_dir():
        left = interrupted(folder)
        hint = f"An interrupted save left it at {left}; rename that." if left else ""
        raise ArtifactError(
            f"{folder} is not a folder. {hint or 'Name one that save() wrote.'}"
        )
    try:
        return Manifest.from_text((folder / FILE_NAME).read_bytes())
    except OSError as error:
        raise ArtifactError(
            f"{folder} has no readable {FILE_NAME}, so it is no artifact. "
            "Name a folder that save() wrote."
        ) from error
    except ArtifactError as error:
        raise ArtifactError(f"{folder}: {error}") from error


def _verify(folder: Path, manifest: Manifest) -> None:
    for name, expected in manifest.files.items():
        path = folder / name
        try:
            found = fingerprint(path)
        except OSError as error:
            raise ArtifactError(
                f"{path} is missing or cannot be read. Copy or save the artifact again."
            ) from error
        if found != expected:
            raise ArtifactError(
                f"{path} is not the file that was saved: {_change(found, expected)}. "
                "Nothing of it was loaded. Copy or save the artifact again."
            )


def _change(found: dict[str, Any], expected: Any) -> str:
    if found["size"] != expected["size"]:
        return f"{found['size']} bytes instead of {expected['size']}"
    return "its SHA-256 differs"
