import pytest
from sklearn.neural_network import MLPClassifier, MLPRegressor

ACTIVATIONS = ["relu", "tanh", "logistic", "identity"]
SHAPE = {"hidden_layer_sizes": (8, 5), "max_iter": 30, "random_state": 0}
pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("classes", ["two", "three"])
def test_classes_of_networks_are_the_same(activation, classes, numbers, agree):
    X, _, two, three, strange = numbers
    model = MLPClassifier(activation=activation, **SHAPE)
    agree(model.fit(X, two if classes == "two" else three), strange)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_values_of_networks_are_the_same(activation, numbers, agree):
    X, value, *_, strange = numbers
    agree(MLPRegressor(activation=activation, **SHAPE).fit(X, value), strange)
