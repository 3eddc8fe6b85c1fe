import copy
import re
from html.parser import HTMLParser

import pytest
from report.page.again.shown import strangers

from lepton_automl.errors import InputError
from lepton_automl.report.page import render
from lepton_automl.report.page.gather import NOTHING
from lepton_automl.report.page.render import card, page, require

VOID = {"meta", "link", "br", "wbr"}


class Seen(HTMLParser):
    """The words of a page, its anchors and tags; a tag that is not closed is an error."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.words, self.tags = [], [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.ids += [v for k, v in attrs if k == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "script"):
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def pages(two, three, numbers):
    """The page of a report of each sort."""
    cases = {"two": two, "three": three, "numbers": numbers}
    return {name: page(case.report) for name, case in cases.items()}


@pytest.mark.parametrize("case", ["two", "three", "numbers"])
def test_a_page_is_well_formed_and_its_links_lead_somewhere(case, pages):
    seen = Seen(pages[case])
    targets = [a["href"] for tag, a in seen.tags if tag == "a"]
    assert {t.removeprefix("#") for t in targets} <= set(seen.ids)
    assert len(seen.ids) == len(set(seen.ids))
    assert len(targets) == 10


@pytest.mark.parametrize("case", ["two", "three", "numbers"])
def test_a_page_asks_for_nothing_from_elsewhere(case, pages):
    text = pages[case]
    assert not re.findall(r"""(?:src|href)=["'](?!data:,|#)""", text)
    assert not re.findall(r"url\((?!#)", text)
    assert "@import" not in text
    assert "http://" not in text.replace("http://www.w3.org/", "")
    assert "https://" not in text


def test_the_page_has_the_numbers_as_a_reader_wants_them(two, pages):
    text = Seen(pages["two"]).text
    lead = two.report["headline"]
    assert f"{lead['value']:.3f}" in text
    assert f"{lead['plain']['right']} of {lead['n_rows']} rows" in text
    for row in two.report["scores"]:
        assert f"{row['title']} " in text
    for row in two.report["members"]:
        assert row["estimator"] in text.replace("_ ", "_")


def test_what_a_section_lacks_is_said(two):
    report = {**copy.deepcopy(two.report), **NOTHING, "drift": None, "course": None}
    text = Seen(page(report)).text
    assert "There are no rows with known targets here to judge by." in text
    assert "No sensitive column was named" in text


def test_names_from_the_data_are_text(two):
    report = copy.deepcopy(two.report)
    wicked = "<script>alert(1)</script>"
    report["asked"]["target"] = wicked
    report["notices"] = [{"level": "note", "text": wicked}]
    report["data"]["columns"][0]["name"] = wicked
    report["importance"]["columns"][0]["column"] = wicked
    text = page(report)
    assert wicked not in text
    assert Seen(text).text.count("alert(1)") >= 3


def test_the_card_says_the_same(two, numbers):
    for case in (two, numbers):
        report, text = case.report, card(case.report)
        assert f"**{render.FILTERS['number'](report['headline']['value'])}**" in text
        headings = re.findall(r"^#+ (.*)$", text, re.M)
        assert headings[0] == f"Model of {report['asked']['target']}"
        assert {"What was asked", "How good it is", "Where it errs", "Data"} <= set(headings)
        for row in report["scores"]:
            assert f"| {row['title']} |" in text.replace("\\", "")


@pytest.mark.parametrize("measure", ["mean error", "selection rate"])
def test_what_the_baseline_selects_is_told_where_something_is_selected(numbers, measure):
    value = {"value": 0.5, "low": 0.4, "high": 0.6}
    groups = [{"group": "m", "n": 60, "few": False, "values": {measure: value}}]
    report = {**numbers.report, "fairness": {"name": "gender", "positive": None}}
    report["fairness"] |= {"measures": [measure], "groups": groups, "n_resampled": 60}
    report["fairness"]["differences"] = [{"measure": measure, **value}]
    told = "its selection rate is the same" in Seen(page(report)).text
    assert told == (measure == "selection rate")


@pytest.fixture
def behind(two):
    """A report of a search in which one candidate ended early."""
    report = copy.deepcopy(two.report)
    row = report["leaderboard"]["rows"][0]
    row["stopped"] = "at step 3 it was at 0.5"
    report["leaderboard"]["n_stopped"] = 1
    report["course"][0]["stopped"] = True
    return report


def test_what_ended_early_is_told_with_its_reason(behind, two):
    shown, told = Seen(page(behind)).text, card(behind)
    for text in (shown, told):
        assert "1 fell behind" in text
        assert "at step 3 it was at 0.5" in text
    assert shown.count("ended early") >= 4  # at the top, the sentence, its row, the course
    assert "ended early" not in Seen(page(two.report)).text + card(two.report)


def test_the_card_has_the_numbers_of_the_figures(two, numbers):
    number, text = render.FILTERS["number"], card(two.report)
    for bin in two.report["calibration"]["bins"]:
        assert f"| {number(bin['said'])} | {number(bin['true'])} |" in text
    for counts in two.report["confusion"]["counts"]:
        assert f" | {' | '.join(map(str, counts))} |" in text
    for curve in two.report["curves"]:
        areas = (number(curve[name]["area"]) for name in ("roc", "pr"))
        assert f" {' | '.join(areas)} |" in text
    assert "Probabilities of “yes” and what became" in text
    assert "would be flagged rightly" in text
    assert "would be flagged rightly" in page(two.report)
    for report in (two.report, numbers.report):
        text = card(report)
        for found in report["dependence"]:
            assert number(found["outputs"][0]["mean"][0]) in text
        for row in report["leaderboard"]["rows"]:
            assert f"| {number(row['score'], 4)} | {number(row['std'])} |" in text
        for row in report["drift"]["columns"]:
            assert (f"| {row['name']} | {number(row['distance'])}" in text) == row["moved"]
    for bin in numbers.report["residuals"]["bins"]:
        assert f"| {number(bin['said'])} | {bin['n']} | {number(bin['middle'])} |" in text


def test_every_number_of_a_card_is_one_of_the_data(two, three, numbers):
    for case in (two, three, numbers):
        assert strangers(card(case.report), case.report) == set()


def test_a_card_is_tidy_markdown(two, three, numbers):
    for case in (two, three, numbers):
        text = card(case.report)
        assert "\n\n\n" not in text
        tables = re.findall(r"(?:^\|.*\|\n)+", text, re.M)
        assert len(tables) > 5
        for table in tables:
            assert (
                len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1
            )


def test_names_do_not_break_a_card(two):
    report = copy.deepcopy(two.report)
    report["data"]["columns"][0]["name"] = "a|b\n# c"
    text = card(report)
    assert "a\\|b # c" in text


def test_what_is_not_installed_is_told_with_the_cure():
    with pytest.raises(InputError, match="no_such_thing.*pip install 'lepton-automl.report.'"):
        require("no_such_thing")
    require()
