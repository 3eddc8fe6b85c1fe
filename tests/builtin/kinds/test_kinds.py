"""Which kind wins a column: all recognisers side by side."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from lepton_automl._lazy import resolve
from lepton_automl.builtin.kinds import KINDS

WORDS = [
    "the film was long and dull",
    "an awful plot with good music",
    "what a fine actor he is",
]
CASES = {
    "floats": ([0.5, 1.5, None], "number"),
    "integers": ([1, 2, 3], "number"),
    "small integers": (np.array([1, 2], dtype="u1"), "number"),
    "nullable integers": (pd.array([1, None], dtype="Int64"), "number"),
    "decimals": ([Decimal("1.5"), None], "number"),
    "numbers as objects": (pd.Series([1, 2.5, None], dtype=object), "number"),
    "spelled numbers": (["1.5", " -2e3 ", "7", None], "number"),
    "nearly all spelled numbers": (["1.5"] * 30 + ["?"], "number"),
    "half spelled numbers": (["1.5", "2", "?", "n/a"], "number"),
    "durations": (pd.to_timedelta([1, 2], unit="h"), "number"),
    "codes with leading zeros": (["01234", "12345"], "category"),
    "numbers with underscores": (["1_000", "2_000"], "category"),
    "words": (["red", "green", "red"], "category"),
    "categories of numbers": (pd.Categorical([1, 2, 1]), "category"),
    "categories of dates": (pd.Categorical(["2020-01-01", "2020-01-02"]), "category"),
    "numbers among words": ([1, "a", 2.5], "category"),
    "booleans among words": ([True, "maybe", False], "category"),
    "intervals": (pd.cut([1, 2, 3], 2), "category"),
    "times of day": ([dt.time(1), dt.time(2)], "number"),
    "bytes": ([b"a", b"b"], "category"),
    "versions": (["1.2.3", "1.10.2"], "category"),
    "addresses of machines": (["192.168.1.1", "10.0.0.12"], "category"),
    "booleans": ([True, False], "boolean"),
    "nullable booleans": (pd.array([True, None], dtype="boolean"), "boolean"),
    "booleans and gaps": ([True, None, False], "boolean"),
    "yes and no": (["yes", "No", None], "boolean"),
    "only yes": (["yes", "yes"], "category"),
    "true and false": (["true", "false"], "boolean"),
    "timestamps": (pd.to_datetime(["2020-01-01", None]), "datetime"),
    "zoned timestamps": (pd.date_range("2020", periods=2, tz="Asia/Tokyo"), "datetime"),
    "periods": (pd.period_range("2020", periods=2, freq="M"), "datetime"),
    "dates": ([dt.date(2020, 1, 1), None], "datetime"),
    "iso dates": (["2020-01-31", None, "2021-12-01"], "datetime"),
    "iso moments": (["2020-01-31T10:00:00Z", "2020-02-01 10:00"], "datetime"),
    "american dates": (["1/31/2020", "2/1/2020"], "datetime"),
    "spelled dates": (["Jan 5, 2020", "5 March 2021"], "datetime"),
    "european dates": (["31/1/2020", "1/2/2020"], "datetime_dayfirst"),
    "german dates": (["3.1.2020", "1.2.2020"], "datetime_dayfirst"),
    "impossible dates": (["2020-13-45", "2020-99-01"], "category"),
    "sentences": (WORDS, "text"),
    "few sentences, often": (
        ["the quick brown fox"] * 50 + ["a lazy old dog"] * 50,
        "category",
    ),
    "long sentences, often": (
        [f"{WORDS[i % 3]} and {i % 60} more" for i in range(200)],
        "text",
    ),
    "lists": ([[1], [2]], None),
    "dicts": ([{}, {}], None),
    "nothing": ([None, None], None),
    "blanks": (["", " "], None),
}


def surest(values):
    column = pd.Series(values, name="a")
    sure = {kind.name: resolve(kind.recognise)(column) for kind in KINDS}
    best = max(sure.values())
    assert all(0.0 <= value <= 1.0 for value in sure.values())
    winners = [name for name, value in sure.items() if value == best]
    assert best == 0.0 or len(winners) == 1, sure
    return winners[0] if best > 0.0 else None


@pytest.mark.parametrize("case", CASES)
def test_the_kind_of(case):
    values, expected = CASES[case]

    found = surest(values)

    if case == "blanks":  # strings they are, but not one of them says anything
        assert found in (None, "category")
    else:
        assert found == expected


def test_a_sorted_column_is_judged_by_all_of_it():
    assert surest(["7"] * 5000 + ["seven"] * 5000) == "category"
    assert surest([None] * 50_000 + ["2020-01-01"] * 5) == "datetime"
