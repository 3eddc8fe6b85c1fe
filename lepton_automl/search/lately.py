"""A costly view of the history, looked at only so often that its cost does not matter."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from lepton_automl.candidate import Candidate
from lepton_automl.trial import History

__all__ = ["Lately"]

SHARE = 0.05  # of the time that may go into looking


class Lately:
    """Calls a function of the history again only after a while, else returns what it said.

    Parameters
    ----------
    function : callable
        ``history -> {candidate: weight}``.

    Attributes
    ----------
    seconds : float
        What the last call took.
    """

    def __init__(self, function: Callable[[History], Mapping[Candidate, float]]) -> None:
        self._function = function
        self._said: Mapping[Candidate, float] = {}
        self._next = 0.0
        self.seconds = 0.0

    def __call__(self, history: History) -> Mapping[Candidate, float]:
        """Return what the function says, or said lately."""
        started = time.monotonic()
        if started >= self._next or not self._said:
            self._said = self._function(history)
            self.seconds = time.monotonic() - started
            self._next = started + self.seconds / SHARE
        return self._said
