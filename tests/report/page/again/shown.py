"""The numbers that a page shows: each must be one of the report's data, as it is told."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from report.page.again.walk import leaves

from lepton_automl.report.page.render import TEMPLATES
from lepton_automl.report.page.words import FILTERS

NUMBER = r"(?<![\w.])-?\d+(?:,\d{3})*(?:[.:]\d+)*(?:e[+-]\d+)?"
HIDDEN = ("style", "script", "svg")  # figures have axes, whose numbers are matplotlib's


class _Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self._hidden = [], 0

    def handle_starttag(self, tag, attrs):
        self._hidden += tag in HIDDEN
        self.found.append("" if tag == "wbr" else " ")

    def handle_endtag(self, tag):
        self._hidden -= tag in HIDDEN

    def handle_data(self, data):
        self.found += [] if self._hidden else [data]


def numbers(text):
    """Return the numbers in a text, as they are written there."""
    return set(re.findall(NUMBER, text))


def strangers(page, report):
    """Return the numbers that a page shows and its data have not."""
    parser = _Text()
    parser.feed(page)
    known = set().union(*map(numbers, _told(report)), *map(numbers, _sentences()))
    return numbers("".join(parser.found)) - known


def _told(report):
    """Yield every value of a report in all the ways in which the templates tell it."""
    for _, value in leaves(report):
        yield str(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            yield from _ways(value)
    yield from map(str, _counts(report))
    plain = (report["headline"] or {}).get("plain") or {}
    if plain.get("sort") == "classes":
        for name in ("right", "baseline"):
            yield FILTERS["percent"](plain[name] / plain["n_rows"])
    predict = report["compute"]["predict"]
    if predict:
        yield FILTERS["number"](int(predict["n_rows"] / predict["seconds"]))


def _ways(value):
    number, percent = FILTERS["number"], FILTERS["percent"]
    yield from (number(value, digits) for digits in (2, 3, 4))
    yield from (percent(value, digits) for digits in (0, 1))
    yield str(int(value))
    if value >= 0:
        yield FILTERS["seconds"](value)
        yield from (FILTERS["energy"](value, measured) for measured in (True, False))


def _counts(value):
    """Yield how many there are of each thing, and how many are folded beyond the first 12."""
    if isinstance(value, (dict, list)):
        yield from (len(value), len(value) - 12)
        for one in value.values() if isinstance(value, dict) else value:
            yield from _counts(one)


def _sentences():
    """Yield what the templates say of themselves."""
    for file in TEMPLATES.iterdir():
        if file.name.endswith(".jinja"):
            yield re.sub(r"<[^>]*>", " ", file.read_text(encoding="utf-8"))
