"""A headless Chromium, spoken to over a pipe: no driver and no further package is needed."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import subprocess
import sys
import time

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",  # commands are read from descriptor 3, answers written to 4
)
# Between a fork and the browser, in a process of its own: this one may have threads.
CONNECT = """
import os, sys
for number, fd in enumerate(sys.argv[1:3], start=3):
    os.dup2(int(fd), number)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Browser:
    """One tab, and all that it said and asked for.

    Parameters
    ----------
    folder : path
        A fresh folder for the browser's own files.
    """

    def __init__(self, folder):
        ours, theirs = os.pipe(), os.pipe()
        ends = [fcntl.fcntl(fd, fcntl.F_DUPFD, 10) for fd in (ours[0], theirs[1])]
        words = [sys.executable, "-ISc", CONNECT, *map(str, ends), CHROMIUM, *FLAGS]
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [*words, f"--user-data-dir={folder}"], stdout=log, stderr=log, pass_fds=ends
            )
        for fd in (ours[0], theirs[1], *ends):
            os.close(fd)
        self._to, self._from = os.fdopen(ours[1], "wb", 0), os.fdopen(theirs[0], "rb")
        self._number, self._session = 0, None
        self.events = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        found = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = found["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._process.kill()
        self._process.wait()
        self._to.close()
        self._from.close()

    def call(self, method, **params):
        """Return the answer to a command of the DevTools protocol."""
        self._number += 1
        words = {"id": self._number, "method": method, "params": params}
        if self._session is not None:
            words["sessionId"] = self._session
        self._to.write(json.dumps(words).encode() + b"\0")
        while (said := self._read()).get("id") != self._number:
            pass
        assert "error" not in said, said["error"]
        return said["result"]

    def _read(self):
        found = bytearray()
        while (byte := self._from.read(1)) != b"\0":
            assert byte, "the browser has gone"
            found += byte
        said = json.loads(found)
        if "method" in said:
            self.events.append(said)
        return said

    def open(self, address, *, width=1280, height=900, dark=False):
        """Load a page and return the seconds until it had been loaded and painted."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        look = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[look])
        self.events.clear()
        started = time.monotonic()
        self.call("Page.navigate", url=address)
        while not any(e["method"] == "Page.loadEventFired" for e in self.events):
            self._read()
        frame = "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
        self.evaluate(frame)
        return time.monotonic() - started

    def evaluate(self, code):
        """Return what JavaScript gives."""
        found = self.call(
            "Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    @property
    def complaints(self):
        """Return what the page and the browser put on the console."""
        about = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        return [e for e in self.events if e["method"] in about]

    @property
    def requests(self):
        """Return the addresses that were asked for."""
        sent = [e for e in self.events if e["method"] == "Network.requestWillBeSent"]
        return [e["params"]["request"]["url"] for e in sent]

    def picture(self):
        """Return the whole page as PNG."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        found = self.call("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        return base64.b64decode(found["data"])

    def paper(self):
        """Return the page as it is printed, as PDF."""
        found = self.call("Page.printToPDF", printBackground=False, preferCSSPageSize=True)
        return base64.b64decode(found["data"])


def opened(browser, page, width, **look):
    """Open a page as its readers do, see that nothing is amiss, and return the seconds."""
    seconds = browser.open(page.as_uri(), width=width, **look)
    assert browser.complaints == []
    assert browser.requests == [page.as_uri()]
    # A phone's window grows with what is too wide for it, so it is not asked itself.
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    return seconds
