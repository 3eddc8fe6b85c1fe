import warnings

import numpy as np
import pytest
from report.page.draw.seen import points, texts

from lepton_automl.report.page.draw import influence

NAMES = ["size", "$x_1$ \\frac", "年齢", "<b>", "a_name_that_is_much_too_long_for_a_figure"]


def test_columns_are_named_as_they_are():
    rows = [{"column": name, "importance": 0.1, "std": 0.01} for name in NAMES]
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a font without these letters is the browser's affair
        shown = texts(influence.importance({"columns": rows}))
    assert set(NAMES[:4]) <= set(shown)
    assert "a_name_that_is_much_t…" in shown


def test_only_the_first_columns_are_drawn():
    rows = [{"column": f"c{i}", "importance": -i, "std": 0.0} for i in range(50)]
    shown = texts(influence.importance({"columns": rows}))
    assert "c11" in shown
    assert "c12" not in shown


def test_each_row_is_a_point_and_grey_without_an_order():
    columns = [
        {"column": "size", "values": [0.1, -0.2, 0.3], "ranks": [0.2, 0.5, 1.0]},
        {"column": "colour", "values": [0.1, 0.1, 0.1], "ranks": [None, None, None]},
    ]
    svg = influence.attributions({"columns": columns})
    assert points(svg, "base") == 3
    assert svg.count("<use ") >= 6
    assert {"size", "colour"} <= set(texts(svg))


@pytest.mark.parametrize(
    ("kind", "values", "shown"),
    [
        ("number", [1.0, 2.0, 3.0], "size"),
        ("category", ["red", "green", "blue"], "green"),
        ("datetime", ["2024-01-01", "2024-02-01", "2024-03-01"], "2024-02-01"),
    ],
)
def test_dependence_is_a_line_or_has_its_levels(kind, values, shown):
    curve = {"output": None, "mean": [0.1, 0.2, 0.3], "low": [0] * 3, "high": [1] * 3}
    found = {"column": "size", "kind": kind, "values": values, "share": [0.5, 0.3, 0.2]}
    svg = influence.dependence(found | {"outputs": [curve]})
    assert shown in texts(svg)
    assert "prediction" in texts(svg)


def test_several_outputs_have_a_legend():
    outputs = [
        {"output": name, "mean": [0.1, 0.2], "low": [0, 0], "high": [1, 1]}
        for name in ("setosa", "virginica")
    ]
    found = {"column": "size", "kind": "number", "values": [1.0, 2.0], "share": [0.5, 0.5]}
    assert {"setosa", "virginica"} <= set(
        texts(influence.dependence(found | {"outputs": outputs}))
    )


def test_points_of_one_value_stand_apart():
    up = influence._beside(np.array([0.5] * 9 + [0.9]))
    assert len(set(up[:9])) == 9
    assert np.abs(up).max() < 0.5
