import numpy as np
import pytest
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.naive_bayes import ComplementNB, GaussianNB, MultinomialNB

from lepton_automl.plugin import ExportError


@pytest.mark.parametrize("strategy", ["prior", "most_frequent"])
def test_constants_are_the_same_for_all_rows(strategy, numbers, agree):
    X, _, _, three, strange = numbers
    agree(DummyClassifier(strategy=strategy).fit(X, three), strange)


def test_a_constant_value_is_the_same(numbers, agree):
    X, value, *_ = numbers
    agree(DummyRegressor().fit(X, value), X)


def test_chance_is_refused(numbers, written):
    X, _, _, three, _ = numbers
    with pytest.raises(ExportError, match="made of chance"):
        written(DummyClassifier(strategy="stratified").fit(X, three), X)


@pytest.mark.parametrize("classes", ["two", "three"])
def test_naive_bayes_of_numbers_is_the_same(classes, numbers, agree):
    X, _, two, three, strange = numbers
    agree(GaussianNB().fit(X, two if classes == "two" else three), strange)


@pytest.mark.parametrize("model", [MultinomialNB(), ComplementNB()], ids=str)
def test_naive_bayes_of_counts_is_the_same(model, numbers, agree):
    X, _, _, three, strange = numbers
    agree(model.fit(np.abs(X), three), np.abs(strange))
