"""``lepton export``: a format is added to a model that is there."""

import json
import shutil
from pathlib import Path

import pytest
from toy_plugins import formats

from lepton_automl.plugin import including


@pytest.fixture
def mine(model, tmp_path):
    """A copy of the model, to be changed."""
    return Path(shutil.copytree(model, tmp_path / "mine"))


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A new process takes seconds; tests/export has it."""
    monkeypatch.setattr("lepton_automl.export.verify._travels", lambda spec: False)


def formats_of(folder):
    return json.loads((folder / "manifest.json").read_text())["formats"]


def test_a_format_is_added_and_shown_beside_the_first(lepton, mine):
    answer = lepton("export", "mine", "--format", "skops")
    assert answer.code == 0, answer.err
    assert set(formats_of(mine)) == {"joblib", "skops"}
    lines = [line.split() for line in answer.out.splitlines()]
    assert [line[0] for line in lines if line and line[0] in formats_of(mine)] == [
        "joblib",
        "skops",
    ]
    assert "1 row, ms" in answer.out
    assert "Written to mine/skops." in answer.err


def test_a_copy_may_be_written(lepton, mine, tmp_path):
    answer = lepton("export", "mine", "--format", "skops", "-o", "copy")
    assert answer.code == 0, answer.err
    assert (tmp_path / "copy" / "skops" / "model.skops").exists()
    assert set(formats_of(mine)) == {"joblib"}


def test_where_the_data_have_the_target_both_are_scored(lepton, mine, flowers):
    answer = lepton("export", mine, "--format", "skops", "--data", flowers)
    assert answer.code == 0, answer.err
    assert "on 150 rows: joblib" in answer.out
    assert "(a drop of 0.0000)" in answer.out
    assert "Left aside: 'id'" in answer.err
    assert formats_of(mine)["skops"]["rows_compared"] > 150


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--format", "skpos"), 3, "Did you mean 'skops'"),
        (("--format", "joblib"), 2, "there is nothing to add"),
        (("--format", "skops", "--quantize", "int8"), 2, "cannot be quantized"),
        (("--format", "refusing"), 6, "cannot be written"),
        ((), 2, "Missing option '--format'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(lepton, mine, words, code, message):
    with including(formats):
        answer = lepton("export", "mine", *words)
    assert answer.code == code
    assert message in answer.err
    assert set(formats_of(mine)) == {"joblib"}


def test_a_model_that_was_signed_is_no_longer(lepton, mine, keys):
    lepton("sign", "mine", "--key", keys[0])
    answer = lepton("export", "mine", "--format", "skops", "--key", keys[1])
    assert answer.code == 0, answer.err
    assert "It is not signed: sign it with lepton sign." in answer.err
