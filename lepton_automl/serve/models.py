"""The models that a server has, and new versions of them while it runs."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

from lepton_automl.errors import InputError, did_you_mean
from lepton_automl.serve.batch import Batcher
from lepton_automl.serve.engine import Engine
from lepton_automl.serve.refusal import Refusal

__all__ = ["Model", "Models", "named_paths"]

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_log = logging.getLogger(__name__)


def named_paths(words: Sequence[str | PathLike[str]]) -> dict[str, Path]:
    """Return folders by the names of their models: ``NAME=FOLDER``, or the folder's own name.

    Raises
    ------
    InputError
        If a name cannot stand in an address, or is given twice.

    Examples
    --------
    >>> named_paths(["models/flowers", "churn=models/7"])
    {'flowers': PosixPath('models/flowers'), 'churn': PosixPath('models/7')}
    """
    found: dict[str, Path] = {}
    for word in words:
        name, equals, place = str(word).partition("=")
        path = Path(place if equals and NAME.fullmatch(name) else str(word)).expanduser()
        if not (equals and NAME.fullmatch(name)):
            name = path.absolute().name
        if not NAME.fullmatch(name):
            raise InputError(
                f"{name!r} cannot be a model's name in an address. Give one of letters, "
                f"digits, points and dashes: NAME={path}."
            )
        if name in found:
            raise InputError(
                f"Two models are named {name!r}: {found[name]} and {path}. Name one of them: "
                f"OTHER={path}."
            )
        found[name] = path
    if not found:
        raise InputError("There is no model to serve. Name the folder of an artifact.")
    return found


class Model:
    """A model under its name: the version that answers now, and where the next will lie.

    Parameters
    ----------
    name : str
        How requests call it.
    path : Path
        The artifact's folder, or a link to it.
    engine : Engine
        The version that answers.
    seen : object
        The state of the folder that it was loaded from.
    **loading : object
        More for ``Engine.load``: ``format``, ``key``, ``registry``.
    """

    def __init__(
        self, name: str, path: Path, engine: Engine, seen: Any = None, **loading: Any
    ) -> None:
        self.name = name
        self.path = path
        self.engine = engine
        self.batcher = Batcher()
        self._seen = seen
        self._loading = loading

    @classmethod
    def load(cls, name: str, path: Path, **loading: Any) -> Model:
        """Return a model with the version that lies in its folder now.

        Raises
        ------
        ArtifactError
            If it cannot be loaded.
        """
        seen = _state(path)  # before it is read: what changes meanwhile is then noticed
        return cls(name, path, Engine.load(name, path, **loading), seen, **loading)

    def version(self, wanted: str | None = None) -> Engine:
        """Return the version that answers, if it is the one that is wanted.

        Raises
        ------
        Refusal
            If another one is.
        """
        engine = self.engine
        if wanted is not None and wanted != engine.version:
            raise Refusal(
                404, f"Model {self.name!r} has version {engine.version!r}, not {wanted!r}."
            )
        return engine

    async def look(self) -> str | None:
        """Take a new version into service if there is one.

        What is being answered stays with the version that began it. A version that cannot be
        loaded changes nothing: the old one stays, and the new one is tried again once its
        files have changed.

        Returns
        -------
        str or None
            ``"loaded"``, ``"failed"``, or None where nothing is new.
        """
        state = await asyncio.to_thread(_state, self.path)
        if state == self._seen or not state:
            return None
        try:
            load = partial(Engine.load, self.name, self.path, **self._loading)
            engine = await asyncio.to_thread(load)
        except Exception as error:
            self._seen = state
            fields = {"model": self.name, "version": self.engine.version, "reason": str(error)}
            _log.error("The new version is not used.", extra={"fields": fields})
            return "failed"
        self._seen = state
        if engine.version == self.engine.version:
            return None
        fields = {"model": self.name, "version": engine.version, "was": self.engine.version}
        self.engine = engine
        _log.info("A new version is served.", extra={"fields": fields})
        return "loaded"


class Models:
    """All models of a server.

    Parameters
    ----------
    models : sequence of Model
        Each with a name of its own.
    """

    def __init__(self, models: Sequence[Model]) -> None:
        self.all = {model.name: model for model in models}

    def get(self, name: str) -> Model:
        """Return a model by its name.

        Raises
        ------
        Refusal
            If there is none.
        """
        if name not in self.all:
            hint = did_you_mean(name[:100], self.all)
            raise Refusal(404, f"No model is named {name[:100]!r}. {hint}")
        return self.all[name]

    @property
    def only(self) -> Model:
        """The model, where there is but one.

        Raises
        ------
        Refusal
            If there are several.
        """
        if len(self.all) > 1:
            names = ", ".join(map(repr, self.all))
            raise Refusal(
                404, f"There are several models: {names}. POST to /models/NAME/predict."
            )
        return next(iter(self.all.values()))


def _state(path: Path) -> Any:
    """Return what differs when a file of a folder was replaced; nothing if it is not whole."""
    try:
        folder = path.expanduser().resolve(strict=True)
        found = sorted(p for p in folder.rglob("*") if p.is_file())
        stats = [(str(p), p.stat()) for p in found]
    except OSError:
        return ()
    return tuple((name, s.st_ino, s.st_size, s.st_mtime_ns) for name, s in stats)
