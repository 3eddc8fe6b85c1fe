"""What the README shows can be pasted and runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lepton_keras.networks.backend import requirements

from lepton_automl._lazy import missing_packages

README = Path(__file__).parents[1] / "README.md"


@pytest.mark.skipif(bool(missing_packages(requirements())), reason="networks need TensorFlow")
def test_the_python_in_the_readme_runs_from_top_to_bottom(capsys):
    blocks = re.findall(r"^```python\n(.*?)^```$", README.read_text("utf-8"), re.M | re.S)

    space: dict[str, object] = {}
    for block in blocks:
        exec(block, space)

    assert len(blocks) == 3
    assert all(float(score) > 0.5 for score in capsys.readouterr().out.split())
