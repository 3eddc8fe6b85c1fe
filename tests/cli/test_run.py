"""``lepton run``: a recipe from a file to a saved model."""

from __future__ import annotations

from pathlib import Path

import pytest
from house.sources import run

ROOT = Path(__file__).parents[2]
QUICK = ["--n-trials", "2", "--cv", "2", "--n-jobs", "1"]
# Those whose data sets come with a plugin run in the plugin's tests.
ELSEWHERE = {"fashion_mnist", "images", "listings", "newsgroups", "sentiment", "sequences"}
RECIPES = sorted(p.name for p in (ROOT / "recipes").glob("*.toml") if p.stem not in ELSEWHERE)


@pytest.mark.slow  # as a recipe that ships it is run in any case
def test_the_first_command_of_the_readme_does_what_it_says(tmp_path):
    """In a process of its own, from another folder, within its budget."""
    recipe = ROOT / "recipes/breast_cancer.toml"
    words = ["-m", "lepton_automl", "run", str(recipe), "--time-budget", "5"]
    answer = run(*words, cwd=tmp_path, COLUMNS="80")
    assert answer.returncode == 0, answer.stderr
    assert "Leaderboard (roc_auc, greater is better)" in answer.stdout
    assert "On 142 held-out rows" in answer.stdout
    assert "Saved    breast_cancer-model" in answer.stdout
    assert "Traceback" not in answer.stderr
    assert max(map(len, answer.stdout.splitlines())) <= 80
    assert (tmp_path / "breast_cancer-model" / "manifest.json").is_file()


LONG = ("digits.toml", "mixed.toml")  # they fit for seconds, whatever the machine


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow if n in LONG else ()) for n in RECIPES]
)
def test_each_recipe_that_ships_runs(lepton, tmp_path, name):
    answer = lepton("run", ROOT / "recipes" / name, *QUICK, "-q", "--allow-plugins")
    assert answer.code == 0, answer.err
    assert answer.err == ""
    assert (tmp_path / f"{Path(name).stem}-model" / "manifest.json").is_file()


def test_a_plugin_file_must_be_allowed(lepton, tmp_path):
    answer = lepton("run", ROOT / "recipes/loose_plugin.toml")
    assert answer.code == 2
    assert "recipes are data and never code" in answer.err
    assert not list(tmp_path.iterdir())


def test_options_replace_what_the_recipe_says(lepton, tmp_path):
    (tmp_path / "a.toml").write_text(
        '[data]\ndataset = "iris"\n[automl]\nestimators = ["mlp"]\nscoring = "accuracy"\n'
    )
    words = ["--estimators", "gaussian_nb", "--out", "other/place", "-q"]
    answer = lepton("run", "a.toml", *QUICK, *words)
    assert answer.code == 0, answer.err
    assert "gaussian_nb" in answer.out
    assert "mlp" not in answer.out
    assert "(accuracy" in answer.out
    assert (tmp_path / "other" / "place" / "manifest.json").is_file()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[data]\ndataset = 3", "Error: a.toml, line 2: [data] dataset = 3 must be text"),
        ('[data]\ndataset = "iri"', "Error: No data set is named 'iri'. Did you mean 'iris'?"),
        ('[data]\ndataset = "iris"\n[automl]\nscoring = "acuracy"', "Did you mean 'accuracy'?"),
        ('[data]\ndataset = "iris"\n[automl]\nestimators = ["mpl"]', "'mpl'"),
        ('[data]\ndataset = "iris"\n[export]\nformat = "x"', "'x'"),
    ],
)
def test_a_mistake_in_the_recipe_is_one_sentence(lepton, tmp_path, text, said):
    (tmp_path / "a.toml").write_text(text)
    answer = lepton("run", "a.toml", "-q", *QUICK)
    assert answer.code in (2, 3)
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert answer.out == ""
