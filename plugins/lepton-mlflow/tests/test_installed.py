"""The package is found by its entry point; where it is not installed, that is said here."""

from __future__ import annotations

from importlib.metadata import entry_points
from importlib.util import find_spec

import pytest

MISSING = [name for name in ("mlflow", "lepton_mlflow") if find_spec(name) is None]


@pytest.mark.skipif(
    bool(MISSING), reason=f"no {', '.join(MISSING)}: pip install -e plugins/lepton-mlflow"
)
def test_the_plugin_is_found_and_has_an_answer_to_each_event():
    found = entry_points(group="lepton_automl", name="mlflow")
    if not found:
        pytest.skip("the package is on the path, but not installed")
    (entry,) = found
    assert entry.load().__name__ == "lepton_mlflow.plugin"
