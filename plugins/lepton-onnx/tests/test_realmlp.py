import numpy as np
import pytest
from lepton_realmlp import RealMLPClassifier, RealMLPPoissonRegressor, RealMLPRegressor

SINGLE = 1e-6  # the network reckons in single precision, the graph in double
SHAPE = {"n_epochs": 4, "width": 8, "random_state": 0}


@pytest.mark.parametrize("embed", [True, False])
@pytest.mark.parametrize("classes", ["two", "three"])
def test_classes_of_networks_are_the_same(embed, classes, numbers, agree):
    X, _, two, three, strange = numbers
    model = RealMLPClassifier(embed=embed, **SHAPE)
    agree(model.fit(X, two if classes == "two" else three), strange, SINGLE)


@pytest.mark.parametrize("embed", [True, False])
def test_values_of_networks_are_the_same(embed, numbers, agree):
    X, value, *_, strange = numbers
    agree(RealMLPRegressor(embed=embed, **SHAPE).fit(X, value), strange, SINGLE)


def test_values_of_networks_for_positive_numbers_are_the_same(numbers, agree):
    X, value, *_, strange = numbers
    model = RealMLPPoissonRegressor(**SHAPE).fit(X, np.exp(value))
    agree(model, strange, SINGLE)
