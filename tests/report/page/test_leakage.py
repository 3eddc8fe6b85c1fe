import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from lepton_automl.explain import Columns
from lepton_automl.report.page.leakage import leakage, repeated
from lepton_automl.task import Input, Schema, Task

RANDOM = np.random.default_rng(0)
Y = RANDOM.integers(0, 3, 300)
X = pd.DataFrame(
    {
        "fair": Y + RANDOM.normal(size=300),
        "code": np.array(["a", "b", "c"], dtype=object)[Y],
        "noise": RANDOM.normal(size=300),
    }
)
COLUMNS = Columns(tuple(X), X)
SCHEMA = Schema(
    "table", (Input("fair", "number"), Input("code", "category"), Input("noise", "number"))
)


@pytest.mark.parametrize(
    ("task", "y", "measure"),
    [
        (Task("binary", SCHEMA, 300, ("n", "y")), (Y == 1).astype(int), "roc_auc"),
        (Task("multiclass", SCHEMA, 300, ("a", "b", "c")), Y, "balanced_accuracy"),
        (Task("regression", SCHEMA, 300), Y.astype(float), "r2"),
    ],
    ids=["two", "three", "numbers"],
)
def test_a_column_made_from_the_answer_is_found(task, y, measure):
    found = leakage(task, COLUMNS, y, random_state=0)
    assert found["suspects"] == ["code"]
    assert found["columns"][0]["name"] == "code"
    assert found["columns"][0]["strength"] == pytest.approx(1.0)
    assert found["measure"] == measure
    strengths = {row["name"]: row["strength"] for row in found["columns"]}
    assert strengths["noise"] < 0.7


def test_a_column_that_is_nearly_the_answer_is_strong_and_no_suspect():
    known = (Y == 1).astype(int)
    wrong = np.arange(300) % 33 == 0
    nearly = Columns(("nearly",), np.where(wrong, 1 - known, known)[:, None].astype(float))
    schema = Schema("table", (Input("nearly", "number"),))
    found = leakage(Task("binary", schema, 300, ("n", "y")), nearly, known, random_state=0)
    assert (found["suspects"], found["strong"]) == ([], ["nearly"])


def test_a_target_that_has_no_spread_is_passed_over():
    task = Task("binary", SCHEMA, 300, ("n", "y"))
    assert leakage(task, COLUMNS, np.zeros(300, dtype=int), random_state=0) is None
    several = np.zeros((300, 2))
    assert leakage(task, COLUMNS, several, random_state=0) is None


def test_rows_that_come_again_are_counted():
    train, test = COLUMNS.take(np.arange(200)), COLUMNS.take(np.arange(180, 300))
    assert repeated(train, test) == {"share": 20 / 120, "n": 20, "n_train": 200}


def test_sparse_rows_are_not_compared():
    rows = Columns(("a",), sparse.csr_matrix(np.ones((3, 1))))
    assert repeated(rows, rows) is None
