"""``lepton predict``: rows in, a CSV of predictions out, in the same order."""

from __future__ import annotations

import io
import shutil

import numpy as np
import pandas as pd
import pytest
from house.sources import run

from lepton_automl import load
from lepton_automl.builtin.bundled import iris
from lepton_automl.cli.predict import _plain


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


def test_structured_predictions_are_written_as_json():
    boxes = np.empty(2, dtype=object)
    boxes[:] = [{"box": np.array([1, 2])}, "none"]
    assert _plain(boxes) == ['{"box": [1, 2]}', "none"]
    assert _plain(np.array([1.5])).tolist() == [1.5]


@pytest.fixture(scope="module")
def weather(tmp_path_factory):
    """A file with a label, two numbers and an input."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=60)
    table = pd.DataFrame({"x": x, "rain": (x > 0).astype(int), "wind": (x > -1).astype(int)})
    table["heat"], table["cold"] = 2 * x, -x
    path = tmp_path_factory.mktemp("weather") / "weather.csv"
    table.to_csv(path, index=False)
    return path


QUICKLY = ("--n-trials", 1, "--cv", 2, "-q", "--n-jobs", 1)


def test_several_labels_have_a_column_each(lepton, weather):
    lepton(
        *("fit", weather, "--target", "rain,wind", "--drop", "heat,cold", "-o", "m"),
        *("--estimators", "gaussian_nb", *QUICKLY),
    )
    found = read(lepton("predict", "m", weather, "--proba").out)
    assert list(found) == ["rain", "wind", "rain=1", "wind=1"]
    assert ((found["rain=1"] >= 0.5) == found["rain"]).all()
    answer = lepton("evaluate", "m", weather, "--metric", "f1_macro", "--csv")
    assert float(read(answer.out)["value"].iloc[0]) > 0.9
    assert "'rain'" not in answer.err


def test_several_numbers_have_a_column_each(lepton, weather):
    lepton(
        *("fit", weather, "--target", "heat,cold", "--drop", "rain,wind", "-o", "m"),
        *("--estimators", "ridge", *QUICKLY),
    )
    found = read(lepton("predict", "m", weather).out)
    assert list(found) == ["heat", "cold"]
    assert read(lepton("evaluate", "m", weather, "--csv").out)["value"].iloc[0] > 0.9


def test_quantiles_are_named_by_their_levels(lepton, weather):
    lepton(
        *("fit", weather, "--target", "heat", "--drop", "rain,wind,cold", "-o", "m"),
        *("--quantiles", "0.1,0.9", "--estimators", "linear_quantiles", *QUICKLY),
    )
    found = read(lepton("predict", "m", weather).out)
    assert list(found) == ["heat_q0.1", "heat_q0.9"]
    answer = lepton("predict", "m", weather, "--proba")
    assert "no probabilities" in answer.err
