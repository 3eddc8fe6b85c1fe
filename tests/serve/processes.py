"""Servers as processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass

from house.sources import ROOT, environment

WAIT = 90.0


@dataclass
class Process:
    """A server in a process of its own."""

    process: subprocess.Popen
    lines: list

    @property
    def url(self):
        """Where it listens."""
        (line,) = self.said("Listening.")
        return line["url"]

    def said(self, message):
        """Return the lines of the log with a message."""
        return [line for line in self.lines if line["message"] == message]

    def await_lines(self, message, count=1):
        """Wait until it has said something so often."""
        until = time.monotonic() + WAIT
        while len(self.said(message)) < count:
            assert self.process.poll() is None, self.lines
            assert time.monotonic() < until, self.lines
            time.sleep(0.02)

    def end(self, number=signal.SIGTERM):
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(WAIT)


@contextmanager
def process(*words, ready=1, **variables):
    """Start ``lepton serve`` and give it once it is ready."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    started = subprocess.Popen(
        [sys.executable, "-m", "lepton_automl", "serve", *map(str, words), "--port", "0"],
        stderr=subprocess.PIPE,
        env=environment(**{"PYTHONPATH": path, "LEPTON_DISABLE_PLUGINS": "1", **variables}),
        text=True,
    )
    found = Process(started, [])

    def read():
        for line in started.stderr:
            found.lines.append(json.loads(line))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        found.await_lines("Ready.", ready)
        yield found
    finally:
        started.kill()
        started.wait()
        reader.join()
        started.stderr.close()
