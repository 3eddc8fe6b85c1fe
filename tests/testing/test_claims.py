"""Each claim of an estimator that is not true is found out."""

import pytest
from testing.told import failing, spec
from toy_plugins import liars, odd

from lepton_automl.plugin import Registry
from lepton_automl.testing import spec_checks

LIES = {
    "weights without effect": (spec(liars.Deaf, handles={"sample_weight"}), "sample_weight"),
    "missing values refused": (spec(liars.Picky, handles={"missing"}), "missing"),
    "sparse matrices refused": (spec(liars.Picky, handles={"sparse"}), "sparse"),
    "missing values in sparse matrices refused": (
        spec("sklearn.ensemble:RandomForestRegressor", handles={"missing_in_sparse"}),
        "missing_in_sparse",
    ),
    "no rows to watch": (spec(handles={"validation"}), "validation"),
    "no deadline": (spec(handles={"deadline"}), "deadline"),
    "no steps": (spec(handles={"pruning"}), "pruning"),
    "steps not reported": (spec(liars.Silent, handles={"pruning"}), "pruning"),
    "an answer not heeded": (spec(liars.Stubborn, handles={"pruning"}), "pruning"),
    "no bags": (spec(handles={"out_of_bag"}), "out_of_bag"),
    "bags that hold all rows": (spec(liars.Seer, handles={"out_of_bag"}), "out_of_bag"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_found_out(lie):
    told, where = LIES[lie]
    assert where in failing(told, where)


def test_predictions_of_rows_that_were_seen_are_told_from_those_that_were_not():
    (reason,) = failing(LIES["bags that hold all rows"][0], "out_of_bag").values()
    assert "know what only the rows themselves could tell" in reason


def test_why_a_fit_cannot_be_ended_early_is_told():
    (silent,) = failing(LIES["steps not reported"][0], "pruning").values()
    assert "called report 0 times" in silent
    (stubborn,) = failing(LIES["an answer not heeded"][0], "pruning").values()
    assert "Told to stop after its first report, it made 2 more" in stubborn
    assert not failing(spec(odd.Steps, handles={"pruning"}), "pruning")


def test_each_claim_is_proven_for_each_reference():
    forest = Registry(load_installed=False).estimators["random_forest"]
    names = {check.name for check in spec_checks([forest])}
    for claim in forest.handles:
        assert f"random_forest-{claim}-regression" in names


def test_who_takes_weights_takes_them_of_rows_to_watch_too():
    claims = {"validation", "sample_weight"}
    (reason,) = failing(spec(liars.Blinking, handles=claims), "validation").values()
    assert "fit has no parameter sample_weight_val" in reason
    assert not failing(spec(odd.Claims, handles=claims), "validation")
