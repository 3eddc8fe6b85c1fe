import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from textwrap import dedent

import pytest
from rich.console import Console

from lepton_automl.budget import Budget, Clock
from lepton_automl.report.summary import summarise
from lepton_automl.report.terminal import panel

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")

HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"
# A search that shows itself on whatever its standard error is.
SEARCH = dedent(
    """
    import sys, time
    from lepton_automl.budget import Budget, Clock
    from lepton_automl.candidate import Candidate
    from lepton_automl.report.progress import Progress
    from lepton_automl.trial import Fold, History

    budget = Budget(seconds=60)
    history, clock = History("roc_auc", 2), Clock(budget)
    with Progress(1, budget, "roc_auc") as progress:
        for i in range(int(sys.argv[1])):
            candidate = Candidate.of(f"model_{i}", {"C": float(i)})
            history.start(candidate, "opening")
            failed = Fold(0, error="out of [red]memory")
            history.add(candidate, failed if i == 1 else Fold(0, score=0.5 + i / 100))
            progress.update(history, clock, running=["model_9 fold 1"], ensemble=0.75)
            time.sleep(0.12)
        if sys.argv[2] == "fail":
            raise SystemExit(3)
    print("after", file=sys.stderr)
    """
)


def on_terminal(*arguments, interrupt=False):
    """Run the search on a pseudo-terminal; return what it wrote there, and its exit status."""
    mine, its = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", SEARCH, *arguments],
        stderr=its,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100", "LINES": "40"},
    ) as process:
        os.close(its)
        written, sent = b"", False
        # At the end of the process a read fails on Linux and gives nothing elsewhere.
        with contextlib.suppress(OSError):
            while select.select([mine], [], [], 30)[0] and (part := os.read(mine, 65536)):
                written += part
                if interrupt and not sent and b"model_3" in written:
                    time.sleep(0.05)
                    process.send_signal(signal.SIGINT)
                    sent = True
        os.close(mine)
        return written.decode(), process.wait(timeout=30)


def test_the_terminal_shows_the_search_and_is_given_back():
    written, status = on_terminal("4", "end")
    assert status == 0
    for text in ("lepton", " left", "best roc_auc 0.53 by model_3", "ensemble 0.75"):
        assert text in written
    for text in ("running model_9 fold 1", "model_1: out of [red]memory", "ended after"):
        assert text in written
    assert written.count(HIDE) == 1
    assert written.rindex(SHOW) > written.rindex(HIDE)
    assert written.index("after") < written.rindex("after\r\n")


def test_ctrl_c_gives_the_terminal_back():
    written, status = on_terminal("1000", "end", interrupt=True)
    assert status == -signal.SIGINT
    assert written.rindex(SHOW) > written.rindex(HIDE)
    assert "KeyboardInterrupt" in written[written.rindex(SHOW) :]


def test_an_error_gives_the_terminal_back():
    written, status = on_terminal("2", "fail")
    assert status == 3
    assert written.rindex(SHOW) > written.rindex(HIDE)


def draw(summary, width=80, **more):
    console = Console(width=width, record=True, file=open(os.devnull, "w"))  # noqa: SIM115, PTH123
    with console.file:
        console.print(panel(summary, "r2", **more))
    return console.export_text()


@pytest.fixture
def summary(make):
    history = make(good=[0.5, 0.6], **{"bad" + "x" * 90: ["why " * 100]})
    return summarise(history, Clock(Budget(seconds=60)), running=["a" * 200])


@pytest.mark.parametrize("width", [20, 40, 80, 300])
def test_no_line_is_wrapped(summary, width):
    lines = draw(summary, width).splitlines()
    assert len(lines) == 6  # the time, the counts, two trials, what runs, one failure
    assert all(len(line) <= width for line in lines)


def test_at_the_end_only_what_stays_true_is_shown(summary):
    lines = draw(summary, ended=True).splitlines()
    assert len(lines) == 3
    assert "ended after" in lines[0]


def test_without_a_limit_there_is_no_bar(make):
    assert draw(summarise(make(), Clock(Budget()))).splitlines()[0].endswith("so far")
