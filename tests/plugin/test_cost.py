from __future__ import annotations

import pickle

import pytest

from lepton_automl.plugin import Cost


def test_a_cost_grows_with_the_data():
    cost = Cost(base=1.0, rate=2.0, rows=2.0, columns=1.0, classes=1.0)
    assert cost.seconds(n_rows=3, n_columns=5, n_classes=7) == 1 + 2 * 9 * 5 * 7


def test_without_rows_there_is_still_a_base():
    assert Cost(base=0.5).seconds(n_rows=0, n_columns=3) == 0.5


def test_the_defaults_grow_in_step_with_rows_and_columns_but_not_classes():
    cost = Cost(base=0.0)
    assert cost.seconds(200, 30) == pytest.approx(6 * cost.seconds(100, 10))
    assert cost.seconds(100, 10, n_classes=9) == cost.seconds(100, 10)


def test_a_cost_is_frozen_and_travels_to_workers():
    assert pickle.loads(pickle.dumps(Cost(rate=3.0))) == Cost(rate=3.0)
    with pytest.raises(AttributeError):
        Cost().rate = 1.0
