import json
from dataclasses import replace
from importlib import import_module

import numpy as np
import pandas as pd
import pytest

from lepton_automl.errors import InputError
from lepton_automl.report.page.write import write

module = import_module("lepton_automl.report.page.write")  # its function has its name


@pytest.fixture
def quick(monkeypatch, two):
    """A report that is there already: what is tested is where it goes."""
    asked = {}

    def gather(subject, evidence, **settings):
        asked.update(settings, evidence=evidence)
        return two.report

    monkeypatch.setattr(module, "gather", gather)
    monkeypatch.setattr(module, "page", lambda report: "<p>page")
    return asked


def test_a_folder_gets_four_files(quick, two, tmp_path):
    place = write(tmp_path / "new" / "place", two.subject, X=two.X_test, y=two.y_test)
    assert place == tmp_path / "new" / "place" / "report.html"
    names = {p.name for p in place.parent.iterdir()}
    assert names == {"report.html", "report.json", "card.md", "predictions.csv"}
    assert json.loads((place.parent / "report.json").read_text()) == two.report
    assert place.read_text() == "<p>page"


def test_a_page_has_the_others_beside_it(quick, two, tmp_path):
    write(tmp_path / "mine.html", two.subject)
    names = {p.name for p in tmp_path.iterdir()}
    assert names == {"mine.html", "mine.json", "mine.md", "mine.csv"}


def test_predictions_are_those_of_the_model(quick, two, tmp_path):
    write(tmp_path, two.subject, X=two.X_test, y=two.y_test, sample_weight=np.ones(120))
    found = pd.read_csv(tmp_path / "predictions.csv")
    assert found["true"].tolist() == two.y_test.tolist()
    assert found["predicted"].tolist() == two.automl.predict(two.X_test).tolist()
    chances = two.automl.predict_proba(two.X_test)
    np.testing.assert_allclose(found[["p=no", "p=yes"]], chances, rtol=1e-12)
    assert found.columns.tolist()[-3:] == ["baseline p=no", "baseline p=yes", "weight"]


def test_predictions_of_rows_left_out_say_which_rows(quick, numbers, tmp_path):
    write(tmp_path, numbers.subject)
    found = pd.read_csv(tmp_path / "predictions.csv")
    assert sorted(found["row"]) == list(range(180))
    np.testing.assert_allclose(found["true"], numbers.y.to_numpy()[found["row"]], rtol=1e-12)
    assert quick["evidence"].source == "out-of-fold"


def test_without_any_rows_there_is_no_file_of_predictions(quick, two, tmp_path):
    write(tmp_path, replace(two.subject, record=None, history=None))
    assert not (tmp_path / "predictions.csv").exists()
    assert quick["evidence"] is None


def test_a_sensitive_column_may_be_named_or_given(quick, two, tmp_path):
    rows = {"X": two.X_test, "y": two.y_test}
    write(tmp_path, two.subject, **rows, sensitive="colour")
    named = quick["evidence"]
    write(tmp_path, two.subject, **rows, sensitive=two.X_test["colour"])
    assert named.sensitive_name == quick["evidence"].sensitive_name == "colour"
    assert named.sensitive.tolist() == quick["evidence"].sensitive.tolist()
    assert set(named.sensitive) == {"red", "green", "blue"}


def test_a_sensitive_column_may_be_one_that_is_not_learned_from(quick, two, tmp_path):
    X = two.X_test.assign(sex=["f", "m"] * 60)
    model_sees = X.drop(columns="sex")
    write(tmp_path, two.subject, X=model_sees, y=two.y_test, sensitive=X["sex"])
    assert quick["evidence"].sensitive.tolist() == X["sex"].tolist()


def test_a_value_for_each_training_row_follows_the_rows_left_out(quick, two, tmp_path):
    write(tmp_path, two.subject, sensitive=two.X["colour"])
    expected = two.X["colour"].to_numpy()[two.subject.record.rows]
    assert quick["evidence"].sensitive.tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"sensitive": "color"}, "sensitive='color' is not a column.*Did you mean 'colour'"),
        ({"sensitive": ["a", "b"]}, r"shape \(2,\); give one value for each of the 180 rows"),
        ({"time_budget": 0}, "time_budget must be above 0 seconds, got 0"),
        ({"y": [1]}, "y was given without X"),
        ({"X": [[1]]}, "X was given without y"),
    ],
    ids=["near miss", "length", "budget", "y alone", "X alone"],
)
def test_what_cannot_be_used_is_refused(quick, two, tmp_path, words, said):
    with pytest.raises(InputError, match=said):
        write(tmp_path / "out", two.subject, **words)
    assert not (tmp_path / "out").exists()


def test_groups_of_nothing_cannot_be_compared(quick, two, tmp_path):
    with pytest.raises(InputError, match="cannot be compared without rows"):
        write(tmp_path, replace(two.subject, record=None), sensitive="colour")


def test_a_place_that_cannot_be_written_is_told(quick, two, tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write(tmp_path / "taken" / "below", two.subject)
