from __future__ import annotations

import importlib

import numpy as np
import pytest


@pytest.fixture
def scale():
    return importlib.import_module("scale")


@pytest.mark.parametrize(("rows", "columns"), [(2000, 10), (500, 300)])
def test_the_table_drawn_is_balanced_and_the_same_each_time(scale, rows, columns):
    X, y = scale.draw(rows, columns)
    assert X.shape == (rows, columns)
    assert X.dtype == np.float32
    assert 0.4 < y.mean() < 0.6
    assert np.array_equal(y, scale.draw(rows, columns)[1])


def test_the_table_can_be_learned_but_not_by_a_line_alone(scale):
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    X, y = scale.draw(6000, 12)
    auc = [
        roc_auc_score(y[4000:], m.fit(X[:4000], y[:4000]).predict_proba(X[4000:])[:, 1])
        for m in (LogisticRegression(), HistGradientBoostingClassifier(max_iter=60))
    ]
    assert auc[1] > max(0.75, auc[0] + 0.05)


def test_the_parts_reach_from_1000_to_a_million_rows_and_from_10_to_5000_columns(scale):
    runs = scale.plan(["million", "rows", "columns"])
    assert {n for n, *_ in runs} == {"lepton", "fixed", "lightgbm"}
    sizes = {(rows, columns) for _, _, rows, columns, _ in runs}
    assert {(1_000_000, 30), (1_000, 20), (1_000_000, 20), (2_000, 10), (2_000, 5_000)} <= sizes
    assert scale.plan(["plot"]) == []


def test_the_page_tells_failures_too(scale):
    result = scale.results.Result("fixed", "1", "1000x20", 0, 300.0, "binary", 1000, 20)
    text = scale.page([result])
    assert "| 1,000 x 20 | fixed | - | - | - | - |  | - |" in text
