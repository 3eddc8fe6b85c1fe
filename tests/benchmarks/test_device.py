from __future__ import annotations

import importlib
import json

import pytest

ROWS = [
    {
        "network": "plain, 16 wide", "backend": "jax", "device": "2 cores", "learned": 1234.5,
        "precision": "float32", "predicted": 9999.9, "first": 2.34, "seconds": 40.0,
        "accuracy": 0.9, "steps": 100,
    },
    {
        "search": "fashion_mnist", "device": "a card", "cv": "auto", "budget": 60.0,
        "seconds": 59.2, "accuracy": 0.95, "members": ["keras_image 3/3", "mlp 1/3"],
    },
]  # fmt: skip


@pytest.fixture
def device(monkeypatch, tmp_path):
    module = importlib.import_module("device")
    monkeypatch.setattr(module, "RESULTS", tmp_path)
    return module


def test_the_page_tells_speeds_and_searches_apart(device, capsys):
    for row in ROWS:
        device.add(row)

    device.report()

    page = (device.RESULTS / "device.md").read_text()
    assert "| plain, 16 wide | jax | 2 cores | float32 | 1,234 | 10,000 | 2.3 |" in page
    assert (
        "| fashion_mnist | a card | auto | 60 | 59.2 | 0.9500 | keras_image 3/3, mlp 1/3 |"
        in page
    )
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row | {"when": ""} for row in said] == [{"when": "", **row} for row in ROWS]


def test_without_data_it_says_what_to_set(device, monkeypatch):
    monkeypatch.delenv("LEPTON_DATA_HOME", raising=False)

    with pytest.raises(SystemExit, match="LEPTON_DATA_HOME must name"):
        device.images()
