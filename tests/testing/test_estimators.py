"""Each statement of an estimator's spec that is not true is found out."""

import pytest
from testing.told import failing, spec
from toy_plugins import liars

from lepton_automl.plugin import Choice, Cost, Float, Registry
from lepton_automl.testing import spec_checks


def test_an_honest_spec_passes():
    assert failing(spec(space={"size": Float(0.1, 9.0, log=True)})) == {}


LIES = {
    "a name with capitals": (spec(name="MyModel"), "name"),
    "a name with two underscores": (spec(name="my__model"), "name"),
    "a submodule required": (spec(requires=("sklearn.dummy",)), "requires"),
    "a cost that falls": (spec(cost=Cost(rows=-1.0, rate=10.0)), "cost"),
    "a parameter it lacks": (spec(space={"width": Float(1.0, 2.0)}), "space"),
    "a fixed parameter it lacks": (spec(fixed={"width": 1}), "space"),
    "bounds that cross": (spec(space={"size": Float(2.0, 1.0)}), "space"),
    "a logarithm of zero": (spec(space={"size": Float(0.0, 1.0, log=True)}), "space"),
    "a choice of one": (spec(space={"size": Choice(1.0)}), "space"),
    "a dependence on nothing": (
        spec(space={"size": Float(0.0, 1.0, when={"other": 1})}),
        "space",
    ),
    "an opening outside": (
        spec(space={"size": Float(0.0, 1.0)}, opening=({"size": 3.0},)),
        "opening",
    ),
    "an opening twice": (spec(opening=({}, {})), "opening"),
    "a constructor that changes what it gets": (spec(liars.Forgetful), "repeatable"),
    "chance from the global state": (spec(liars.Moody), "repeatable"),
    "y changed": (spec(liars.Rude), "predictions"),
    "one prediction for all rows": (spec(liars.Flat), "predictions"),
    "a corner that fails": (spec(liars.Fragile, space={"size": Float(1.0, 9.0)}), "corners"),
    "a prediction that others can see": (spec(liars.Careless), "repeatable"),
    "a model that cannot be pickled": (spec(liars.Unsaved), "repeatable"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_found_out(lie):
    told, where = LIES[lie]
    assert where in failing(told, where)


def test_a_corner_that_fails_is_named():
    told, where = LIES["a corner that fails"]
    assert "With {'size': 9.0}: ValueError: too large" in failing(told, where)[where]


def test_all_references_of_a_spec_are_tried():
    ridge = Registry(load_installed=False).estimators["ridge"]
    names = {check.name for check in spec_checks([ridge])}
    assert {"ridge-corners-multiclass-table", "ridge-corners-regression-table"} <= names
