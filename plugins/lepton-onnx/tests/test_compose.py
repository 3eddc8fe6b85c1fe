from functools import partial

import numpy as np
import pytest
from scipy import sparse
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

from lepton_automl.plugin import ExportError


@pytest.fixture
def table(rng, frame):
    X = frame(colour=rng.choice(["red", "green"], 60), shape=rng.choice(["o", "x", "v"], 60))
    X["height"], X["width"] = rng.normal(size=60), rng.normal(size=60)
    return X


CHOSEN = [["height"], ["height", "width"], ["width", "height"], [3], slice(2, 4),
          [False, False, True, True]]  # fmt: skip


@pytest.mark.parametrize("chosen", CHOSEN, ids=str)
@pytest.mark.parametrize("weights", [None, {"n": 3.0}])
def test_columns_are_taken_by_name_place_or_flag(chosen, weights, table, same):
    parts = [
        ("n", StandardScaler(), chosen),
        ("c", OneHotEncoder(handle_unknown="ignore"), ["shape", "colour"]),
        ("nothing", "drop", ["width"]),
    ]
    same(ColumnTransformer(parts, transformer_weights=weights).fit(table), table)


@pytest.mark.parametrize("remainder", ["drop", "passthrough"])
def test_columns_of_an_array_are_taken_by_place(remainder, numbers, same):
    X, *_, strange = numbers
    step = ColumnTransformer([("a", StandardScaler(), [0, 2])], remainder=remainder)
    same(step.fit(X), strange)


def test_columns_of_an_array_in_another_order_are_refused(numbers, by_graph):
    X, *_ = numbers
    step = ColumnTransformer([("a", StandardScaler(), [2, 0])]).fit(X)
    with pytest.raises(ExportError, match="in another order"):
        by_graph(step, X)


def test_pipelines_in_pipelines_are_the_same(numbers, holes, agree):
    X, value, two, _, strange = numbers
    start = make_pipeline(SimpleImputer(), make_pipeline(StandardScaler(), "passthrough"))
    agree(make_pipeline(start, Ridge()).fit(holes(X), value), holes(strange))
    agree(make_pipeline(start, LogisticRegression()).fit(holes(X), two), holes(strange))


def test_a_calibrated_pipeline_is_the_same(numbers, agree):
    X, _, two, _, strange = numbers
    inner = make_pipeline(StandardScaler(), LogisticRegression())
    agree(CalibratedClassifierCV(inner, cv=2, ensemble=False).fit(X, two), strange)


KNOWN = [
    FunctionTransformer(np.clip, kw_args={"a_min": -1.0, "a_max": 0.5}),
    FunctionTransformer(np.round, kw_args={"decimals": 1}),
    FunctionTransformer(np.round),
    FunctionTransformer(partial(np.clip, a_min=-1.0, a_max=0.5)),
    FunctionTransformer(),
    FunctionTransformer(np.asarray),
]


NAMES = ["clip", "round-1", "round", "clip-partial", "nothing", "asarray"]


@pytest.mark.parametrize("step", KNOWN, ids=NAMES)
def test_functions_that_preparation_uses_are_the_same(step, numbers, same):
    same(step.fit(numbers[0]), numbers[0])


def test_what_makes_sparse_rows_dense_does_nothing(numbers, same):
    from operator import methodcaller

    X = numbers[0]
    step = FunctionTransformer(methodcaller("toarray"), accept_sparse=True)
    step.fit(sparse.csr_matrix(X))
    same(step, X, sparse.csr_matrix(X))


def test_any_other_function_is_refused_by_name(numbers, by_graph):
    with pytest.raises(ExportError, match="calls 'log1p', which ONNX does not know"):
        by_graph(FunctionTransformer(np.log1p).fit(numbers[0]), numbers[0])
