"""A TOML file becomes a recipe, or one sentence that says what is wrong in which line."""

from __future__ import annotations

from pathlib import Path

import pytest

from lepton_automl.errors import RecipeError
from lepton_automl.recipe import DataSection, ExportSection, ReportSection, read

WHOLE = """
plugins = ["extra.py"]

[data]
train = "rows.csv"
test = "../more.csv"
target = "price"
drop = ["id"]
group_column = "house"
weight_column = "w"

[automl]
time_budget = 5
estimators = ["ridge"]

[automl.kinds]
zip = "category"

[export]
path = "out/model"
format = "joblib"
"""


@pytest.fixture
def folder(tmp_path):
    """A folder with the files that a recipe may name."""
    inside = tmp_path / "recipes"
    inside.mkdir()
    for path in (inside / "rows.csv", tmp_path / "more.csv", inside / "extra.py"):
        path.write_text("")
    return inside


@pytest.fixture
def refused(folder):
    """Write a recipe, read it, and return what was said against it."""

    def refuse(text: str) -> str:
        path = folder / "bad.toml"
        path.write_text(text)
        with pytest.raises(RecipeError) as caught:
            read(path)
        return str(caught.value).replace(str(path), "bad.toml")

    return refuse


def test_all_of_a_recipe_is_read(folder):
    (folder / "houses.toml").write_text(WHOLE)
    recipe = read(folder / "houses.toml")
    assert recipe.name == "houses"
    assert recipe.data == DataSection(
        train=folder / "rows.csv",
        test=folder / "../more.csv",
        target="price",
        drop=("id",),
        group_column="house",
        weight_column="w",
    )
    assert recipe.automl == {
        "time_budget": 5,
        "estimators": ["ridge"],
        "kinds": {"zip": "category"},
    }
    assert recipe.export == ExportSection(Path("out/model"), "joblib")
    assert recipe.plugins == (folder / "extra.py",)


def test_what_is_not_said_has_its_default(folder):
    (folder / "short.toml").write_text('[data]\ndataset = "iris"\n')
    recipe = read(str(folder / "short.toml"))
    assert recipe.data.holdout == 0.25
    assert recipe.automl == {}
    assert recipe.export == ExportSection(Path("short-model"), "joblib")


def test_several_formats_may_be_asked_for(folder):
    (folder / "two.toml").write_text(
        '[data]\ndataset = "iris"\n[export]\nformat = ["joblib", "skops"]\n'
    )
    export = read(folder / "two.toml").export
    assert export.formats == ("joblib", "skops")
    assert ExportSection(None, "joblib").formats == ("joblib",)


def test_infinite_seconds_are_no_limit(folder):
    path = folder / "long.toml"
    path.write_text('[data]\ndataset = "iris"\n[automl]\ntime_budget = inf\nn_trials = 3\n')
    assert read(path).automl == {"time_budget": None, "n_trials": 3}


IRIS = '[data]\ndataset = "iris"\n'
MISTAKES = {
    "near miss": (
        IRIS + "[automl]\n\ntime_buget = 5",
        "bad.toml, line 5: [automl] has no 'time_buget'. Did you mean 'time_budget'?",
    ),
    "value": (
        IRIS + '[automl]\ntime_budget = "fast"',
        "bad.toml, line 4: [automl] time_budget = 'fast' must be a number of seconds above 0 "
        "(or inf).",
    ),
    "section": (
        IRIS + "[autml]\nn_trials = 3",
        "bad.toml, line 3: a recipe has no 'autml'. Did you mean 'automl'?",
    ),
    "elsewhere": (
        IRIS + 'kinds = {a = "text"}',
        "bad.toml, line 3: [data] has no 'kinds'. It belongs to [automl].",
    ),
    "executor": (
        IRIS + '[automl]\nexecutor = "dask"',
        "bad.toml, line 4: [automl] has no 'executor'. It takes an object, which a file cannot "
        "hold: use Python for that.",
    ),
    "kind of column": (
        IRIS + "[automl.kinds]\nzip = 3",
        "bad.toml, line 3: [automl] kinds = {'zip': 3} must be a table of columns and their "
        'kinds, such as {zip = "category"}.',
    ),
    "no data": ("[automl]\nn_trials = 3", "bad.toml: the section [data] is missing."),
    "not a section": (
        "data = 3",
        "bad.toml, line 1: 'data' must be a section, written [data].",
    ),
    "two sources": (
        '[data]\ndataset = "iris"\ntrain = "rows.csv"\ntarget = "y"',
        "bad.toml, line 1: [data] takes either 'dataset' or 'train'.",
    ),
    "no source": (
        '[data]\ntarget = "y"',
        "bad.toml, line 1: [data] takes either 'dataset' or 'train'.",
    ),
    "no target": (
        '[data]\ntrain = "rows.csv"',
        "bad.toml, line 1: [data] has a 'train' file, so it needs a 'target' column.",
    ),
    "test and holdout": (
        '[data]\ntrain = "rows.csv"\ntarget = "y"\ntest = "rows.csv"\nholdout = 0.5',
        "bad.toml, line 4: [data] takes either 'test' or 'holdout'.",
    ),
    "test and dataset": (
        IRIS + 'test = "rows.csv"',
        "bad.toml, line 3: [data] takes either 'test' or 'dataset'.",
    ),
    "plugins": (
        'plugins = "extra.py"\n' + IRIS,
        'bad.toml, line 1: plugins = \'extra.py\' must be a list of texts, such as ["a", "b"].',
    ),
    "holdout": (
        IRIS + "holdout = 1",
        "bad.toml, line 3: [data] holdout = 1 must be a number from 0 to below 1.",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_sentence_with_its_line(refused, text, sentence):
    assert refused(text) == sentence


@pytest.mark.parametrize(
    "text",
    [
        '[data]\ntrain = "no.csv"\ntarget = "y"',
        'plugins = ["no.csv"]\n[data]\ndataset = "iris"',
    ],
)
def test_a_file_that_is_not_there_is_named(refused, text):
    assert "there is no file" in refused(text)
    assert "no.csv" in refused(text)


def test_broken_toml_says_where(refused):
    assert refused("[data\n").startswith("bad.toml is not valid TOML: ")
    assert "line 1" in refused("[data\n")


def test_a_recipe_that_is_not_there_says_how_to_get_one(tmp_path):
    with pytest.raises(RecipeError, match="There is no recipe .*lepton new recipe"):
        read(tmp_path / "no.toml")


def test_a_folder_is_no_recipe(tmp_path):
    with pytest.raises(RecipeError, match="is a folder"):
        read(tmp_path)


def test_a_recipe_is_text(tmp_path):
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecipeError, match="is not text in UTF-8"):
        read(tmp_path / "a.toml")


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("", ReportSection()),
        ("[report]", ReportSection(Path("mine-report"))),
        ('[report]\npath = "a.html"\nsensitive = "sex"', ReportSection(Path("a.html"), "sex")),
    ],
    ids=["none", "empty", "whole"],
)
def test_a_section_asks_for_a_report(tmp_path, section, expected):
    file = tmp_path / "mine.toml"
    file.write_text(f'[data]\ndataset = "iris"\n{section}\n')
    assert read(file).report == expected


def test_a_report_of_a_wrong_key_is_refused(refused):
    assert "Did you mean 'sensitive'" in refused(
        '[data]\ndataset = "iris"\n[report]\nsensitiv = "a"'
    )
