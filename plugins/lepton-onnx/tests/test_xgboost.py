import numpy as np
import pytest
from lepton_onnx import convert
from lepton_onnx.graph import DOUBLE, Graph
from lepton_onnx.inputs import inputs
from lepton_onnx.model import feeds, session
from scipy import sparse

from lepton_automl.builtin.kinds.character_grams import CharacterGrams
from lepton_automl.plugin import ExportError

xgboost = pytest.importorskip("xgboost", reason="XGBoost comes with lepton-boosting")
ours = pytest.importorskip("lepton_boosting.xgboost", reason="is about lepton-boosting")

FEW = {"n_estimators": 15, "random_state": 0}
SINGLE = 2e-6  # XGBoost sums in single precision


@pytest.mark.parametrize("classes", ["two", "three"])
def test_our_classes_are_the_same(classes, numbers, holes, agree):
    X, _, two, three, strange = numbers
    model = ours.XGBoostClassifier(**FEW).fit(holes(X), two if classes == "two" else three)
    agree(model, holes(strange, 0.5), atol=SINGLE)


def test_our_values_are_the_same(numbers, agree):
    X, value, *_, strange = numbers
    agree(ours.XGBoostRegressor(**FEW).fit(X, 1e6 + value), strange, atol=SINGLE)


def test_sets_of_categories_are_the_same(rng, agree):
    codes = rng.integers(0, 60, (400, 2)).astype(float)
    codes[::9, 0] = np.nan
    y = np.where(codes[:, 1] % 3 == 0, 2.0, 0.0) + (np.nan_to_num(codes[:, 0]) % 5 == 1)
    X = np.column_stack([codes, rng.normal(size=400)])
    model = ours.XGBoostRegressor(**FEW, categorical_features=[0, 1]).fit(X, y)
    strange = X[:100].copy()
    strange[::3, 0], strange[::7, 1], strange[::11, 0] = 77.0, np.nan, -1.0
    agree(model, strange, atol=SINGLE)


@pytest.mark.parametrize("coded", [False, True])
def test_the_columns_looked_at_of_a_sparse_matrix_are_found(coded, rng, agree):
    rare = sparse.random_array((400, 300), density=0.02, rng=rng, format="csr")
    full = np.where(rng.random((400, 2)) < 0.5, rng.normal(size=(400, 2)), 0.0)
    codes = rng.integers(0, 60, (400, 1)).astype(float)
    X = sparse.hstack([rare, full, codes], format="csr")
    y = full[:, 0] + (full[:, 1] == 0) + (codes[:, 0] % 5 == 1)
    model = ours.XGBoostRegressor(**FEW, categorical_features=[302] if coded else None)
    model.fit(X, y)
    assert len(model._columns) < X.shape[1]
    agree(model, X.toarray(), atol=SINGLE)


@pytest.mark.slow
def test_only_columns_that_are_split_are_written_out(frame, task_for):
    texts = [f"{a} {b}" for a in ("old", "new") for b in ("red", "wood", "tin")] * 20
    grams = CharacterGrams(longest=4)  # a quarter of a million columns
    X, y = frame(text=texts), np.array([len(text) for text in texts], dtype=float)
    model = ours.XGBoostRegressor(**FEW).fit(grams.transform(texts), y)
    task, graph = task_for(X), Graph()
    rows = convert.transform(grams, graph, inputs(graph, task))
    graph.output("y", convert.values(model, graph, rows), DOUBLE, [None, 1])
    running = session(graph.model().SerializeToString())
    found = running.run(None, feeds(X, task))[0][:, 0]
    np.testing.assert_allclose(found, model.predict(grams.transform(texts)), rtol=1e-5)


def test_numbers_at_a_split_go_the_same_way(agree):
    X = np.round(np.random.default_rng(0).normal(size=(300, 2)), 1)
    agree(ours.XGBoostRegressor(**FEW).fit(X, X[:, 0] * X[:, 1]), X, atol=SINGLE)


def test_what_learned_nothing_gives_the_same_to_all(agree):
    X = np.arange(40.0)[:, None]
    agree(ours.XGBoostRegressor(**FEW).fit(X, np.ones(40)), X)


@pytest.mark.parametrize("classes", ["two", "three"])
def test_its_own_classifier_is_the_same(classes, numbers, agree):
    X, _, two, three, strange = numbers
    y = np.unique(two if classes == "two" else three, return_inverse=True)[1]
    agree(xgboost.XGBClassifier(**FEW).fit(X, y), strange, atol=SINGLE)


@pytest.mark.parametrize("objective", ["reg:squarederror", "count:poisson", "reg:gamma"])
def test_its_own_regressor_is_the_same(objective, numbers, agree):
    X, value, *_, strange = numbers
    model = xgboost.XGBRegressor(objective=objective, **FEW)
    agree(model.fit(X, np.exp(value / 4)), strange, atol=SINGLE)


def test_a_linear_booster_is_refused(numbers, written):
    X, value, *_ = numbers
    model = xgboost.XGBRegressor(booster="gblinear", n_estimators=2).fit(X, value)
    with pytest.raises(ExportError, match="booster 'gblinear' is unknown"):
        written(model, X)
