"""What a server is told: models, limits, secrets."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lepton_automl._lazy import missing_packages
from lepton_automl.errors import InputError

__all__ = ["TOKEN", "Settings", "read_token", "require_packages"]

TOKEN = "LEPTON_TOKEN"  # the name of an environment variable
SHORTEST = 16
NEEDS = ("starlette", "uvicorn", "httptools", "orjson", "prometheus_client")


@dataclass(frozen=True)
class Settings:
    """What a server is told.

    Attributes
    ----------
    models : mapping from str to Path
        The folders of artifacts, by the names of their models.
    host : str
        The address to listen on.
    port : int
        0 takes a free one.
    workers : int
        Processes that share the work.
    token : str or None
        What clients must know; None lets everybody in.
    connections : int
        That a process takes at a time; further ones are refused. Fewer than the 1,024 files
        that systems commonly let a process have open.
    max_bytes : int
        The largest body of a request.
    seconds : float
        That a client may take to send a request, and the model to answer it.
    drain : float
        Seconds that requests in flight are given when the server ends.
    look : float
        Seconds between two looks for new versions; 0 for none.
    format : str or None
        Which of the artifacts' formats to serve; None for the best that each has.
    key : Path or None
        A file with the public key that must have signed the artifacts.
    access_log : bool
        Whether each request is logged.
    parent : int
        The process whose end ends this one too; 0 for none.
    """

    models: Mapping[str, Path]
    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 1
    token: str | None = field(default=None, repr=False)
    connections: int = 800
    max_bytes: int = 16 * 2**20
    seconds: float = 30.0
    drain: float = 30.0
    look: float = 1.0
    format: str | None = None
    key: Path | None = None
    access_log: bool = True
    parent: int = 0


def read_token(path: str | None) -> str | None:
    """Return the token in a file, or in the environment; None if there is neither.

    Raises
    ------
    InputError
        If the file cannot be read, or the token is too short or holds what no header can.
    """
    token, where = os.environ.get(TOKEN), f"The variable {TOKEN}"
    if path is not None:
        where = f"The token file {path!r}"
        try:
            token = Path(path).expanduser().read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{where} cannot be read: {error}.") from error
    if token is None:
        return None
    if len(token) < SHORTEST or not (token.isascii() and token.isprintable()) or " " in token:
        raise InputError(
            f"{where} must hold at least {SHORTEST} characters of plain ASCII without spaces. "
            "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    return token


def require_packages() -> None:
    """Refuse to go on without the packages that serving needs.

    Raises
    ------
    InputError
        With the command that installs them.
    """
    missing = missing_packages(NEEDS)
    if missing:
        raise InputError(
            f"Serving needs {', '.join(missing)}: pip install 'lepton-automl[serve]'."
        )
