"""What the tests about the code itself share."""

from __future__ import annotations

import pytest
from house.sources import DOCUMENTS, SOURCES


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Ask each rule of each file by name."""
    marked = {m.args[0] for m in metafunc.definition.iter_markers("parametrize")}
    if "source" in metafunc.fixturenames and "source" not in marked:
        metafunc.parametrize("source", SOURCES, ids=[s.name for s in SOURCES])
    if "document" in metafunc.fixturenames:
        metafunc.parametrize("document", DOCUMENTS, ids=[d.name for d in DOCUMENTS])
