"""The report as its readers have it: in a browser, and with its numbers counted again."""

from __future__ import annotations

import copy
import re
from importlib import import_module

import numpy as np
import pandas as pd
import pytest
from report.page.again.report import check
from report.page.again.rows import Told
from report.page.again.shown import strangers
from report.page.browser import CHROMIUM, Browser, opened

from lepton_automl.report.page import render, write

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
CASES = ["two", "three", "numbers"]


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


@pytest.mark.parametrize("case", CASES)
def test_every_number_is_what_scikit_learn_computes_from_what_lies_beside(
    case, written, request
):
    found = request.getfixturevalue(case)
    kept = found.automl._record.rows
    train, y_train = found.X.iloc[kept], pd.Series(np.asarray(found.y)[kept])
    told = Told(
        written / case,
        found.automl,
        found.X_test,
        train.reset_index(drop=True),
        y_train,
        resamples=60,
        band=40,
        curve_rows=40,
    )
    assert check(told) > 900


def test_a_number_on_the_page_that_its_data_have_not_is_told(two, written):
    shown = (written / "two" / "report.html").read_text()
    assert strangers(shown, two.report) == set()
    other = shown.replace("</h2>", " 0.12345</h2>", 1)
    assert strangers(other, two.report) == {"0.12345"}


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """A browser for all tests of this file."""
    with Browser(tmp_path_factory.mktemp("browser")) as found:
        yield found


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
def test_long_names_and_settings_do_not_widen_a_phone(browser, two, tmp_path):
    report = copy.deepcopy(two.report)
    report["asked"]["target"] = "a_name_without_end" * 9
    report["asked"]["settings"]["estimators"] = [f"estimator_{i}" for i in range(30)]
    report["asked"]["settings"]["run"] = "folder" * 40
    report["notices"] = [{"level": "warning", "text": "“" + "column" * 30 + "” tells all."}]
    (tmp_path / "report.html").write_text(render.page(report), encoding="utf-8")
    opened(browser, tmp_path / "report.html", 400)


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
