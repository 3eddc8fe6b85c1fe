from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from threadpoolctl import threadpool_limits

from lepton_automl.builtin.kinds.text import read, space, to_number
from lepton_automl.plugin import EstimatorSpec, Input, Int, Task
from lepton_automl.prepare.space import defaults
from lepton_automl.task import Schema

INPUTS = (Input("a", "text"), Input("b", "text"))


@pytest.fixture(autouse=True)
def one_thread():
    with threadpool_limits(1):
        yield


def needs(**claims):
    return EstimatorSpec("e", "x:y", {"binary"}, **claims)


def texts(*rows):
    return pd.DataFrame(rows, columns=["a", "b"], dtype=object)


def test_text_is_read_as_strings_without_gaps():
    found = read(pd.Series(["a b", None, np.nan, 5, ["x"]], dtype=object))

    assert found.dtype == object
    assert found.tolist() == ["a b", "", "", "5", "['x']"]


def test_each_column_has_its_own_words():
    frame = texts(("good film", "bad"), ("bad film", "good"), ("film", ""))

    step = to_number(INPUTS, {}, needs(handles={"sparse"})).fit(frame)

    assert sparse.issparse(step.transform(frame))
    assert step.get_feature_names_out().tolist() == [
        "0__bad",
        "0__film",
        "0__good",
        "1__",
        "1__bad",
        "1__good",
    ]


# scikit-learn divides by the variance of what it condenses, which is zero here.
@pytest.mark.filterwarnings("ignore:invalid value encountered in divide:RuntimeWarning")
@pytest.mark.parametrize("claims", [{"handles": {"sparse"}}, {}, {"wants": {"scaled"}}])
@pytest.mark.parametrize("rows", [[("", "")] * 3, [("!?", "1")] * 3, [("a", "")] * 3])
def test_a_fold_without_words_breaks_nothing(claims, rows):
    step = to_number(INPUTS, {}, needs(**claims))

    found = step.fit_transform(texts(*rows))
    new = step.transform(texts(("now there are words", "more of them")))

    assert found.shape[0] == 3
    assert new.shape == (1, found.shape[1])


def test_words_are_condensed_for_dense_estimators():
    rng = np.random.default_rng(0)
    words = np.array([f"w{i}" for i in range(50)])
    frame = texts(*[(" ".join(r), "x y") for r in rng.choice(words, (80, 6))])

    found = to_number(INPUTS[:1], {"components": 5}, needs()).fit_transform(frame)

    assert isinstance(found, np.ndarray)
    assert found.shape == (80, 5)


def test_in_directions_that_few_words_do_not_have_texts_are_nothing():
    rows = [("good", ""), ("bad", ""), ("good bad", ""), ("fine", ""), ("good good", "")] * 20
    step = to_number(INPUTS[:1], {"components": 50}, needs())

    found = step.fit_transform(texts(*rows))

    assert (np.ptp(found, axis=0) > 0).sum() == 3
    assert (step.transform(texts(*rows)) == found).all()
    assert len(np.unique(found, axis=0)) == 4  # "good" and "good good" are the same


def test_pairs_of_words_can_be_counted():
    frame = texts(("not good", "x"), ("good", "y"))
    step = to_number(INPUTS[:1], {"words": 2}, needs(handles={"sparse"})).fit(frame)

    assert "0__not good" in step.get_feature_names_out()


def test_what_may_vary_depends_on_the_estimator_and_the_rows():
    small = Task("binary", Schema("table", INPUTS), 100, (0, 1))
    large = Task("binary", Schema("table", INPUTS), 5000, (0, 1))

    assert isinstance(space(needs(), INPUTS, small)["components"], Int)
    assert "max_features" in space(needs(handles={"sparse"}), INPUTS, small)
    assert "min_rows" not in space(needs(handles={"sparse"}), INPUTS, small)
    assert "min_rows" in space(needs(handles={"sparse"}), INPUTS, large)


def test_pairs_of_words_are_the_default_where_there_is_much_text_and_nothing_else():
    mixed = Schema("table", (*INPUTS, Input("n", "number")))
    sparse_one = needs(handles={"sparse"})

    def words(schema, n_rows):
        task = Task("binary", schema, n_rows, (0, 1))
        return defaults(space(sparse_one, INPUTS, task))["words"]

    assert words(Schema("table", INPUTS), 5000) == 2
    assert words(Schema("table", INPUTS), 500) == 1
    assert words(mixed, 5000) == 1


def test_runs_of_characters_are_another_choice():
    frame = texts(("good film", "x"), ("gooood films", "y"))
    params = {"tokens": "characters", "longest": 3}

    step = to_number(INPUTS, params, needs(handles={"sparse"}, wants={"scaled"}))
    found = step.fit_transform(frame)

    assert found.shape == (2, 2 * 2**18)
    assert (found[0].multiply(found[1])).sum() > 1  # they have runs in common


def test_texts_are_as_long_as_scaled_numbers_are_large_for_whom_wants_them_scaled():
    frame = texts(("good film", "x"), ("bad", "y"))

    plain = to_number(INPUTS[:1], {}, needs(handles={"sparse"})).fit_transform(frame)
    wide = to_number(INPUTS[:1], {}, needs(handles={"sparse"}, wants={"scaled"})).fit_transform(
        frame
    )

    np.testing.assert_allclose(wide.toarray(), np.sqrt(10) * plain.toarray())


def test_who_takes_text_as_it_is_needs_nothing_prepared():
    task = Task("binary", Schema("table", INPUTS), 5000, (0, 1))

    assert space(needs(accepts={"text"}), INPUTS, task) == {}
