"""Options are the arguments of the constructor, and are refused in the words of recipes."""

from __future__ import annotations

import inspect
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from lepton_automl import LeptonAutoML
from lepton_automl.cli.options import (
    OPTIONS,
    automl_options,
    column_options,
    data_section,
    given_arguments,
)
from lepton_automl.recipe import DataSection
from lepton_automl.recipe.rules import AUTOML

WORDS = {
    "task": ["--task", "binary"],
    "scoring": ["--scoring", "accuracy"],
    "quantiles": ["--quantiles", "0.1,0.9"],
    "time_budget": ["--time-budget", "2.5"],
    "n_trials": ["--n-trials", "3"],
    "estimators": ["--estimators", "ridge, lasso,"],
    "exclude": ["--exclude", "mlp"],
    "cv": ["--cv", "4"],
    "ensemble": ["--no-ensemble"],
    "refit": ["--refit", "full"],
    "max_latency": ["--max-latency", "0.005"],
    "max_size": ["--max-size", "5e6"],
    "only_exportable": ["--only-exportable", "onnx"],
    "kinds": ["--kind", "a=b=text", "--kind", "zip=category"],
    "n_jobs": ["--n-jobs", "-1"],
    "storage": ["--storage", "postgresql://lepton@db/searches"],
    "random_state": ["--random-state", "0"],
    "run_dir": ["--run-dir", "runs/a"],
    "verbose": ["-v"],
}
VALUES = {
    "task": "binary",
    "scoring": "accuracy",
    "quantiles": [0.1, 0.9],
    "time_budget": 2.5,
    "n_trials": 3,
    "estimators": ["ridge", "lasso"],
    "exclude": ["mlp"],
    "cv": 4,
    "ensemble": False,
    "refit": "full",
    "max_latency": 0.005,
    "max_size": 5e6,
    "only_exportable": "onnx",
    "kinds": {"a=b": "text", "zip": "category"},
    "n_jobs": -1,
    "storage": "postgresql://lepton@db/searches",
    "random_state": 0,
    "run_dir": "runs/a",
    "verbose": 2,
}


@pytest.fixture
def arguments():
    """Return what words on a command line give, or how they are refused."""

    def given(*words):
        found = {}

        @click.command()
        @automl_options
        def command(**options):
            found.update(given_arguments(options))

        answer = CliRunner().invoke(command, words)
        return found if answer.exit_code == 0 else answer.output

    return given


def test_every_argument_of_the_constructor_has_its_option():
    constructor = set(inspect.signature(LeptonAutoML).parameters) - {"executor"}
    assert {*OPTIONS, "verbose"} == set(AUTOML) == constructor == set(VALUES)


@pytest.mark.parametrize("name", WORDS)
def test_an_option_gives_its_argument_alone(arguments, name):
    assert arguments(*WORDS[name]) == {name: VALUES[name]}


def test_all_options_together_make_the_constructors_arguments(arguments):
    found = arguments(*[word for words in WORDS.values() for word in words])
    assert found == VALUES
    LeptonAutoML(**found)


def test_what_is_not_said_is_left_to_the_constructor(arguments):
    assert arguments() == {}


def test_quiet_is_silence_and_infinite_seconds_are_no_limit(arguments):
    assert arguments("-q", "--time-budget", "inf") == {"verbose": 0, "time_budget": None}
    assert arguments("--cv", "holdout", "--ensemble") == {"cv": "holdout", "ensemble": True}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--time-budget", "0"], "0.0 must be a number of seconds above 0 (or inf)."),
        (["--n-trials", "0"], "0 must be a whole number of at least 1."),
        (["--cv", "often"], "'often' must be \"auto\""),
        (["--cv", "-1"], "-1 must be"),
        (["--kind", "zip"], "'zip' is not of the form COLUMN=KIND"),
    ],
)
def test_a_bad_value_is_refused_in_the_words_of_recipes(arguments, words, said):
    assert said in arguments(*words)


def test_columns_are_named_by_options():
    found = {}
    command = click.command()(column_options(lambda **options: found.update(options)))
    words = ["--target", "y", "--drop", "a,b", "--group-column", "g", "--weight-column", "w"]
    CliRunner().invoke(command, words)
    expected = {"target": "y", "drop": ["a", "b"], "group_column": "g", "weight_column": "w"}
    assert found == expected


def test_data_is_a_file_if_it_looks_like_one_else_a_data_set(tmp_path):
    assert data_section("iris", target=None) == DataSection(dataset="iris")
    section = DataSection(train=Path("no.csv"), target="y", holdout=0.1)
    assert data_section("no.csv", target="y", holdout=0.1) == section
    assert data_section(str(tmp_path), target="y").train == tmp_path


def test_a_file_needs_a_target():
    with pytest.raises(click.UsageError, match="--target COLUMN is needed"):
        data_section("rows.csv", target=None)


@pytest.mark.parametrize("data", ["rows.xlsx", "data/rows"])
def test_a_path_that_is_no_table_is_not_taken_for_a_data_set(data):
    with pytest.raises(click.UsageError, match=f"{data} is neither a file .*csv.* data set"):
        data_section(data)
