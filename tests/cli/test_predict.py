"""``lepton predict``: rows in, a CSV of predictions out, in the same order."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from house.sources import ROOT, run

from lepton_automl import load
from lepton_automl.builtin.bundled import iris
from lepton_automl.cli import predict
from lepton_automl.recipe.chunks import read_chunks


def read(text: str) -> pd.DataFrame:
    """Return the CSV that was printed."""
    return pd.read_csv(io.StringIO(text))


def test_predictions_keep_the_order_of_rows(lepton, model, flowers):
    answer = lepton("predict", model, flowers)
    assert answer.code == 0
    found = read(answer.out)
    assert list(found) == ["species"]
    X, _ = iris()
    assert found["species"].tolist() == load(model).predict(X).tolist()
    assert "Left aside: 'id', 'species'" in answer.err


def test_identifiers_and_probabilities_can_be_added(lepton, model, flowers):
    found = read(lepton("predict", model, flowers, "--proba", "--id-column", "id").out)
    assert list(found) == [
        "id",
        "species",
        "species=setosa",
        "species=versicolor",
        "species=virginica",
    ]
    assert found["id"].tolist() == [f"f{i}" for i in range(150)]
    np.testing.assert_allclose(found.iloc[:, 2:], load(model).predict_proba(iris()[0]))
    names = found.columns[2:].str.removeprefix("species=")
    assert (found["species"] == names[found.iloc[:, 2:].to_numpy().argmax(axis=1)]).all()


def test_predictions_can_go_to_a_file(lepton, model, flowers, tmp_path):
    answer = lepton("predict", model, flowers, "-o", "out.csv")
    assert answer.out == ""
    assert "Wrote 150 predictions to out.csv." in answer.err
    assert len(pd.read_csv(tmp_path / "out.csv")) == 150


def test_several_columns_can_be_kept(lepton, model, flowers):
    found = read(lepton("predict", model, flowers, "--keep", "id", "--keep", "species").out)
    assert list(found) == ["id", "species", "species.1"]
    assert found["id"].tolist() == [f"f{i}" for i in range(150)]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_file_in_pieces_is_predicted_as_a_whole(
    lepton, model, flowers, tmp_path, monkeypatch, ending
):
    whole = lepton("predict", model, flowers, "--proba", "--keep", "id").out
    pd.read_csv(flowers).to_parquet("flowers.parquet")
    sizes = []

    def few(path):
        for piece in read_chunks(path, cells=6 * 40):
            sizes.append(len(piece))
            yield piece

    monkeypatch.setattr(predict, "read_chunks", few)
    answer = lepton("predict", model, f"flowers.{ending}", "--proba", "--keep", "id")
    assert sizes == [40, 40, 40, 30]
    assert answer.out == whole
    assert answer.err.count("Left aside") == 1


def test_predictions_can_go_to_a_parquet_file(lepton, model, flowers, tmp_path):
    assert lepton("predict", model, flowers, "--keep", "id", "-o", "out.parquet").code == 0
    found = pd.read_parquet(tmp_path / "out.parquet")
    assert list(found) == ["id", "species"]
    assert len(found) == 150


def test_a_reader_that_has_had_enough_is_no_error(model, flowers):
    words = [sys.executable, "-m", "lepton_automl", "predict", str(model), str(flowers)]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        process.stdout.close()
        said = process.stderr.read()
    assert process.returncode == 141
    assert "rror" not in said


def test_a_data_set_can_be_predicted(lepton, model):
    assert len(read(lepton("predict", model, "iris").out)) == 150


def test_another_process_predicts_the_same(lepton, model, flowers):
    answer = run("-m", "lepton_automl", "predict", str(model), str(flowers))
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == lepton("predict", model, flowers).out


def test_a_number_has_no_probabilities(lepton, tmp_path):
    quick = ["--n-trials", "2", "--cv", "2", "--n-jobs", "1", "-q", "--estimators", "ridge"]
    assert lepton("fit", "diabetes", *quick).code == 0
    answer = lepton("predict", "diabetes-model", "diabetes", "--proba")
    assert answer.code == 2
    assert answer.err.endswith("which has no probabilities. Leave out --proba.\n")
    assert list(read(lepton("predict", "diabetes-model", "diabetes").out)) == ["progression"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["{model}", "no.csv"], 2, "There is no file 'no.csv'."),
        (["nowhere", "flowers.csv"], 5, "nowhere is not a folder"),
        (["{model}", "wine"], 2, "petal"),
        (["{model}", "flowers.csv", "--id-column", "ident"], 2, "'ident' is not a column"),
        (["{model}", "flowers.csv", "-o", "no/out.csv"], 2, "'no/out.csv' cannot be written"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(lepton, model, flowers, words, code, said):
    answer = lepton("predict", *(word.format(model=model) for word in words))
    assert answer.code == code
    assert said in answer.err
    assert "Traceback" not in answer.err


def test_a_missing_column_is_named(lepton, model, flowers):
    pd.read_csv(flowers).drop(columns="petal width (cm)").to_csv("narrow.csv", index=False)
    answer = lepton("predict", model, "narrow.csv")
    assert answer.code == 2
    assert "petal width (cm)" in answer.err


def test_a_changed_file_is_not_loaded(lepton, model, flowers, tmp_path):
    shutil.copytree(model, tmp_path / "copy")
    victim = next((tmp_path / "copy").rglob("model*"))
    victim.write_bytes(victim.read_bytes() + b"!")
    answer = lepton("predict", "copy", flowers)
    assert answer.code == 5
    assert "is not the file that was saved" in answer.err
