"""Shows how a search goes on: on a terminal, in a notebook, or as lines of a log."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Protocol, TextIO

from lepton_automl.budget import Budget, Clock
from lepton_automl.report.summary import Summary, summarise
from lepton_automl.trial import History

__all__ = ["Display", "Progress", "choose", "in_notebook"]

_log = logging.getLogger(__name__)


class Display(Protocol):
    """What a way to show progress has to have."""

    pause: float
    """Seconds between two calls of `show` at the least."""

    def open(self) -> None:
        """Begin."""

    def show(self, summary: Summary) -> None:
        """Show how things stand."""

    def close(self, summary: Summary | None) -> None:
        """Show how things ended, and leave the terminal as it was."""


class Progress:
    """A display of a running search, as a context manager; it never disturbs the search.

    Parameters
    ----------
    verbose : int
        0: nothing; 1: a live display on a terminal or in a notebook, else lines; 2: always
        lines, one for each fold.
    budget : Budget
        What may be spent.
    metric : str
        The name of the score.
    stream : file or None
        Where to write; by default ``sys.stderr``.

    Examples
    --------
    >>> budget = Budget(trials=1)
    >>> with Progress(0, budget, "r2") as progress:
    ...     progress.update(History("r2", n_splits=5), Clock(budget))
    """

    def __init__(
        self, verbose: int, budget: Budget, metric: str, *, stream: TextIO | None = None
    ) -> None:
        self._lock = threading.Lock()
        self._last: Summary | None = None
        self._shown = -float("inf")
        self._display: Display | None = None
        try:
            self._display = choose(verbose, budget, metric, stream or sys.stderr)
        except Exception:
            _log.debug("No progress display", exc_info=True)

    def __enter__(self) -> Progress:
        """Open the display."""
        with self._lock:
            self._safely("open")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the display, whatever happened; the terminal is as it was before."""
        with self._lock:
            self._safely("close", self._last)
            self._display = None

    def update(
        self,
        history: History,
        clock: Clock,
        *,
        running: Iterable[Any] = (),
        ensemble: float | None = None,
    ) -> None:
        """Show how things stand; to be called often, from any thread.

        Parameters
        ----------
        history : History
            All trials so far.
        clock : Clock
            The time.
        running : iterable
            What the workers do, each shown by its ``str``.
        ensemble : float or None
            The ensemble's score.
        """
        if self._display is None:
            return
        with self._lock:
            try:
                self._last = summarise(history, clock, running=running, ensemble=ensemble)
            except Exception:
                _log.debug("Progress could not be summarised", exc_info=True)
                return
            now = time.monotonic()
            if self._display is not None and now - self._shown >= self._display.pause:
                self._shown = now
                self._safely("show", self._last)

    def _safely(self, method: str, *arguments: Any) -> None:
        """Call the display; one that fails is given up, and the search goes on."""
        if self._display is None:
            return
        try:
            getattr(self._display, method)(*arguments)
        except Exception:
            _log.debug("The progress display failed in %s", method, exc_info=True)
            display, self._display = self._display, None
            if method != "close":
                self._give_up(display)

    def _give_up(self, display: Display) -> None:
        try:
            display.close(None)
        except Exception:
            _log.debug("The progress display could not be closed", exc_info=True)


def choose(verbose: int, budget: Budget, metric: str, stream: TextIO) -> Display | None:
    """Return the display that suits the place where the output goes."""
    if verbose <= 0:
        return None
    if verbose == 1 and in_notebook():
        from lepton_automl.report.notebook import NotebookDisplay

        return NotebookDisplay(metric)
    if verbose == 1 and stream.isatty():
        from lepton_automl.report.terminal import TerminalDisplay

        return TerminalDisplay(metric, stream)
    from lepton_automl.report.lines import LineDisplay

    return LineDisplay(metric, stream, each_trial=verbose > 1)


def in_notebook() -> bool:
    """Tell whether this is a notebook's kernel, without importing IPython."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and getattr(shell, "kernel", None) is not None
