"""Refusals: a status and a sentence."""

from __future__ import annotations

from lepton_automl.serve.refusal import Refusal, bad_cell, columns_differ, shown


def test_a_refusal_names_the_place():
    refusal = bad_cell("age", 3, "old", "a number")
    assert refusal.status == 422
    assert refusal.body() == {
        "error": "Column 'age' must hold a number or null; row 3 holds 'old'.",
        "column": "age",
        "row": 3,
    }


def test_a_refusal_without_a_place_says_none():
    assert Refusal(404, "There is none.").body() == {"error": "There is none."}


def test_a_missing_column_is_told_with_the_near_miss():
    refusal = columns_differ(["income"], ["incom"], "Row 0")
    assert refusal.column == "income"
    assert "lacks a column that the model needs: 'income'" in refusal.sentence
    assert "Did you mean 'incom'?" in refusal.sentence
    assert "does not know: 'incom'" in refusal.sentence


def test_of_many_columns_ten_are_named():
    extra = [f"c{i}" for i in range(10_000)]
    sentence = columns_differ([], extra, "Row 0").sentence
    assert "10,000 columns" in sentence
    assert sentence.endswith("'c9' and 9,990 more. Leave them out.")
    assert len(sentence) < 200


def test_a_long_value_is_shown_short():
    assert len(shown("x" * 10**6)) == 60
    assert len(shown(list(range(10**6)))) <= 60
    assert len(shown({str(i): "x" * 1000 for i in range(10**5)})) <= 60
    assert len(shown([["x" * 10**6] * 10] * 10)) <= 60


def test_a_sentence_is_short_whatever_the_names_are():
    refusal = columns_differ([], ["y" * 10**6] * 1000, "Row 0")
    assert len(refusal.sentence) < 2100
    assert len(refusal.column) == 2000
    assert len(Refusal(400, "x" * 10**6).sentence) < 2100
