"""Rows and answers survive as JSON."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from lepton_automl.export.rows import from_text, to_text

ANSWERS = {
    "predict": np.array(["no", "ja ✓"], dtype=object),
    "predict_proba": np.array([[0.1, 0.9], [1 / 3, 2 / 3]]),
}


def there_and_back(X, answers=ANSWERS):
    text = to_text(X, answers)
    assert "NaN" not in text.replace('"NaN"', "")
    json.loads(text, parse_constant=lambda word: pytest.fail(word))  # strict JSON
    return from_text(text)


def test_a_table_comes_back_cell_by_cell():
    X = pd.DataFrame(
        {
            "number": [1 / 3, np.nan],
            "far": [np.inf, -1e300],
            "word": pd.Series(["Straße\n", np.nan], dtype=object),
            "when": np.array(["2020-01-02T03:04:05.000000006", "NaT"], dtype="M8[ns]"),
            "whole": np.array([2**60, -1]),
        }
    )
    found, answers = there_and_back(X)
    pd.testing.assert_frame_equal(found, X, check_column_type=False)
    assert found["word"].dtype == object
    for name, wanted in ANSWERS.items():
        np.testing.assert_array_equal(answers[name], wanted)
        assert answers[name].dtype == wanted.dtype


def test_names_need_not_be_text_or_unique_in_type():
    X = pd.DataFrame({0: [1.0, 2.0], "0": [3.0, 4.0]})
    found, _ = there_and_back(X)
    pd.testing.assert_frame_equal(found, X, check_column_type=False)


def test_an_array_keeps_shape_and_type():
    X = np.arange(12, dtype="float32").reshape(2, 3, 2)
    found, _ = there_and_back(X)
    np.testing.assert_array_equal(found, X)
    assert found.dtype == np.float32


def test_a_sparse_matrix_stays_sparse():
    X = sparse.csr_matrix(np.array([[0.0, 1.5], [0.0, 0.0]]))
    found, _ = there_and_back(X)
    assert found.format == "csr"
    np.testing.assert_array_equal(found.toarray(), X.toarray())


def test_predictions_may_have_columns():
    found = there_and_back(np.eye(2), {"predict": np.array([[1, 0], [0, 1]])})[1]
    assert found["predict"].tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize("cell", [{"at": np.float64("nan")}, np.zeros(2), object()])
def test_what_json_cannot_hold_is_not_kept(cell):
    cells = np.empty(2, dtype=object)
    cells[:] = [cell, cell]
    assert to_text(np.eye(2), {"predict": cells}) is None
