import pytest

from lepton_automl.report.page.notices import notices


def report(**changes):
    plain = {
        "headline": {"verdict": "better", "n_rows": 500, "source": "test"},
        "leakage": {"suspects": []},
        "repeated": None,
        "drift": None,
        "fairness": None,
        "asked": {"weighted": False},
        "leaderboard": {"n_failed": 0, "n_candidates": 9},
    }
    return plain | changes


def test_where_all_is_well_nothing_is_said():
    assert notices(report()) == []


@pytest.mark.parametrize(
    ("changes", "level", "words"),
    [
        (
            {"headline": {"verdict": "worse", "n_rows": 500, "source": "test"}},
            "warning",
            "do not use it",
        ),
        (
            {"headline": {"verdict": "not clearly better", "n_rows": 500, "source": "test"}},
            "warning",
            "may be no better than guessing",
        ),
        (
            {"headline": {"verdict": "better", "n_rows": 50, "source": "test"}},
            "note",
            "only 50 rows",
        ),
        (
            {"headline": {"verdict": "better", "n_rows": 500, "source": "out-of-fold"}},
            "note",
            "a little too good",
        ),
        ({"headline": None}, "note", "tells only of the search"),
        ({"leakage": {"suspects": ["code"]}}, "warning", "“code”"),
        (
            {"leakage": {"strong": ["a", "b"]}},
            "note",
            "nearly all of the target alone: “a”, “b”",
        ),
        ({"repeated": {"n": 3, "share": 0.25}}, "warning", "25.0% of the test rows (3)"),
        (
            {"drift": {"n_moved": 1, "columns": [{"name": "age", "moved": True}]}},
            "warning",
            "differ from the training rows in “age”",
        ),
        (
            {"fairness": {"name": "sex", "groups": [{"group": "x", "few": True}]}},
            "warning",
            "too few rows",
        ),
        ({"asked": {"weighted": True}}, "note", "Rows have weights"),
        ({"leaderboard": {"n_failed": 2, "n_candidates": 9}}, "note", "2 of 9 candidates"),
    ],
)
def test_what_a_reader_should_know_is_said(changes, level, words):
    (found,) = notices(report(**changes))
    assert found["level"] == level
    assert words in found["text"]


def test_warnings_come_before_notes():
    found = notices(report(headline=None, leakage={"suspects": ["a", "b"]}))
    assert [n["level"] for n in found] == ["warning", "note"]
    assert "columns tell" in found[0]["text"]
