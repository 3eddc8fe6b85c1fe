"""Tables and facts of results."""

from __future__ import annotations

import math

import pytest

from lepton_automl.cli import show


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (0.0, "0.0000"),
        (-12.34567, "-12.3457"),
        (1e-7, "1.000e-07"),
        (-12345.6, "-12,346"),
        (1e12, "1.000e+12"),
        (math.nan, ""),
        (math.inf, "inf"),
        (True, "True"),
    ],
)
def test_a_number_is_short(value, cell):
    assert show.number(value) == cell


def test_a_table_aligns_numbers_at_the_right_and_words_at_the_left(capsys):
    show.table(("name", "n", "folds"), [("a", 1, "8/8"), ("long name", 22, "10/8")], "Title")
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "Title"
    assert lines[1] == "name         n   folds"
    assert lines[3:] == ["a            1     8/8", "long name   22    10/8"]


def test_a_cell_is_never_read_as_markup(capsys):
    show.table(("name",), [("[red]x[/]",)])
    assert "[red]x[/]" in capsys.readouterr().out


def test_a_table_of_nothing_has_its_head(capsys):
    show.table(("name", "score"), [])
    assert "name   score" in capsys.readouterr().out


def test_long_words_wrap_within_80_columns(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    show.table(("name", "what"), [("a", "word " * 40)])
    assert max(len(line) for line in capsys.readouterr().out.splitlines()) <= 80


def test_facts_are_aligned(capsys):
    show.facts({"Saved": "here", "Predict": "so"})
    assert capsys.readouterr().out == "Saved    here\nPredict  so\n"


def test_notes_go_to_stderr_and_lines_to_stdout(capsys):
    show.note("by the way")
    show.line("a result")
    assert capsys.readouterr() == ("a result\n", "by the way\n")


def test_a_long_sentence_is_cut_to_one_line():
    assert show.shortened("a\nb") == "a b"
    assert show.shortened("x" * 90) == "x" * 79 + "…"
