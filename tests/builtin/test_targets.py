"""How y is recognised and encoded."""

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_diabetes, load_digits, load_iris

from lepton_automl.builtin import targets
from lepton_automl.errors import InputError

BINARY, MULTICLASS, REGRESSION, NOTHING = "binary", "multiclass", "regression", "nothing"
RECOGNISERS = {
    BINARY: targets.looks_binary,
    MULTICLASS: targets.looks_multiclass,
    REGRESSION: targets.looks_like_regression,
}
DICTS = np.array([{"x": 1}, {"x": 2}, {"x": 1}], dtype=object)
ARRAYS = np.empty(2, dtype=object)
ARRAYS[:] = [np.zeros(2), np.zeros(3)]

CASES = {
    "codes of 26 letters": (np.arange(2_600) % 26, MULTICLASS),
    "codes of 40 from 1": (1 + np.arange(4_000) % 40, MULTICLASS),
    "rings of shells": (np.random.default_rng(0).poisson(9.0, 4_000), REGRESSION),
    "whole floats with many values (diabetes)": (load_diabetes().target, REGRESSION),
    "ten digits": (load_digits().target, MULTICLASS),
    "three flowers": (load_iris().target, MULTICLASS),
    "strings": (np.array(["a", "b", "c"] * 5), MULTICLASS),
    "two strings": (np.array(["no", "yes"] * 5, dtype=object), BINARY),
    "booleans": (np.array([True, False] * 5), BINARY),
    "booleans as objects": (np.array([True, False] * 5, dtype=object), BINARY),
    "0 and 1": (np.array([0, 1] * 5), BINARY),
    "0.0 and 1.0": (np.array([0.0, 1.0] * 5), BINARY),
    "0.0 and 1.0 with a gap": (np.array([0.0, 1.0, np.nan] * 5), BINARY),
    "-1 and 1": (np.array([-1, 1] * 5), BINARY),
    "two numbers with a fraction": (np.array([0.5, 1.5] * 5), REGRESSION),
    "integers with gaps, few": (np.array([10, 20, 40] * 30), MULTICLASS),
    "integers in a row, few rows": (np.array([0, 1, 2] * 4), MULTICLASS),
    "integers with many values": (np.arange(200), REGRESSION),
    "ages": (np.random.default_rng(0).integers(18, 80, 5000), REGRESSION),
    "ratings as floats": (np.array([1.0, 2.0, 3.0, 4.0, 5.0] * 40), MULTICLASS),
    "a few whole floats": (np.array([1.0, 2.0, 3.0] * 3), REGRESSION),
    "floats": (np.random.default_rng(0).normal(size=50), REGRESSION),
    "float32": (np.linspace(0, 1, 50, dtype=np.float32), REGRESSION),
    "numbers as objects": (np.array([1.5, 2.5, 3], dtype=object), REGRESSION),
    "integers as objects": (np.array([1, 2, 3] * 30, dtype=object), MULTICLASS),
    "labels of several types": (np.array(["a", 1, "b"] * 5, dtype=object), MULTICLASS),
    "a category of numbers": (pd.Series([1.5, 2.5, 3.5] * 5, dtype="category"), MULTICLASS),
    "nullable integers": (pd.Series([0, 1, None] * 5, dtype="Int64"), BINARY),
    "a column": (np.array([[0], [1]] * 5), BINARY),
    "dicts": (DICTS, NOTHING),
    "arrays": (ARRAYS, NOTHING),
    "two columns": (np.zeros((5, 2)), NOTHING),
    "dates": (np.array(["2024-01-01", "2024-01-02"], dtype="datetime64[ns]"), NOTHING),
    "nothing": (np.array([]), NOTHING),
    "only missing": (np.array([np.nan, np.nan]), NOTHING),
}


@pytest.mark.parametrize("case", CASES)
def test_y_is_recognised(case):
    y, expected = CASES[case]
    sure = {name: look(y, frozenset({"number"})) for name, look in RECOGNISERS.items()}
    assert all(0.0 <= value < 1.0 for value in sure.values())  # a plugin can be surer
    best = max(sure, key=sure.get) if any(sure.values()) else NOTHING
    assert best == expected
    assert list(sure.values()).count(sure.get(best, 0.0)) == 1 or best == NOTHING


def test_labels_that_hardly_repeat_are_left_to_others():
    y = np.array([f"sentence {i}" for i in range(100)])
    assert 0 < targets.looks_multiclass(y, frozenset()) < 0.5


@pytest.mark.parametrize(
    ("y", "labels", "codes"),
    [
        (["b", "a", "b"], ["a", "b"], [1, 0, 1]),
        ([True, False], [False, True], [1, 0]),
        ([7, 3, 7], [3, 7], [1, 0, 1]),
        ([0.0, 1.0, 0.0], [0.0, 1.0], [0, 1, 0]),
        (np.array([[1], [0]]), [0, 1], [1, 0]),
    ],
)
def test_classes_are_encoded_in_the_order_of_their_labels(y, labels, codes):
    encoded, found = targets.binary(y)
    assert found.tolist() == labels
    assert encoded.tolist() == codes
    assert encoded.dtype == np.int64


def test_the_labels_give_y_back():
    y = np.array(["x", "z", "y", "x"])
    codes, labels = targets.multiclass(y)
    assert (labels[codes] == y).all()


@pytest.mark.parametrize(
    ("encode", "y", "message"),
    [
        (targets.multiclass, [1.0, np.nan], "NaN"),
        (targets.multiclass, ["a", None], "NaN"),
        (targets.multiclass, pd.Series([1, None], dtype="Int64"), "NaN"),
        (targets.binary, [0.0, np.inf], "Input y contains infinity"),
        (targets.binary, [0.1, 0.7, 0.3], "Unknown label type: continuous"),
        (targets.binary, [1, 2, 3], "task='multiclass'"),
        (targets.binary, ["a", "a"], "one class"),
        (targets.multiclass, [3, 3], r"class \(3\)"),
        (targets.multiclass, np.array(["a", 1], dtype=object), r"mixes labels .*astype\(str\)"),
        (targets.multiclass, np.zeros((3, 2)), "one value a row"),
        (targets.values, ["a", "b"], "not numbers"),
        (targets.values, np.array(["1.5", 2], dtype=object), "not numbers"),
        (targets.values, [1.0, np.nan], "NaN"),
        (targets.values, np.array([1.0, None], dtype=object), "NaN"),
        (targets.values, [1.0, -np.inf], "Input y contains infinity"),
        (targets.values, np.array(["2024"], dtype="datetime64[ns]"), "dtype datetime64"),
        (targets.values, [1j, 2j], "complex"),
        (targets.values, [1.0, -1e200], "as large as 1e\\+200"),
    ],
)
def test_what_cannot_be_learned_is_refused(encode, y, message):
    with pytest.raises(InputError, match=message):
        encode(y)


@pytest.mark.parametrize("y", [[1, 2], [True, False], np.array([1, 2.5], dtype=object)])
def test_numbers_become_floats(y):
    encoded, labels = targets.values(y)
    assert encoded.dtype == np.float64
    assert labels is None


def test_whole_numbers_beyond_64_bits_are_numbers():
    y = np.array([10**25, 2 * 10**25, 3 * 10**25], dtype=object)

    assert targets.looks_like_regression(y, set()) > 0
    assert targets.values(y)[0].tolist() == [1e25, 2e25, 3e25]


def test_y_is_left_alone():
    y = np.array([3, 1, 2, 1])
    targets.multiclass(y)
    targets.values(y)
    assert y.tolist() == [3, 1, 2, 1]


def test_the_baseline_predicts_the_shares_of_the_classes():
    model = targets.prior().fit(np.zeros((4, 1)), [0, 0, 0, 1])
    assert model.predict_proba([[0]]).tolist() == [[0.75, 0.25]]
