"""A member keeps as many of its folds' pipelines as its weight is worth."""

import pytest

from lepton_automl.ensemble.bags import one_will_do, pipelines, sparing
from lepton_automl.task import Input, Schema, Task


@pytest.mark.parametrize(
    ("weight", "kept"), [(1.0, 8), (0.5, 8), (0.3, 5), (0.25, 4), (0.1, 2), (0.001, 1)]
)
def test_a_member_keeps_its_share_rounded_up(weight, kept):
    assert len(sparing(range(8), weight, 16, turn=0)) == kept


def test_a_share_that_is_whole_but_for_rounding_is_not_rounded_up():
    assert len(sparing(range(8), 0.1 + 0.2 - 0.05, 16, turn=0)) == 4


def test_members_in_turn_keep_pipelines_of_other_folds():
    kept, turn = [], 0
    for _ in range(4):
        some = sparing(range(8), 0.1, 16, turn)
        kept += some
        turn += len(some)
    assert sorted(kept) == list(range(8))


def test_folds_are_named_as_they_are():
    assert sparing([0, 2, 5], 0.1, 16, turn=2) == [0, 5]


def test_few_rows_need_more_pipelines():
    assert pipelines(1_999) > pipelines(2_000) == pipelines(1_000_000)


@pytest.mark.parametrize(
    ("kinds", "n_rows", "n_folds", "does"),
    [
        (["number"], 9_999, 5, False),
        (["number"], 10_000, 5, True),
        (["category", "text"], 10_000, 5, True),
        (["number"], 300_000, 1, False),
        (["text"], 20_000, 5, False),
        (["image"], 60_000, 3, False),
    ],
)
def test_one_pipeline_will_do_for_tables_of_many_rows(kinds, n_rows, n_folds, does):
    inputs = tuple(Input(kind, kind) for kind in kinds)
    task = Task("binary", Schema("table", inputs), n_rows=n_rows)
    assert one_will_do(task, n_folds) is does
