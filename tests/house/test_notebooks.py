"""The notebooks run from top to bottom, in a kernel of their own, and complain of nothing."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec

import nbformat
import pytest
from house.sources import ROOT
from nbclient import NotebookClient

NOTEBOOKS = sorted((ROOT / "docs/notebooks").glob("*.ipynb"))


def read(notebook):
    """Return a notebook."""
    return nbformat.read(notebook, as_version=4)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.filterwarnings("ignore:.*[Pp]roactor.*", "ignore:.*CurveZMQ.*")
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom(notebook, tmp_path, monkeypatch):
    monkeypatch.delenv("LEPTON_DISABLE_PLUGINS", raising=False)  # a reader has them
    if notebook.stem == "images" and find_spec("lepton_keras") is None:
        pytest.skip("images are a kind of the plugin lepton-keras, which is not installed")
    book = read(notebook)
    place = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(book, timeout=200, kernel_name="python3", resources=place).execute()
    outputs = [output for cell in book.cells for output in cell.get("outputs", ())]
    assert outputs
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_what_it_gave_when_it_was_run_in_order(notebook):
    book = read(notebook)
    nbformat.validate(book)
    counts = [cell.execution_count for cell in book.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    assert len(notebook.read_bytes()) < 300_000


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_links_of_a_notebook_lead_somewhere(notebook):
    for cell in read(notebook).cells:
        if cell.cell_type == "markdown":
            for target in re.findall(r"\]\(([^)#]+)\)", cell.source):
                assert "://" in target or (notebook.parent / target).exists()


def test_a_notebook_names_no_place_of_the_machine_it_was_run_on():
    for notebook in NOTEBOOKS:
        text = json.dumps(read(notebook))
        assert "/home/" not in text
        assert "/tmp/" not in text
        assert str(ROOT) not in text


def test_there_is_one_for_tables_for_images_and_for_shipping():
    assert [path.stem for path in NOTEBOOKS] == ["images", "shipping", "tables"]
