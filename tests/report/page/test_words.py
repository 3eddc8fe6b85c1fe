import pytest

from lepton_automl.report.page.words import (
    bytes_text,
    energy,
    markdown,
    name,
    number,
    percent,
    seconds,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1.000"),
        (0.0, "0.000"),
        (1.096, "1.10"),
        (0.99994, "0.99994"),
        (0.9999999, "≈1"),
        (-0.9999999, "≈-1"),
        (1.0000000000000002, "1.000"),
        (123456.7, "123,457"),
        (-54.32, "-54.3"),
        (1e-5, "1.0e-05"),
        (12, "12"),
        ("text", "text"),
    ],
)
def test_a_number_has_the_digits_that_say_something(value, text):
    assert number(value) == text


def test_more_digits_can_be_had():
    assert number(0.98765, 4) == "0.9877"


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0 %"), (0.9996, ">99.9 %"), (0.5, "50.0 %")]
)
def test_a_share_is_never_rounded_to_all_or_nothing(value, text):
    assert percent(value) == text


def test_an_estimate_has_two_digits_at_the_most():
    assert energy(1.2345, measured=False) == "about 1.2 Wh"
    assert energy(1.2345, measured=True) == "1.23 Wh"
    assert energy(1e-7, measured=False) == "about 0.1 µWh"


def test_nothing_is_a_dash():
    assert {f(None) for f in (number, percent, seconds, bytes_text)} == {"–"}
    assert energy(None, measured=True) == "–"


def test_text_cannot_break_a_table():
    assert markdown("a | b\n*c*") == r"a \| b \*c\*"


def test_a_long_name_may_break_where_it_has_joints():
    assert name("mean_radius.of<cells>") == "mean_<wbr>radius.<wbr>of&lt;cells&gt;"
    assert name("x" * 45).count("<wbr>") == 2
    assert name(7) == "7"
