import json
from datetime import date, datetime
from importlib.metadata import version

import numpy as np
import pandas as pd
import pytest

import lepton_automl
from lepton_automl.candidate import Candidate
from lepton_automl.export.describe import describe, needing, plain
from lepton_automl.plugin import EstimatorSpec, Registry, hookimpl


def test_versions_of_the_packages_that_matter_are_recorded(made):
    packages = made.manifest.packages
    assert packages["scikit-learn"] == version("scikit-learn")
    assert {"numpy", "scipy", "pandas", "joblib"} <= set(packages)
    assert made.manifest.lepton_automl == lepton_automl.__version__


def test_the_time_is_utc(made):
    created = datetime.fromisoformat(made.manifest.created)
    assert created.utcoffset().total_seconds() == 0


def test_members_are_listed_by_weight(made):
    members = [(Candidate.of("a"), 0.25, 0.8), (Candidate.of("b"), 0.75, None)]
    manifest = describe(
        task=made.task, registry=made.registry, metric="roc_auc", members=members
    )
    assert [m["candidate"]["estimator"] for m in manifest.members] == ["b", "a"]
    assert manifest.members[0] == {
        "candidate": {"estimator": "b", "params": {}},
        "weight": 0.75,
        "score": None,
    }


class Plugin:
    @hookimpl
    def lepton_register_estimators(self):
        return [
            EstimatorSpec("mine", "hypothesis.core:Thing", tasks={"binary"}),
            EstimatorSpec("packaged", "sklearn.dummy:D", {"binary"}, requires=("pluggy",)),
            EstimatorSpec("either", "sklearn.dummy:D", {"binary"}, requires=("no|pluggy",)),
            EstimatorSpec("typed", {"binary": "click.core:C"}, tasks={"binary"}),
        ]


@pytest.mark.parametrize(
    ("name", "module"),
    [("mine", "hypothesis"), ("packaged", "pluggy"), ("typed", "click")],
)
def test_the_package_of_an_estimator_is_recorded_without_importing_it(made, name, module):
    registry = Registry(load_installed=False)
    registry.add(Plugin(), "my-plugin", source="my-dist 1.2")
    manifest = describe(
        task=made.task, registry=registry, metric="m", members=[(Candidate.of(name), 1, 1)]
    )
    assert manifest.modules[module] == module
    assert manifest.packages[module] == version(module)
    assert {
        "sort": "estimators",
        "name": name,
        "plugin": "my-plugin",
        "source": "my-dist 1.2",
    } in manifest.plugins


def test_of_two_packages_the_one_that_is_there_is_recorded(made):
    registry = Registry(load_installed=False)
    registry.add(Plugin(), "my-plugin", source="my-dist 1.2")
    manifest = describe(
        task=made.task, registry=registry, metric="m", members=[(Candidate.of("either"), 1, 1)]
    )
    assert manifest.modules["no|pluggy"] == "pluggy"
    assert manifest.packages["pluggy"] == version("pluggy")


def test_a_plugin_that_is_not_installed_as_a_package_is_named_by_its_source(made):
    class Loose:
        @hookimpl
        def lepton_register_estimators(self):
            return [EstimatorSpec("loose", "loose_file:Thing", tasks={"binary"})]

    registry = Registry(load_installed=False)
    registry.add(Loose(), "loose", source="loose-dist 3")
    manifest = describe(
        task=made.task, registry=registry, metric="m", members=[(Candidate.of("loose"), 1, 1)]
    )
    assert manifest.modules["loose_file"] == "loose-dist"
    assert "loose-dist" not in manifest.packages


def test_settings_that_are_about_the_machine_are_left_out(made):
    settings = {"run_dir": "/home/me/secret", "verbose": 2, "cv": 5, "scoring": len}
    manifest = describe(
        task=made.task, registry=made.registry, metric="m", members=[], settings=settings
    )
    assert manifest.settings == {"cv": 5, "scoring": "builtins:len"}


def test_what_is_built_in_is_owned_by_the_built_in_plugin(made):
    owners = {p["name"]: p["source"] for p in made.manifest.plugins}
    assert owners["binary"] == owners["number"] == owners["joblib"] == "lepton_automl"


class Thing:
    pass


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (float("inf"), None),
        (pd.NA, None),
        (pd.NaT, None),
        (np.array([1.0, np.nan]), [1.0, None]),
        ({"b", "a"}, ["a", "b"]),
        ({1: (True, None)}, {"1": [True, None]}),
        (date(2020, 1, 2), "2020-01-02"),
        (len, "builtins:len"),
        (Thing(), f"{__name__}:Thing"),
    ],
)
def test_plain_makes_json_of_everything(value, expected):
    assert plain(value) == expected
    json.dumps(plain(value), allow_nan=False)


def test_modules_that_a_pickle_needs_are_added_with_their_versions(made):
    found = needing(made.manifest, {"sklearn", "hypothesis", "lepton_automl"})
    assert found.modules["hypothesis"] == "hypothesis"
    assert found.packages["hypothesis"] == version("hypothesis")
    assert found.modules["lepton_automl"] == "lepton-automl"
    assert "lepton-automl" not in found.packages
    assert needing(made.manifest, {"sklearn", "numpy"}) == made.manifest
