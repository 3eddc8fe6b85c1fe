from __future__ import annotations

import math
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lepton_automl.space import Choice, Float, Int, active, contains


@pytest.mark.parametrize(
    ("parameter", "value", "inside"),
    [
        (Float(0.1, 10), 0.1, True),
        (Float(0.1, 10), 10, True),
        (Float(0.1, 10), 10.1, False),
        (Float(0.1, 10), "1", False),
        (Float(0, 1), True, False),
        (Float(0, 1), math.nan, False),
        (Int(1, 9), 1, True),
        (Int(1, 9), 9.0, True),
        (Int(1, 9), 9.5, False),
        (Int(1, 9), 0, False),
        (Int(0, 1), False, False),
        (Int(1, 9), math.nan, False),
        (Int(1, 9), math.inf, False),
        (Choice("a", None), None, True),
        (Choice("a", None), "b", False),
        (Choice(1, 2), True, False),
        (Choice(1, 2), 1.0, False),
        (Choice(True, False), 1, False),
    ],
)
def test_a_parameter_knows_which_values_it_allows(parameter, value, inside):
    assert (value in parameter) is inside


@given(st.integers(-1000, 1000), st.integers(0, 1000), st.integers(-3000, 3000))
def test_whole_and_real_bounds_agree_on_whole_numbers(low, width, value):
    assert (value in Int(low, low + width)) is (value in Float(low, low + width))


@pytest.mark.parametrize("parameter", [Float(0, 1), Int(1, 2, log=True), Choice("a", 1, None)])
def test_parameters_are_frozen_hashable_and_travel_to_workers(parameter):
    assert pickle.loads(pickle.dumps(parameter)) == parameter
    assert hash(parameter) == hash(pickle.loads(pickle.dumps(parameter)))
    with pytest.raises(AttributeError):
        parameter.when = {}


def test_a_choice_says_what_it_offers():
    assert "'l1', 'l2'" in repr(Choice("l1", "l2"))


def test_an_independent_parameter_always_exists():
    assert active(Float(0, 1), {})


@pytest.mark.parametrize(
    ("chosen", "exists"),
    [
        ({"solver": "saga", "penalty": "l1"}, True),
        ({"solver": "saga", "penalty": "elasticnet"}, True),
        ({"solver": "saga", "penalty": "l2"}, False),
        ({"solver": "lbfgs", "penalty": "l1"}, False),
        ({"solver": "saga"}, False),
    ],
)
def test_a_dependent_parameter_exists_where_all_its_conditions_hold(chosen, exists):
    parameter = Float(0, 1, when={"solver": "saga", "penalty": ("l1", "elasticnet")})
    assert active(parameter, chosen) is exists


def test_a_configuration_may_leave_parameters_out():
    assert contains({"a": Float(0, 1), "b": Int(1, 2)}, {"b": 2}) is None


def test_a_value_outside_is_told_with_its_name_and_bounds():
    assert contains({"C": Int(1, 2)}, {"C": 7}) == (
        "C=7 is outside Int(low=1, high=2, log=False, when={})"
    )


def test_a_strange_parameter_is_told_by_name():
    assert contains({"C": Int(1, 2)}, {"gamma": 1}) == "'gamma' is not a parameter of the space"
