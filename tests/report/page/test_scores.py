from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn import metrics

from lepton_automl.report.page.scores import headline, lower, scores, title


def by_name(found):
    return {row["metric"]: row for row in found}


def test_the_searched_metric_comes_first(two, numbers):
    assert two.report["scores"][0]["metric"] == "roc_auc"
    assert numbers.report["scores"][0]["metric"] == "neg_root_mean_squared_error"


def test_scores_are_those_of_scikit_learn(two):
    found, said = by_name(two.report["scores"]), two.test.prediction
    y, named = two.test.y, two.test.decision
    assert found["roc_auc"]["value"] == pytest.approx(metrics.roc_auc_score(y, said[:, 1]))
    assert found["neg_log_loss"]["value"] == pytest.approx(metrics.log_loss(y, said))
    assert found["f1"]["value"] == pytest.approx(metrics.f1_score(y, named))
    assert found["accuracy"]["baseline"] == pytest.approx(max(np.mean(y), 1 - np.mean(y)))


def test_errors_are_told_as_people_count_them(numbers):
    found = by_name(numbers.report["scores"])
    off = numbers.test.prediction - numbers.test.y
    row = found["neg_mean_absolute_error"]
    assert row["value"] == pytest.approx(np.abs(off).mean())
    assert row["better"] == "lower"
    assert row["low"] < row["value"] < row["high"] < row["baseline"]
    assert found["r2"]["better"] == "higher"


def test_metrics_of_labels_see_the_labels_that_are_named(two):
    everything = replace(two.test, decision=np.ones(120, dtype=int))
    found = by_name(scores(two.subject, everything, seconds=9, random_state=0))
    assert found["recall"]["value"] == 1.0
    assert found["roc_auc"]["value"] == two.report["scores"][0]["value"]


def test_the_headline_says_what_the_score_means(two, numbers):
    found = two.report["headline"]
    assert found["verdict"] == "better"
    assert found["plain"]["right"] == (two.test.decision == two.test.y).sum()
    off = np.abs(numbers.test.prediction - numbers.test.y)
    assert numbers.report["headline"]["plain"]["half"] == pytest.approx(np.median(off))


@pytest.mark.parametrize(
    ("better", "values", "verdict"),
    [
        ("higher", (0.9, 0.8, 0.95, 0.5), "better"),
        ("higher", (0.6, 0.45, 0.7, 0.5), "not clearly better"),
        ("higher", (0.5, 0.4, 0.6, 0.5), "worse"),
        ("lower", (1.0, 0.8, 1.2, 3.0), "better"),
        ("lower", (2.9, 2.0, 3.5, 3.0), "not clearly better"),
        ("lower", (3.1, 2.0, 3.5, 3.0), "worse"),
        ("higher", (float("nan"), 0.4, 0.6, 0.5), "unknown"),
    ],
)
def test_the_verdict_is_by_the_interval_beside_the_baseline(two, better, values, verdict):
    names = ("value", "low", "high", "baseline")
    first = dict(zip(names, values, strict=True)) | {"metric": "m", "title": "m"}
    found = headline(two.subject, two.test, first | {"better": better})
    assert found["verdict"] == verdict


def test_names_are_as_people_write_them():
    assert title("roc_auc") == "ROC AUC"
    assert title("neg_median_absolute_error") == "median absolute error"


def test_a_scorer_without_an_offer_is_taken_as_greater_is_better():
    assert not lower(SimpleNamespace(metric=None))
