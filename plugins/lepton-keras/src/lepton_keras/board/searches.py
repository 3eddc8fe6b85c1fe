"""Listens to searches, and writes their trials for TensorBoard if somebody asked for it.

It is asked for by the environment variable ``LEPTON_TENSORBOARD``, a folder, which networks
are told too: there each writes the course of its fits.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lepton_automl._lazy import missing_packages

if TYPE_CHECKING:
    from lepton_keras.board.events import Events

__all__ = ["SWITCH", "board_for_networks", "fit_finished", "fit_started", "trial_finished"]

SWITCH = "LEPTON_TENSORBOARD"

_searches: dict[int, Search] = {}  # by the thread of the fit: a thread is in one at a time


def board_for_networks() -> dict[str, str]:
    """Return what networks are told of it: nothing where it is not asked for, or cannot be."""
    folder = _asked()
    return {} if folder is None or _missing() else {"tensorboard_dir": str(folder)}


def fit_started() -> None:
    """Begin to write, if that was asked for."""
    _searches.pop(threading.get_ident(), None)
    folder = _asked()
    if folder is not None:
        from lepton_keras.board.events import require_tensorboard

        require_tensorboard(SWITCH)
        _searches[threading.get_ident()] = Search(folder)


def trial_finished(trial: Any) -> None:
    """Write a fold."""
    search = _searches.get(threading.get_ident())
    if search is not None:
        search.trial(trial)


def fit_finished(history: Any) -> None:
    """Write that all is done."""
    search = _searches.pop(threading.get_ident(), None)
    if search is not None:
        search.finish(history)


class Search:
    """The trials of one search: each a session, with its hyperparameters and its score.

    Parameters
    ----------
    folder : path
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sessions: dict[str, Events] = {}

    def trial(self, trial: Any) -> None:
        """Write the score of a trial, as it is after a fold."""
        events = self._session(trial)
        if trial.score is not None:
            events.scalars(len(trial.done), {"score": trial.score})

    def finish(self, history: Any) -> None:
        """End the sessions."""
        for trial in history:
            if trial.candidate.key in self._sessions:
                self._session(trial).end(failed=trial.error is not None)

    def _session(self, trial: Any) -> Events:
        from lepton_keras.board.events import Events

        key = trial.candidate.key
        if key not in self._sessions:
            events = self._sessions[key] = Events(self._folder / key)
            events.begin({"estimator": trial.candidate.estimator, **trial.candidate.params})
        return self._sessions[key]


def _asked() -> Path | None:
    asked = os.environ.get(SWITCH, "").strip()
    return Path(asked).absolute() if asked else None


def _missing() -> bool:
    return bool(missing_packages(("tensorboard",)))
