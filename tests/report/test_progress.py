import io
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest

from lepton_automl.budget import Budget, Clock
from lepton_automl.candidate import Candidate
from lepton_automl.report import Progress
from lepton_automl.report.lines import LineDisplay
from lepton_automl.report.progress import choose, in_notebook
from lepton_automl.report.terminal import TerminalDisplay
from lepton_automl.trial import Fold, History

BUDGET = Budget(seconds=60)


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock():
    return Clock(BUDGET)


class Recorder:
    """A display that remembers what it was asked, and may fail."""

    pause = 0.0

    def __init__(self, fails=()):
        self.calls = []
        self.fails = fails

    def __getattr__(self, name):
        def call(*arguments):
            self.calls.append(name)
            if name in self.fails:
                raise RuntimeError(name)

        return call


@pytest.fixture
def recorded(monkeypatch):
    """Return a function that makes a Progress with a recorder as its display."""

    def make(**options):
        display = Recorder(**options)
        monkeypatch.setattr("lepton_automl.report.progress.choose", lambda *a: display)
        return Progress(1, BUDGET, "r2"), display

    return make


def test_verbose_0_is_silent(make, clock, capfd):
    with Progress(0, BUDGET, "r2") as progress:
        progress.update(make(a=[0.5]), clock)
    assert capfd.readouterr() == ("", "")


def test_a_pipe_gets_lines_on_standard_error(make, clock, capsys):
    with Progress(1, BUDGET, "r2") as progress:
        progress.update(make(a=[0.5], b=["no"]), clock)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "best r2 0.5: a(C=1)" in captured.err
    assert "failed: b(C=1): no" in captured.err
    assert "ended: 2 trials, 1 failed" in captured.err


def test_a_terminal_gets_a_live_display():
    assert isinstance(choose(1, BUDGET, "r2", Terminal()), TerminalDisplay)


def test_verbose_2_is_lines_everywhere():
    assert isinstance(choose(2, BUDGET, "r2", Terminal()), LineDisplay)


@pytest.mark.parametrize("verbose", [True, 1])
def test_anything_else_gets_lines(verbose):
    assert isinstance(choose(verbose, BUDGET, "r2", io.StringIO()), LineDisplay)


def test_ipython_without_a_kernel_is_no_notebook(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert not in_notebook()
    shell = SimpleNamespace(get_ipython=lambda: SimpleNamespace())
    monkeypatch.setitem(sys.modules, "IPython", shell)
    assert not in_notebook()
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))
    assert not in_notebook()


def test_a_line_display_imports_no_rich():
    code = (
        "import sys; from lepton_automl.budget import Budget\n"
        "from lepton_automl.report.progress import Progress\n"
        "with Progress(1, Budget(), 'r2'): pass\n"
        "assert 'rich' not in sys.modules and 'IPython' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("method", ["open", "show", "close"])
def test_a_display_that_fails_does_not_disturb_the_search(recorded, make, clock, method):
    progress, display = recorded(fails=(method, "close"))
    with progress:
        progress.update(make(a=[0.5]), clock)
        progress.update(make(a=[0.5]), clock)
    assert display.calls.count(method) == 1
    assert display.calls[-1] == "close"


def test_a_display_that_cannot_be_made_does_not_disturb_the_search(make, clock):
    class Broken(io.StringIO):
        def isatty(self):
            raise OSError("gone")

    with Progress(1, BUDGET, "r2", stream=Broken()) as progress:
        progress.update(make(a=[0.5]), clock)


def test_a_closed_stream_does_not_disturb_the_search(make, clock):
    stream = io.StringIO()
    progress = Progress(1, BUDGET, "r2", stream=stream)
    stream.close()
    with progress:
        progress.update(make(a=[0.5]), clock)


def test_a_broken_history_does_not_disturb_the_search(recorded, clock):
    progress, display = recorded()
    with progress:
        progress.update(None, clock)
    assert display.calls == ["open", "close"]


def test_an_error_of_the_search_passes_through(recorded):
    progress, display = recorded()
    with pytest.raises(KeyboardInterrupt), progress:
        raise KeyboardInterrupt
    assert display.calls == ["open", "close"]


def test_after_the_end_nothing_is_shown(recorded, make, clock):
    progress, display = recorded()
    with progress:
        pass
    progress.update(make(a=[0.5]), clock)
    assert display.calls == ["open", "close"]


def test_the_display_is_not_drawn_more_often_than_it_wants(recorded, make, clock):
    progress, display = recorded()
    display.pause = 60.0
    with progress:
        for _ in range(100):
            progress.update(make(a=[0.5]), clock)
    assert display.calls == ["open", "show", "close"]


def test_many_threads_may_report_at_once(clock):
    stream = io.StringIO()
    history = History("r2", 1)

    def work(name):
        for i in range(50):
            candidate = Candidate.of(f"{name}{i}")
            history.start(candidate, "search")
            history.add(candidate, Fold(0, error=f"reason {name}{i}"))
            progress.update(history, clock)

    with Progress(1, BUDGET, "r2", stream=stream) as progress:
        threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    lines = stream.getvalue().splitlines()
    assert len([line for line in lines if "failed: " in line]) == 200
    assert all(line.startswith("[lepton ") for line in lines)
