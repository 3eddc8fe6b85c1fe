"""Where worker processes come from: a server process that has imported everything already.

A worker is forked from the server in some 20 ms, instead of importing scikit-learn for
seconds each time one had to be killed. The server is a private one of the standard library's
``forkserver``: what a program does with ``multiprocessing`` otherwise is not touched.

Unlike the standard library's own contexts, workers do not import the caller's ``__main__``:
a script without ``if __name__ == "__main__":`` works, and a notebook's classes travel by value.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing import connection, context, reduction, spawn, util
from typing import Any

__all__ = ["start_server", "worker_context", "worker_started"]

PRELOAD = [
    "lepton_automl.run.work",
    "lepton_automl.builtin",
    "sklearn.compose",
    "sklearn.dummy",
    "sklearn.ensemble",
    "sklearn.feature_extraction.text",
    "sklearn.impute",
    "sklearn.linear_model",
    "sklearn.naive_bayes",
    "sklearn.neighbors",
    "sklearn.neural_network",
    "sklearn.preprocessing",
    "sklearn.svm",
]

if sys.platform == "win32":  # no fork there: workers start slowly, and scripts need the guard

    def start_server() -> None:
        """Do nothing: there is no server."""

    def worker_context() -> Any:
        """Return the context that starts workers."""
        return multiprocessing.get_context("spawn")

else:
    from multiprocessing import forkserver, popen_forkserver

    _server = forkserver.ForkServer()
    _server.set_forkserver_preload(PRELOAD)

    def start_server() -> None:
        """Start the server, if it is not running; it imports while the caller goes on."""
        _server.ensure_running()

    def worker_context() -> Any:
        """Return the context that starts workers."""
        return _Context()

    class _Popen(popen_forkserver.Popen):
        """A process from our server, told nothing of the caller's ``__main__``."""

        def _launch(self, process_obj: Any) -> None:
            prepared = spawn.get_preparation_data(process_obj._name)
            prepared.pop("init_main_from_name", None)
            prepared.pop("init_main_from_path", None)
            buffer = io.BytesIO()
            context.set_spawning_popen(self)
            try:
                reduction.dump(prepared, buffer)
                reduction.dump(process_obj, buffer)
            finally:
                context.set_spawning_popen(None)
            self.sentinel, writer = _server.connect_to_new_process(self._fds)  # type: ignore[attr-defined]
            ours = os.dup(writer)  # kept open: the worker sees by it that we live
            self.finalizer = util.Finalize(
                self,
                util.close_fds,  # type: ignore[attr-defined]
                (ours, self.sentinel),
            )
            with open(writer, "wb", closefd=True) as pipe:  # noqa: PTH123 - a descriptor
                pipe.write(buffer.getbuffer())
            self.pid = forkserver.read_signed(self.sentinel)

    class _Process(context.ForkServerProcess):
        @staticmethod
        def _Popen(process_obj: Any) -> Any:
            return _Popen(process_obj)

    class _Context(context.ForkServerContext):
        Process = _Process


def worker_started() -> None:
    """Prepare a new worker: it dies at once when told to, or when its parent is gone."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_die_with, args=(parent.sentinel,), daemon=True).start()


def _die_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
