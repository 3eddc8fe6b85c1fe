"""What counts as the same prediction."""

import numpy as np
import pytest

from lepton_automl.export.compare import Comparison, compare, differences


def shares(*first):
    one = np.array(first)
    found = np.column_stack([one, 1 - one])
    return {"predict": np.where(one > 0.5, "a", "b").astype(object), "predict_proba": found}


def objects(*values):
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return {"predict": found}


def test_probabilities_are_compared_one_by_one():
    found = compare(shares(0.2, 0.9), shares(0.2, 0.8), 1e-3)
    assert found.greatest == pytest.approx(0.1)
    assert found.labels == 0.0
    assert not found.within(0.05)


def test_half_of_them_must_be_ten_times_as_near():
    assert Comparison(9, greatest=1e-4, median=1e-5).within(1e-4)
    assert not Comparison(9, greatest=1e-4, median=2e-5).within(1e-4)


def test_another_label_counts_even_where_probabilities_agree():
    other = shares(0.2, 0.9) | {"predict": np.array(["b", "b"], dtype=object)}
    found = compare(shares(0.2, 0.9), other, 1e-3)
    assert (found.greatest, found.labels) == (0.0, 0.5)
    assert not found.within(1.0)


def test_a_label_that_a_hair_decides_may_be_another():
    wanted = shares(0.5 + 1e-6, 0.9)
    found = compare(wanted, shares(0.5 - 1e-6, 0.9), 1e-4)
    assert found.labels == 0.0
    assert compare(wanted, shares(0.5 - 1e-6, 0.9), 1e-8).labels == 0.5


def test_a_threshold_lies_where_labels_of_equal_probabilities_differ():
    """At 0.3: the second row is as probable as the first and has the other label."""
    wanted = {
        "predict": np.array(["a", "b", "b"], dtype=object),
        "predict_proba": np.array([[0.3, 0.7], [0.3, 0.7], [0.1, 0.9]]),
    }
    other = wanted | {"predict": np.array(["b", "b", "b"], dtype=object)}
    assert compare(wanted, other, 1e-4).labels == 0.0
    far = wanted | {"predict": np.array(["a", "b", "a"], dtype=object)}
    assert compare(wanted, far, 1e-4).labels == pytest.approx(1 / 3)


def test_of_several_labels_each_may_be_near_a_half():
    proba = np.array([[0.9, 0.5], [0.9, 0.1]])
    wanted = {"predict": np.array([[1, 1], [1, 0]]), "predict_proba": proba}
    near = {"predict": np.array([[1, 0], [1, 0]]), "predict_proba": proba}
    assert compare(wanted, near, 1e-4).labels == 0.0
    far = {"predict": np.array([[1, 1], [1, 1]]), "predict_proba": proba}
    assert compare(wanted, far, 1e-4).labels == 0.5


def test_numbers_are_compared_as_shares_of_themselves_or_of_their_spread():
    wanted = {"predict": np.array([0.0, 10.0, 1000.0])}
    found = {"predict": np.array([0.1, 10.0, 1001.0])}
    spread = np.std([0.0, 10.0, 1000.0])
    assert differences(wanted, found) == pytest.approx([0.1 / spread, 0.0, 1e-3])


def test_each_column_of_numbers_has_its_own_spread():
    wanted = {"predict": np.array([[0.0, 0.0], [2.0, 2000.0]])}
    found = {"predict": np.array([[0.1, 0.1], [2.0, 2000.0]])}
    assert differences(wanted, found)[0] == pytest.approx([0.1, 1e-4])


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (np.nan, np.nan, 0.0),
        (np.inf, np.inf, 0.0),
        (np.inf, -np.inf, np.inf),
        (np.nan, 1.0, np.inf),
    ],
)
def test_what_is_no_number_is_equal_to_itself_alone(one, other, apart):
    answers = [{"predict": np.array([1.0, 2.0, value])} for value in (one, other)]
    assert compare(*answers).greatest == apart


def test_answers_of_another_form_are_infinitely_far():
    assert compare(shares(0.2, 0.9), shares(0.2)).greatest == np.inf
    without = {"predict": shares(0.2)["predict"]}
    assert compare(shares(0.2), without).labels == 1.0
    assert differences(shares(0.2), without) is None


def test_objects_are_equal_but_for_differences_of_numbers():
    wanted = objects({"box": np.array([1.0, 2.0]), "label": "cat"}, {"box": [3.0, 4.0]})
    near = objects({"box": np.array([1.0, 2.002]), "label": "cat"}, {"box": [3.0, 4.0]})
    assert compare(wanted, near, 0.01).greatest == pytest.approx(1e-3)
    assert compare(wanted, near, 0.01).labels == 0.0


@pytest.mark.parametrize(
    "other",
    [
        {"label": "dog"},
        {"name": "cat"},
        {"label": None},
        "cat",
        np.zeros(3),
    ],
)
def test_objects_that_are_not_alike_are_infinitely_far(other):
    found = compare(objects({"label": "cat"}, "x"), objects(other, "x"))
    assert (found.greatest, found.labels) == (np.inf, 0.5)


def test_no_rows_are_the_same():
    assert compare(shares(), shares()).within(0.0)
