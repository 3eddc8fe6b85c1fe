"""What ``lepton predict`` writes beside a prediction: ends, sets and effects."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from recipe.quick import QUICK

from lepton_automl import LeptonAutoML, load
from lepton_automl.builtin.bundled import iris
from lepton_automl.cli.beside import Effects, cut
from lepton_automl.errors import InputError


def read(text: str) -> pd.DataFrame:
    """Return the CSV that was printed."""
    return pd.read_csv(io.StringIO(text))


@pytest.fixture(scope="module")
def priced(tmp_path_factory):
    """A model of a number, and its rows."""
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"size": rng.normal(size=90), "colour": rng.choice(["r", "g"], 90)})
    table["price"] = 3 * table["size"] + (table["colour"] == "r") + 0.3 * rng.normal(size=90)
    automl = LeptonAutoML(**QUICK, estimators=["ridge"]).fit(
        table[["size", "colour"]], table["price"]
    )
    return automl.save(tmp_path_factory.mktemp("priced") / "m"), table


def test_which_classes_are_in_the_set(lepton, model, flowers):
    found = read(lepton("predict", model, flowers, "--coverage", 0.9).out)
    names = [f"species={name} in set" for name in ("setosa", "versicolor", "virginica")]
    assert list(found) == ["species", *names]
    expected = load(model).predict_set(iris()[0], coverage=0.9)
    assert found[names].to_numpy().tolist() == expected.tolist()


def test_effects_add_up_to_the_probability_of_each_class(lepton, model, flowers):
    words = ("--proba", "--explain", "--time-budget", 2, "--keep", "id")
    answer = lepton("predict", model, flowers, *words)
    assert answer.code == 0, answer.err
    found = read(answer.out)
    assert found["id"].tolist() == [f"f{i}" for i in range(150)]
    for name in ("setosa", "versicolor", "virginica"):
        effects = found.filter(regex=f"^effect of .* on {name}$")
        assert effects.shape == (150, 4)
        total = found[f"base value of {name}"] + effects.sum(axis=1)
        np.testing.assert_allclose(total, found[f"species={name}"], atol=1e-9)


def test_a_number_has_an_interval_and_its_effects(lepton, priced):
    model, table = priced
    table.to_csv("prices.csv", index=False)
    words = ("--coverage", 0.8, "--explain", "--keep", "price")
    found = read(lepton("predict", model, "prices.csv", *words).out)
    assert list(found) == [
        "price",
        "price.1",
        "price low",
        "price high",
        "base value",
        "effect of size",
        "effect of colour",
    ]
    assert found["price"].between(found["price low"], found["price high"]).mean() > 0.7
    effects = found[["base value", "effect of size", "effect of colour"]]
    np.testing.assert_allclose(effects.sum(axis=1), found["price.1"])
    assert found["effect of size"].std() > 3 * found["effect of colour"].std()


def test_rows_are_compared_with_those_of_another_file(lepton, priced):
    model, table = priced
    table.head(5).to_csv("few.csv", index=False)
    answer = lepton("predict", model, "few.csv", "--explain")
    assert answer.code == 2
    assert "5 rows are too few to say what is usual." in answer.err
    large = table.assign(size=10.0)
    large.to_csv("large.csv", index=False)
    found = read(
        lepton("predict", model, "few.csv", "--explain", "--background", "large.csv").out
    )
    usual = load(model).predict(large[["size", "colour"]]).mean()
    assert found["base value"].tolist() == pytest.approx([usual] * 5)
    assert (found["effect of size"] < 0).all()  # beside ten, each is small


def test_two_classes_are_told_by_the_second(two_classes):
    predictor, X = two_classes
    effects = Effects(predictor, X, 2.0)(X.head(3))
    assert list(effects) == ["base value of yes", "effect of petal length (cm) on yes"]
    total = sum(np.asarray(part) for part in effects.values())
    np.testing.assert_allclose(total, predictor.predict_proba(X.head(3))[:, 1], atol=1e-9)


@pytest.fixture
def two_classes():
    """A model of two classes of flowers."""
    from sklearn.linear_model import LogisticRegression

    from lepton_automl.export import Predictor
    from lepton_automl.plugin import Input, Registry, Task
    from lepton_automl.task import Schema

    X, y = iris()
    X, y = X[["petal length (cm)"]], (y == "virginica").astype(int)
    schema = Schema("table", (Input("petal length (cm)", "number"),), tuple(X), named=True)
    task = Task("binary", schema, n_rows=150, classes=("no", "yes"))
    registry = Registry(load_installed=False)
    model = LogisticRegression().fit(X, y)
    spec = registry.tasks["binary"]
    return Predictor(model, task, registry.kinds, spec=spec), X


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--background", "flowers.csv"), "--background is for --explain. Give both"),
        (("--coverage", 1.5), "coverage=1.5 must be above 0 and below 1"),
        (("--explain", "--time-budget", 0), "time_budget must be above 0 seconds, got 0.0"),
        (("--explain", "--background", "no.csv"), "There is no file 'no.csv'"),
    ],
)
def test_what_cannot_be_asked_for_is_one_sentence(lepton, model, flowers, words, said):
    answer = lepton("predict", model, flowers, *words, "-o", "out.csv")
    assert answer.code == 2
    assert said in answer.err
    assert not (flowers.parent / "out.csv").exists()


def test_pieces_are_cut_smaller_and_lose_nothing():
    pieces = [pd.DataFrame({"a": range(5)}), pd.DataFrame({"a": [5.0, 6.0]})]
    found = list(cut(pieces, 2))
    assert [len(piece) for piece in found] == [2, 2, 1, 2]
    assert pd.concat(found)["a"].tolist() == list(range(7))


def test_a_few_of_many_rows_are_compared_with(two_classes):
    predictor, X = two_classes
    again = [Effects(predictor, X, 2.0)(X.head(2)) for _ in range(2)]
    assert str(again[0]) == str(again[1])
    with pytest.raises(InputError, match="19 rows are too few"):
        Effects(predictor, X.head(19), 2.0)
