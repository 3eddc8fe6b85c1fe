"""What a fit leaves behind."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from lepton_automl.report import Meter, record
from lepton_automl.report.record import MOST_CELLS
from lepton_automl.resample import Splits
from lepton_automl.run import Plan
from lepton_automl.task import Data, Input, Schema, Task

Y = np.arange(30.0)
SPLITS = Splits.of([(np.setdiff1d(np.arange(30), t), t) for t in np.split(np.arange(30), 3)])


def plan(X, form="table"):
    inputs = (Input("a", "number"), Input("b", "number"))
    task = Task("regression", Schema(form, inputs), n_rows=30)
    return Plan(task, Data(X, Y), SPLITS, None, {}, {}, None)


def folds(depth=3, weight=None):
    return [
        SimpleNamespace(y=Y[t], prediction=Y[t] + 0.5, weight=weight and Y[t], rows=t)
        for _, t in SPLITS.pairs[:depth]
    ]


FRAME = pd.DataFrame({"a": Y, "b": -Y})


def test_each_row_comes_with_its_fold_truth_and_prediction():
    found = record(plan(FRAME), folds(weight=True), Meter())
    assert sorted(found.rows) == list(range(30))
    assert (found.rows != np.arange(30)).any(), "in random order"
    assert (found.folds == found.rows // 10).all()
    assert (found.y == Y[found.rows]).all()
    assert (found.prediction == found.y + 0.5).all()
    assert (found.weight == found.y).all()
    assert (found.X["a"] == found.y).all()
    assert found.n_left_out == 30
    assert found.usage.seconds >= 0


def test_folds_that_were_not_done_are_not_there():
    found = record(plan(FRAME), folds(depth=1), Meter())
    assert sorted(found.rows) == list(range(10))
    assert found.n_left_out == 10
    assert found.weight is None


@pytest.mark.parametrize(
    ("form", "X"), [("array", FRAME.to_numpy()), ("sparse", sparse.csr_matrix(FRAME))]
)
def test_arrays_are_kept_as_they_are(form, X):
    found = record(plan(X, form), folds(), Meter())
    kept = found.X.toarray() if form == "sparse" else found.X
    assert (kept[:, 0] == found.y).all()


def test_of_wide_rows_only_some_are_kept():
    wide = np.broadcast_to(0.0, (30, MOST_CELLS // 7))
    found = record(plan(wide, "array"), folds(), Meter())
    assert found.X.shape[0] == 7
    assert len(found.y) == 30


@pytest.mark.parametrize(
    ("form", "X"),
    [("array", np.zeros((30, 4, 4))), ("object", np.array([None] * 30))],
)
def test_what_has_no_columns_is_not_kept(form, X):
    assert record(plan(X, form), folds(), Meter()).X is None
