"""``lepton new``: what it writes works as it is."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.util import find_spec

import pytest
from house.sources import environment, run

from lepton_automl.recipe import DataSection, read

QUICK = ["--n-trials", "2", "--cv", "2", "--n-jobs", "1", "-q", "--estimators", "gaussian_nb"]
CLEAN = ["-p", "no:cacheprovider"]


def python(*words: object, cwd, **values: str) -> subprocess.CompletedProcess[str]:
    """Run this Python and show what it said if it failed."""
    answer = run(*map(str, words), cwd=cwd, **values)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer


def test_a_plugin_is_written_with_its_name_in_every_place(lepton, tmp_path):
    answer = lepton("new", "plugin", "Nearest_Mean")
    assert answer.code == 0
    folder = tmp_path / "lepton-nearest-mean"
    written = sorted(str(p.relative_to(tmp_path)) for p in folder.rglob("*") if p.is_file())
    assert sorted(answer.out.split()) == written
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    assert project["name"] == "lepton-nearest-mean"
    assert project["entry-points"]["lepton_automl"] == {
        "nearest_mean": "lepton_nearest_mean.plugin"
    }
    texts = [p.read_text() for p in folder.rglob("*") if p.is_file()]
    assert not any("$" in text for text in texts)
    assert any("class NearestMean(" in text for text in texts)
    assert 'cd lepton-nearest-mean && pip install -e ".[test]" && pytest' in answer.err


def test_the_code_of_a_plugin_is_in_good_order(lepton, tmp_path):
    lepton("new", "plugin", "tidy")
    folder = tmp_path / "lepton-tidy"
    rules = ["--isolated", "--no-cache", "--line-length", "96"]
    python("-m", "ruff", "check", *rules, "--select", "E,F,I,B", ".", cwd=folder)
    python("-m", "ruff", "format", *rules, "--check", ".", cwd=folder)


@pytest.mark.parametrize(
    "checks", ["light_import or array", pytest.param("", marks=pytest.mark.slow)]
)
def test_the_test_of_a_plugin_passes_as_it_is_written(lepton, tmp_path, checks):
    lepton("new", "plugin", "nearest-mean")
    folder = tmp_path / "lepton-nearest-mean"
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    words = ["-m", "pytest", "-q", *CLEAN, "-k", checks]
    answer = python(*words, cwd=folder, PYTHONPATH=str(folder / "src"), **one_thread)
    assert "passed" in answer.stdout
    assert "failed" not in answer.stdout


@pytest.mark.slow
def test_a_plugin_can_be_built_installed_and_found(lepton, tmp_path):
    lepton("new", "plugin", "nearest-mean")
    folder, site = tmp_path / "lepton-nearest-mean", tmp_path / "site"
    build = ["-m", "pip", "install", "-q", "--no-deps"]
    if find_spec("hatchling"):
        build.append("--no-build-isolation")
    python(*build, "--target", site, folder, cwd=tmp_path)
    where = {"PYTHONPATH": str(site)}
    listed = python("-m", "lepton_automl", "plugins", cwd=tmp_path, **where).stdout
    assert "nearest_mean  (lepton-nearest-mean 0.1.0)" in listed
    words = [
        "fit",
        "iris",
        "--estimators",
        "nearest_mean",
        "--n-trials",
        "2",
        "--holdout",
        "0.3",
    ]
    fitted = python("-m", "lepton_automl", *words, cwd=tmp_path, **where).stdout
    assert "nearest_mean" in fitted
    words = ["predict", "iris-model", "iris"]
    python("-m", "lepton_automl", *words, cwd=tmp_path, **where)
    without = subprocess.run(
        [sys.executable, "-m", "lepton_automl", *words],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert without.returncode == 5
    assert "lepton_nearest_mean" in without.stderr


@pytest.mark.parametrize("name", ["", "3d", "näher", "a b", "lepton-"])
def test_a_name_that_no_package_can_have_is_refused(lepton, tmp_path, name):
    answer = lepton("new", "plugin", name)
    assert answer.code == 2
    assert "cannot be a package's name" in answer.err
    assert not list(tmp_path.iterdir())


def test_nothing_that_is_there_is_overwritten(lepton, tmp_path):
    assert lepton("new", "plugin", "lepton-x").code == 0
    assert lepton("new", "recipe", "x").code == 0
    for words in (["plugin", "x"], ["recipe", "x.toml"]):
        answer = lepton("new", *words)
        assert answer.code == 2
        assert "is there already. Give another name." in answer.err


def test_a_recipe_runs_as_it_is_written(lepton):
    answer = lepton("new", "recipe", "first")
    assert answer.out == "first.toml\n"
    assert "Next: lepton run first.toml" in answer.err
    ran = lepton("run", "first.toml", *QUICK)
    assert ran.code == 0, ran.err
    assert "Saved    first-model" in ran.out


def test_a_recipe_names_the_file_as_seen_from_its_folder(lepton, flowers, tmp_path):
    words = ["--data", "flowers.csv", "--target", "species"]
    assert lepton("new", "recipe", "recipes/mine", *words).code == 0
    text = (tmp_path / "recipes" / "mine.toml").read_text()
    assert 'train = "../flowers.csv"\ntarget = "species"' in text
    section = read(tmp_path / "recipes" / "mine.toml").data
    assert section.train.resolve() == flowers
    assert section.target == "species"


def test_every_line_that_a_recipe_suggests_can_be_used(lepton, tmp_path):
    """The lines that are comments, as somebody takes them up."""
    lepton("new", "recipe", "all")
    path = tmp_path / "all.toml"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(li.removeprefix("# ") if " = " in li else li for li in lines))
    recipe = read(path)
    assert recipe.data == DataSection(
        dataset="breast_cancer", drop=("id",), group_column="patient", weight_column="weight"
    )
    assert set(recipe.automl) >= {"n_trials", "scoring", "estimators", "kinds"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--data", "flowers.csv"], "--target COLUMN is needed"),
        (["--data", "flowers.csv", "--target", "kind"], "target = 'kind' is not a column"),
        (["--data", "no.csv", "--target", "y"], "There is no file 'no.csv'"),
        (["--data", "irs"], "Did you mean 'iris'?"),
    ],
)
def test_data_that_are_not_there_are_refused_now(lepton, flowers, tmp_path, words, said):
    answer = lepton("new", "recipe", "a", *words)
    assert answer.code == 2
    assert said in answer.err
    assert not (tmp_path / "a.toml").exists()
