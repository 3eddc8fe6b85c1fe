"""How rows are split, whatever the task, the groups and the classes."""

import numpy as np
import pytest
from sklearn.model_selection import LeaveOneOut, RepeatedKFold, ShuffleSplit

from lepton_automl.errors import InputError
from lepton_automl.plugin.specs import TaskSpec
from lepton_automl.resample import split
from lepton_automl.task import Data

CLASSES = TaskSpec("classes", "m:r", "m:t", ("accuracy",), "m:b", splitter="stratified")
NUMBERS = TaskSpec("numbers", "m:r", "m:t", ("r2",), "m:b", splitter="shuffled")


def data(y, groups=None):
    y = np.asarray(y)
    return Data(np.zeros((len(y), 1)), y, groups=groups)


def check_partition(splits, n_rows):
    """Assert that each row is tested once and never by a model that trained on it."""
    rows = splits.test_rows(len(splits))
    assert sorted(rows) == list(range(n_rows))
    for train, test in splits.pairs:
        assert not set(train) & set(test)


@pytest.mark.parametrize(("n_rows", "folds"), [(100, 8), (5_000, 5), (50_000, 3), (250_000, 1)])
def test_there_are_more_folds_where_there_are_fewer_rows(n_rows, folds):
    splits = split(data(np.arange(n_rows) % 2), CLASSES)
    assert len(splits) == folds


def test_classes_keep_their_shares_in_every_fold():
    y = np.repeat([0, 1, 2], [60, 30, 10])
    for _, test in split(data(y), CLASSES, cv=5).pairs:
        assert np.bincount(y[test]).tolist() == [12, 6, 2]


def test_every_row_is_tested_once():
    check_partition(split(data(np.linspace(0, 1, 37)), NUMBERS, cv=4), 37)


def test_the_same_seed_gives_the_same_folds_and_another_gives_others():
    one, same, other = (split(data(np.arange(50.0)), NUMBERS, 5, s) for s in (1, 1, 2))
    assert one.test_rows(5).tolist() == same.test_rows(5).tolist()
    assert one.test_rows(5).tolist() != other.test_rows(5).tolist()


def test_the_only_row_of_a_class_is_always_trained_on():
    y = np.array([0] * 20 + [1] * 20 + [2])
    splits = split(data(y), CLASSES, cv=4)
    assert all(40 in train and 40 not in test for train, test in splits.pairs)


def test_folds_are_few_enough_for_both_of_two_classes_to_be_in_each():
    y = np.array([0] * 97 + [1] * 3)
    splits = split(data(y), CLASSES, cv=8)
    assert len(splits) == 3
    assert all(set(y[test]) == {0, 1} for _, test in splits.pairs)


@pytest.mark.parametrize("spec", [CLASSES, NUMBERS])
@pytest.mark.parametrize("cv", ["auto", 3, "holdout"])
def test_groups_are_never_torn_apart(spec, cv):
    groups = np.repeat(np.arange(20), 5)
    y = np.tile([0, 1], 50)
    for train, test in split(data(y, groups), spec, cv).pairs:
        assert not set(groups[train]) & set(groups[test])


def test_time_keeps_the_order_of_rows():
    for train, test in split(data(np.arange(60.0)), NUMBERS, "time").pairs:
        assert train.max() < test.min()


def test_a_holdout_is_one_stratified_fold():
    y = np.repeat([0, 1], [80, 20])
    splits = split(data(y), CLASSES, "holdout")
    assert len(splits) == 1
    assert np.bincount(y[splits.test_rows(1)]).tolist() == [16, 4]


def test_a_holdout_of_lonely_classes_is_still_a_holdout():
    assert len(split(data(np.arange(6)), CLASSES, "holdout")) == 1


def test_a_splitter_of_scikit_learn_is_used_as_it_is():
    splits = split(data(np.arange(7.0)), NUMBERS, LeaveOneOut())
    assert len(splits) == 7
    check_partition(splits, 7)


@pytest.mark.parametrize("cv", ["auto", 3, "holdout"])
@pytest.mark.parametrize("spec", [CLASSES, NUMBERS])
def test_it_is_said_where_chance_alone_leaves_rows_out(spec, cv):
    y, groups = np.tile([0, 1], 50), np.repeat(np.arange(20), 5)
    assert split(data(y), spec, cv).shuffled
    assert not split(data(y, groups), spec, cv).shuffled


@pytest.mark.parametrize("cv", ["time", LeaveOneOut(), [([0, 1], [2]), ([1, 2], [3])]])
def test_of_an_order_or_splits_that_were_given_it_is_not_said(cv):
    assert not split(data(np.arange(6.0)), NUMBERS, cv).shuffled


def test_pairs_of_positions_are_used_as_they_are():
    splits = split(data(np.arange(4.0)), NUMBERS, [([0, 1], [2]), ([1, 2], [3])])
    assert splits.test_rows(2).tolist() == [2, 3]


def test_a_splitter_of_a_task_type_is_called():
    def halves(y, n_splits, groups, random_state):
        middle = len(y) // 2
        return [(np.arange(middle), np.arange(middle, len(y)))]

    spec = TaskSpec("x", "m:r", "m:t", ("m",), "m:b", splitter=halves)
    assert split(data(np.arange(10.0)), spec).test_rows(1).tolist() == [5, 6, 7, 8, 9]


@pytest.mark.parametrize(
    ("cv", "words"),
    [
        ("holdut", "Did you mean 'holdout'"),
        (0, "cv=0 must be 1"),
        (3.5, "cv=3.5 is none of"),
        (RepeatedKFold(n_splits=2, n_repeats=2), "in more than one fold"),
        (ShuffleSplit(n_splits=4, test_size=0.5), "in more than one fold"),
        ([([0, 1], [99])], "rows outside 0..9"),
        ([([0, 1], [])], "no fold with both"),
    ],
)
def test_a_cv_that_cannot_be_used_is_refused_in_words(cv, words):
    with pytest.raises(InputError, match=words):
        split(data(np.arange(10.0)), NUMBERS, cv)


def test_one_row_cannot_be_split():
    with pytest.raises(InputError, match="n_samples=1"):
        split(data([1.0]), NUMBERS)


def test_one_group_cannot_be_split_by():
    with pytest.raises(InputError, match="groups has 1 distinct value"):
        split(data(np.arange(10.0), np.zeros(10)), NUMBERS)


def test_in_time_the_latest_fold_which_has_most_to_learn_from_comes_first():
    splits = split(data(np.arange(60.0)), NUMBERS, "time")
    assert splits.ordered
    assert [test.max() for _, test in splits.pairs] == [59, 49, 39, 29, 19]
    assert len(splits.pairs[0][0]) == 50


def test_in_time_a_group_that_goes_on_is_not_learned_from():
    days = np.repeat(np.arange(15), 4)  # a fold of ten rows ends within a day
    splits = split(data(np.arange(60.0), days), NUMBERS, "time")
    assert splits.ordered
    assert len(splits) == 5
    for train, test in splits.pairs:
        assert not set(days[train]) & set(days[test])
        assert test.min() - train.max() <= 3


def test_in_time_groups_that_never_end_leave_nothing_to_learn_from():
    with pytest.raises(InputError, match="all of the 3 groups have rows both before and after"):
        split(data(np.arange(60.0), np.arange(60) % 3), NUMBERS, "time")


def test_the_only_row_of_a_class_is_learned_from_with_its_group():
    y = np.array([0, 1] * 20 + [2, 0, 1, 0])
    groups = np.repeat(np.arange(11), 4)
    for train, test in split(data(y, groups), CLASSES, cv=4).pairs:
        assert 40 in train
        assert not set(groups[train]) & set(groups[test])


def test_pairs_that_were_given_are_used_whatever_the_classes():
    y = np.array([0, 1, 0, 1, 0, 2])
    given = [([0, 1, 2, 3], [4, 5]), ([0, 1], [2, 3])]
    splits = split(data(y), CLASSES, given)
    assert [(a.tolist(), b.tolist()) for a, b in splits.pairs] == given
    assert splits.ordered
