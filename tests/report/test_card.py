import pytest

from lepton_automl.report import card


@pytest.fixture
def manifest():
    return {
        "protocol": 1,
        "created": "2030-01-02T03:04:05+00:00",
        "lepton_automl": "0.1.0",
        "python": "3.12.1",
        "task": {
            "type": "binary",
            "n_rows": 12345,
            "classes": ["no", "yes"],
            "schema": {
                "form": "table",
                "columns": ["age", "a|b", "id"],
                "inputs": [
                    {"name": "age", "kind": "number", "width": 1},
                    {"name": "a|b", "kind": "category", "width": 1},
                ],
                "left_out": [["id", "every value is different"]],
                "named": True,
            },
        },
        "metric": "roc_auc",
        "format": "joblib",
        "target": "bought",
        "members": [
            {
                "candidate": {"estimator": "ridge", "params": {"alpha": 0.12345}},
                "weight": 1.0,
                "score": 0.9,
            }
        ],
        "baseline_score": 0.5,
        "ensemble_score": 0.91,
        "leaderboard": [
            {"rank": 1, "estimator": "ridge", "score": 0.9, "error": ""},
            {"rank": None, "estimator": "tree", "score": None, "error": "<b>no</b> | memory"},
        ],
        "plugins": [
            {"sort": "tasks", "name": "binary", "plugin": "b", "source": "lepton_automl"},
            {"sort": "estimators", "name": "ridge", "plugin": "mine", "source": "mine 2.0"},
        ],
        "modules": {},
        "packages": {"numpy": "2.4.6"},
        "settings": {"time_budget": 60, "exclude": None},
        "files": {},
    }


def section(text, title):
    """Return what stands under a heading."""
    _, found, rest = text.partition(f"## {title}\n\n")
    assert found
    return rest.partition("\n## ")[0]


def test_the_sections_come_in_the_order_of_a_readers_questions(manifest):
    titles = [line[3:] for line in card(manifest).splitlines() if line.startswith("## ")]
    assert titles == [
        "What was asked",
        "Data",
        "Result",
        "Members",
        "Leaderboard",
        "How to load it",
        "Versions",
        "Limits",
    ]


def test_the_result_stands_beside_the_baseline(manifest):
    found = section(card(manifest), "Result")
    assert "| this model | 0.91 |" in found
    assert "| baseline | 0.5 |" in found
    assert "no better" not in found


@pytest.mark.parametrize("score", [0.5, 0.4])
def test_a_model_that_is_no_better_than_the_baseline_is_said_to_be(manifest, score):
    assert "no better than the baseline" in card(manifest | {"ensemble_score": score})


def test_scores_that_are_not_known_are_said_to_be(manifest):
    found = section(card(manifest | {"baseline_score": None}), "Result")
    assert "| baseline | unknown |" in found


def test_columns_left_out_have_their_reason(manifest):
    found = section(card(manifest), "Data")
    assert "12,345 rows" in found
    assert "| id | every value is different |" in found


def test_names_cannot_break_the_tables(manifest):
    text = card(manifest)
    assert r"| category | 1 | a\|b |" in text
    assert r"\<b>no\</b> \| memory" in text


def test_settings_are_listed_without_those_left_alone(manifest):
    found = section(card(manifest), "What was asked")
    assert "settings: time\\_budget=60" in found
    assert "exclude" not in found


def test_failures_are_counted(manifest):
    assert "2 candidates were tried, 1 of them failed." in card(manifest)


def test_plugins_of_others_are_named(manifest):
    found = section(card(manifest), "Versions")
    assert "| numpy | 2.4.6 |" in found
    assert "Plugins used: ridge (estimators) of mine, mine 2.0." in found


def test_plain_joblib_is_mentioned_for_that_format_alone(manifest):
    assert "joblib.load" in card(manifest)
    assert "joblib.load" not in card(manifest | {"format": "onnx"})


def test_an_array_has_no_names_to_list(manifest):
    schema = {
        "form": "array",
        "columns": None,
        "inputs": [{"name": None, "kind": "number", "width": 64}],
        "left_out": [],
        "named": False,
    }
    task = manifest["task"] | {"schema": schema, "classes": None, "type": "regression"}
    text = card(manifest | {"task": task, "target": None, "leaderboard": [], "members": []})
    assert "One input of the kind number, 64 numbers a row." in text
    assert text.startswith("# Model of regression\n")
    assert "## Leaderboard" not in text


def test_many_columns_are_not_all_named(manifest):
    inputs = [{"name": f"x{i}", "kind": "number", "width": 1} for i in range(500)]
    schema = manifest["task"]["schema"] | {"inputs": inputs}
    found = section(card(manifest | {"task": manifest["task"] | {"schema": schema}}), "Data")
    assert "| number | 500 | x0, x1, " in found
    assert "and 488 more" in found
    assert len(found) < 1000
