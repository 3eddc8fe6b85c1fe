"""A run's spaces travel as data."""

import json

from toy_plugins import odd

from lepton_automl.plugin import EstimatorSpec
from lepton_automl.run.spaces import spaces_from_json, spaces_to_json
from lepton_automl.space import Choice, Float, Int

SPACE = {
    "alpha": Float(1e-3, 1e3, log=True),
    "depth": Int(1, 9),
    "loss": Choice("a", None, 1, True),
    "power": Float(0.0, 1.0, when={"loss": "a"}),
}


def test_what_may_vary_is_told_as_json_and_read_back(make_plan):
    spec = EstimatorSpec("mean", odd.Mean, {"regression"}, space=SPACE)
    told = json.loads(json.dumps(spaces_to_json(make_plan(specs={"mean": spec}))))
    space = spaces_from_json(told)["mean"]
    assert {name: space[name] for name in ("alpha", "depth", "loss")} == {
        name: SPACE[name] for name in ("alpha", "depth", "loss")
    }
    assert space["power"] == Float(0.0, 1.0)
    assert [type(v) for v in space["loss"].values] == [str, type(None), int, bool]
    assert space["number__impute"] == Choice("median", "mean")


def test_a_folder_says_what_may_vary(make_plan, folder):
    from lepton_automl.run.look import read_spaces

    assert read_spaces(folder.path) == {}
    folder.write_plan(make_plan())
    assert set(read_spaces(folder.path)) == set(make_plan().specs)
