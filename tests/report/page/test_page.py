"""The report as its readers have it: in a browser, and with its numbers counted again."""

from __future__ import annotations

import json
import re
from importlib import import_module

import numpy as np
import pandas as pd
import pytest
from report.page.browser import CHROMIUM, Browser
from sklearn import metrics
from sklearn.calibration import calibration_curve

from lepton_automl import LeptonAutoML
from lepton_automl.report.page import write

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
CASES = ["two", "three", "numbers"]
SECONDS, BYTES = 3.0, 5_000_000  # to open a report, and its size


@pytest.fixture(scope="module")
def written(two, three, numbers, tmp_path_factory):
    """The files of a report of each sort, by test rows."""
    place = tmp_path_factory.mktemp("reports")
    module = import_module("lepton_automl.report.page.write")
    for name, case in {"two": two, "three": three, "numbers": numbers}.items():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "gather", lambda *_, case=case, **__: case.report)
            write(place / name, case.subject, X=case.X_test, y=case.y_test)
    return place


@pytest.fixture(params=CASES)
def read(request, written):
    """The data of a report, and the predictions that it rests on, as they were written."""
    report = json.loads((written / request.param / "report.json").read_text())
    return report, pd.read_csv(written / request.param / "predictions.csv")


def coded(rows, classes):
    """Return the truth, the class named, and the probabilities in the file of predictions."""
    numbers = {label: i for i, label in enumerate(classes)}
    y, named = (rows[c].astype(str).map(numbers).to_numpy() for c in ("true", "predicted"))
    return y, named, rows[[f"p={label}" for label in classes]].to_numpy()


def again(name, y, named, said):
    """Return a metric of classes as scikit-learn computes it."""
    two = said.shape[1] == 2
    top = said[:, 1] if two else said
    truth = y if two else np.eye(said.shape[1])[y]
    every = {
        "roc_auc": lambda: metrics.roc_auc_score(truth, top, average="macro"),
        "average_precision": lambda: metrics.average_precision_score(truth, top),
        "neg_log_loss": lambda: metrics.log_loss(y, said),
        "neg_brier_score": lambda: metrics.brier_score_loss(y, said),
        "accuracy": lambda: metrics.accuracy_score(y, named),
        "balanced_accuracy": lambda: metrics.balanced_accuracy_score(y, named),
        "f1": lambda: metrics.f1_score(y, named),
        "f1_macro": lambda: metrics.f1_score(y, named, average="macro"),
        "precision": lambda: metrics.precision_score(y, named, zero_division=0.0),
        "recall": lambda: metrics.recall_score(y, named),
        "matthews_corrcoef": lambda: metrics.matthews_corrcoef(y, named),
    }
    return every[name]()


VALUES = {
    "neg_root_mean_squared_error": metrics.root_mean_squared_error,
    "neg_mean_absolute_error": metrics.mean_absolute_error,
    "neg_median_absolute_error": metrics.median_absolute_error,
    "r2": metrics.r2_score,
}


def test_scores_are_what_scikit_learn_computes_from_the_predictions(read):
    report, rows = read
    assert len(report["scores"]) >= 4
    for row in report["scores"]:
        if report["asked"]["classes"]:
            y, named, said = coded(rows, report["asked"]["classes"])
            expected = again(row["metric"], y, named, said)
            trivial = rows.filter(like="baseline p=").to_numpy()
            trivial = again(row["metric"], y, trivial.argmax(axis=1), trivial)
        else:
            expected = VALUES[row["metric"]](rows["true"], rows["predicted"])
            trivial = VALUES[row["metric"]](rows["true"], rows["baseline"])
        assert row["value"] == pytest.approx(expected), row["metric"]
        assert row["baseline"] == pytest.approx(trivial), row["metric"]


def test_curves_and_tables_are_what_scikit_learn_computes_from_the_predictions(read):
    report, rows = read
    if report["asked"]["classes"] is None:
        off = (rows["true"] - rows["predicted"]).abs()
        for row in report["residuals"]["errors"]:
            assert row["value"] == pytest.approx(off.quantile(row["share"]))
        return
    classes = report["asked"]["classes"]
    y, named, said = coded(rows, classes)
    assert report["confusion"]["counts"] == metrics.confusion_matrix(y, named).tolist()
    for curve in report["curves"]:
        is_it, p = y == classes.index(curve["class"]), said[:, classes.index(curve["class"])]
        assert curve["roc"]["area"] == pytest.approx(metrics.roc_auc_score(is_it, p))
        assert curve["pr"]["area"] == pytest.approx(metrics.average_precision_score(is_it, p))
        points = np.column_stack(metrics.roc_curve(is_it, p)[:2])
        for x, up in zip(curve["roc"]["x"], curve["roc"]["y"], strict=True):
            assert np.isclose(points, (x, up)).all(axis=1).any()


def test_thresholds_and_calibration_are_counted_again(two, written):
    report = json.loads((written / "two" / "report.json").read_text())
    rows = pd.read_csv(written / "two" / "predictions.csv")
    y, _, said = coded(rows, report["asked"]["classes"])
    for row in report["thresholds"]:
        flagged = said[:, 1] >= row["threshold"]
        assert row["recall"] == pytest.approx(metrics.recall_score(y, flagged))
        assert row["accuracy"] == pytest.approx(metrics.accuracy_score(y, flagged))
        if flagged.any():
            assert row["precision"] == pytest.approx(metrics.precision_score(y, flagged))
    true, mean = calibration_curve(y, said[:, 1], n_bins=10, strategy="quantile")
    bins = report["calibration"]["bins"]
    assert [b["true"] for b in bins] == pytest.approx(true.tolist())
    assert [b["said"] for b in bins] == pytest.approx(mean.tolist())


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """A browser for all tests of this file."""
    with Browser(tmp_path_factory.mktemp("browser")) as found:
        yield found


def opened(browser, page, width, **look):
    """Open a page as its readers do, and see that nothing is amiss."""
    seconds = browser.open(page.as_uri(), width=width, **look)
    assert browser.complaints == []
    assert browser.requests == [page.as_uri()]
    assert browser.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return seconds


@needs_browser
@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("case", CASES)
def test_a_browser_shows_a_report_on_any_screen(browser, written, case, width):
    page = written / case / "report.html"
    opened(browser, page, width, dark=case == "three")
    shown = browser.evaluate("document.body.innerText")
    assert "Model of" in shown
    assert not re.findall(r">\s*(?:None|nan|inf|Undefined)\s*<", page.read_text())


@needs_browser
def test_no_text_of_a_figure_is_too_small_for_a_phone(browser, written):
    opened(browser, written / "two" / "report.html", 400)
    least = browser.evaluate(
        "Math.min(...[...document.querySelectorAll('svg.figure text')]"
        ".map(t => t.getBoundingClientRect().height).filter(h => h > 0))"
    )
    assert least >= 8


@needs_browser
def test_paper_shows_what_is_folded(browser, written):
    opened(browser, written / "two" / "report.html", 1280)
    assert browser.paper().startswith(b"%PDF")
    browser.evaluate("dispatchEvent(new Event('beforeprint'))")
    code = "document.querySelectorAll('details:not([open])').length"
    assert browser.evaluate(code) == 0


@pytest.mark.slow
@needs_browser
@pytest.mark.timeout(400)
def test_the_report_of_a_large_table_is_light_and_opens_at_once(browser, tmp_path):
    random = np.random.default_rng(0)
    n = 60_000
    X = pd.DataFrame(random.normal(size=(n, 26)), columns=[f"measured_{i}" for i in range(26)])
    for i in range(4):
        X[f"level_{i}"] = random.choice([f"level {j}" for j in range(5 + 20 * i)], n)
    X = X.mask(random.random(X.shape) < 0.03)
    strength = X["measured_0"].fillna(0) + (X["level_0"] == "level 1") + random.normal(size=n)
    y = pd.Series(np.where(strength > 0.5, "yes", "no"), name="bought")
    automl = LeptonAutoML(
        n_trials=2, time_budget=60, estimators=["hist_gradient_boosting", "sgd"], verbose=0
    ).fit(X[:40_000], y[:40_000])
    page = automl.report(tmp_path, X[40_000:], y[40_000:], sensitive="level_0", time_budget=30)
    assert page.stat().st_size < BYTES
    for width in (400, 1280):
        assert opened(browser, page, width) < SECONDS
