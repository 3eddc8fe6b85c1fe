import sys
from types import SimpleNamespace

import pytest

from lepton_automl.budget import Budget, Clock
from lepton_automl.report.notebook import NotebookDisplay, Snapshot
from lepton_automl.report.progress import Progress
from lepton_automl.report.summary import summarise


class Notebook:
    """IPython as far as a display needs it, and what was displayed."""

    def __init__(self):
        self.outputs = {}
        self.calls = []
        self.display = SimpleNamespace(display=self._display)

    def get_ipython(self):
        return SimpleNamespace(kernel=object())

    def _display(self, *objects, display_id, update=False):
        assert update == (display_id in self.outputs)
        self.outputs[display_id] = objects[0]
        self.calls.append(objects[0])


@pytest.fixture
def notebook(monkeypatch):
    fake = Notebook()
    monkeypatch.setitem(sys.modules, "IPython", fake)
    return fake


def summary(history, **more):
    return summarise(history, Clock(Budget(seconds=60)), **more)


def test_one_output_is_updated_in_place(make, notebook):
    display = NotebookDisplay("r2")
    display.open()
    assert notebook.outputs == {}
    display.show(summary(make(a=[0.5])))
    display.show(summary(make(a=[0.5], b=[0.6])))
    display.close(summary(make(a=[0.5], b=[0.6])))
    assert len(notebook.outputs) == 1
    assert len(notebook.calls) == 3
    assert "ended after" in repr(notebook.calls[-1])


def test_two_searches_have_two_outputs(make, notebook):
    for _ in range(2):
        NotebookDisplay("r2").show(summary(make()))
    assert len(notebook.outputs) == 2


def test_progress_finds_the_notebook(make, notebook, capsys):
    budget = Budget(seconds=60)
    with Progress(1, budget, "r2") as progress:
        progress.update(make(a=[0.5]), Clock(budget))
    assert "best r2 0.5 by a" in repr(notebook.calls[0])
    assert capsys.readouterr().err == ""


def test_html_and_text_say_the_same(make, notebook):
    snapshot = Snapshot(summary(make(a=[0.5], b=["no"]), ensemble=0.7), "r2")
    html = snapshot._repr_html_()
    for line in repr(snapshot).splitlines()[1:]:
        assert line in html
    assert "<progress value=" in html
    assert "<td>a(C=1)</td><td>0.5</td>" in html
    assert "<td>failed</td>" in html


def test_what_others_wrote_is_shown_as_text(make, notebook):
    html = Snapshot(summary(make(a=["<script>x</script>"])), "<m>")._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
