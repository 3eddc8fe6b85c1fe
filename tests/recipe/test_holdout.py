"""Which rows are held out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lepton_automl.errors import InputError
from lepton_automl.recipe.holdout import hold_out
from lepton_automl.recipe.rows import Rows


def numbered(y, groups=None) -> Rows:
    """Return rows whose only input is their number."""
    X = pd.DataFrame({"row": np.arange(len(y))})
    return Rows(X, np.asarray(y), groups=groups)


@given(
    st.lists(st.sampled_from("abc"), min_size=8, max_size=60),
    st.floats(0.2, 0.8),
    st.booleans(),
)
def test_every_row_is_on_one_side(labels, fraction, by_class):
    known, held = hold_out(numbered(labels), fraction, by_class=by_class)
    together = sorted([*known.X["row"], *held.X["row"]])
    assert together == list(range(len(labels)))
    assert abs(len(held) - fraction * len(labels)) <= (3 if by_class else 1)


def test_each_class_gives_its_share():
    y = np.repeat(["rare", "often"], [8, 92])
    known, held = hold_out(numbered(y), 0.25, by_class=True)
    assert (held.y == "rare").sum() == 2
    assert (known.y == "rare").sum() == 6
    assert len(held) == 25


def test_the_only_row_of_a_class_is_learned_from():
    y = ["a"] * 10 + ["b"] * 10 + ["lone"]
    for seed in range(20):
        known, _ = hold_out(numbered(y), 0.5, by_class=True, random_state=seed)
        assert "lone" in known.y


def test_groups_stay_whole():
    groups = np.repeat(list("abcdefgh"), 5)
    known, held = hold_out(numbered(np.zeros(40), groups), 0.25, by_class=False)
    assert not set(known.groups) & set(held.groups)
    assert len(held) == 10


def test_time_is_cut_at_one_moment():
    known, held = hold_out(numbered(np.zeros(10)), 0.3, by_class=True, in_time=True)
    assert known.X["row"].max() < held.X["row"].min()
    assert held.X["row"].tolist() == [7, 8, 9]


def test_the_seed_decides():
    rows = numbered(np.arange(50) % 2)
    same = [hold_out(rows, 0.2, by_class=True, random_state=3)[1].X["row"] for _ in range(2)]
    other = hold_out(rows, 0.2, by_class=True, random_state=4)[1].X["row"]
    assert same[0].tolist() == same[1].tolist()
    assert same[0].tolist() != other.tolist()


@pytest.mark.parametrize(
    ("y", "groups", "fraction"), [([0, 1], None, 0.1), (np.zeros(9), np.zeros(9), 0.25)]
)
def test_too_little_to_hold_out_is_said(y, groups, fraction):
    with pytest.raises(InputError, match="leaves nothing to evaluate on"):
        hold_out(numbered(y, groups), fraction, by_class=False)
