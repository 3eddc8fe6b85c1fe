"""A member keeps as many pipelines as its weight is worth, one of all rows first."""

import pytest

from lepton_automl.ensemble.bags import ALL, Worth, better_again, worth
from lepton_automl.task import Input, Schema, Task


def task(*kinds, n_rows=1_000):
    inputs = tuple(Input(kind, kind) for kind in kinds or ["number"])
    return Task("binary", Schema("table", inputs), n_rows=n_rows)


def kept(most, folds, weight, turn=0):
    return Worth(most).kept(folds, weight, turn, whole=False)


@pytest.mark.parametrize(
    ("weight", "n_kept"), [(1.0, 8), (0.5, 8), (0.3, 5), (0.25, 4), (0.1, 2), (0.001, 1)]
)
def test_a_member_keeps_its_share_rounded_up(weight, n_kept):
    assert len(kept(16, range(8), weight)) == n_kept


def test_a_share_that_is_whole_but_for_rounding_is_not_rounded_up():
    assert len(kept(16, range(8), 0.1 + 0.2 - 0.05)) == 4


def test_members_in_turn_keep_pipelines_of_other_folds():
    found, turn = [], 0
    for _ in range(4):
        some = kept(16, range(8), 0.1, turn)
        found += some
        turn += len(some)
    assert sorted(found) == list(range(8))


def test_folds_are_named_as_they_are():
    assert kept(16, [0, 2, 5], 0.1, turn=2) == [0, 5]


def test_all_of_a_bag_are_kept_where_nothing_is_spared():
    assert ALL.kept(range(5), 0.01, 0, whole=False) == list(range(5))


@pytest.mark.parametrize(
    ("weight", "n_kept"), [(0.001, 0), (0.25, 0), (0.26, 1), (0.6, 2), (1.0, 3)]
)
def test_the_pipeline_of_all_rows_is_the_first_of_a_share(weight, n_kept):
    assert len(Worth(16, again=4).kept(range(8), weight, 0, whole=True)) == n_kept


def test_the_pipeline_of_all_rows_may_be_the_only_one():
    assert Worth(16, again=4).kept([], 1.0, 0, whole=True) == []  # out of bag
    assert Worth(16, again=1).kept(range(8), 1.0, 0, whole=True) == []
    assert ALL.kept(range(8), 1.0, 0, whole=True) == []


def test_few_rows_need_more_pipelines():
    found = [worth(task(n_rows=n)).folds for n in (1_999, 2_000, 1_000_000)]
    assert found[0] > found[1] == found[2]


def test_few_are_kept_where_there_was_no_time_to_fit_again():
    assert worth(task(), again=True).folds < worth(task(n_rows=9_000)).folds


@pytest.mark.parametrize(
    ("n_rows", "single", "more"),
    [(9_999, False, True), (9_999, True, False), (10_000, False, False)],
)
def test_of_many_rows_one_pipeline_knows_enough(n_rows, single, more):
    assert (worth(task(n_rows=n_rows), again=True, single=single).again > 1) is more


@pytest.mark.parametrize(
    ("kinds", "n_folds", "n_rows", "better"),
    [
        (["number"], 5, 1_000, True),
        (["category", "text"], 5, 1_000, True),
        (["number"], 1, 200_000, True),
        (["number"], 1, 200_001, False),
        (["text"], 5, 1_000, False),
        (["image"], 3, 1_000, False),
    ],
)
def test_members_of_tables_are_better_again(kinds, n_folds, n_rows, better):
    assert better_again(task(*kinds, n_rows=n_rows), n_folds) is better
