from report.page.draw.seen import points, texts

from lepton_automl.report.page.draw import groups

ROW = {"low": 0.1, "high": 0.3, "baseline": 0.5, "error": 0.2}


def test_segments_are_named_and_the_bad_ones_stand_out():
    rows = [
        ROW | {"column": "age", "segment": "40 to 50", "worse": True},
        ROW | {"column": "a_very_long_name_of_a_column", "segment": "red", "worse": False},
    ]
    found = {"rows": rows, "overall": {"error": 0.15}, "measure": "wrong"}
    svg = groups.segments(found)
    assert {"age: 40 to 50", "a_very_long_na…: red", "share wrong"} <= set(texts(svg))
    assert (points(svg, "warn"), points(svg, "accent")) == (1, 1)
    assert "mean error" in texts(groups.segments(found | {"measure": "off"}))


def test_groups_have_their_sizes_and_small_ones_are_grey():
    value = {"accuracy": {"value": 0.8, "low": 0.7, "high": 0.9}}
    none = {"accuracy": {"value": None, "low": None, "high": None}}
    found = {
        "name": "sex",
        "groups": [
            {"group": "f", "n": 1200, "few": False, "values": value},
            {"group": "x", "n": 9, "few": True, "values": value},
            {"group": "m", "n": 2, "few": True, "values": none},
        ],
    }
    svg = groups.fairness(found, "accuracy")
    assert {"f (1,200)", "x (9)", "m (2)"} <= set(texts(svg))
    assert (points(svg, "accent"), points(svg, "base")) == (1, 1)


def test_a_column_that_moved_is_drawn_twice():
    found = {"name": "size", "edges": [0, 1, 2], "train": [0.5, 0.5], "test": [0.1, 0.9]}
    assert {"training", "test", "size"} <= set(texts(groups.moved(found)))
