import ast

from lepton_automl.report.page.facts import asked, made, reproduction


def test_the_question_is_told_as_it_was_put(two):
    found = asked(two.subject)
    assert (found["task"], found["target"], found["title"]) == ("binary", "bought", "ROC AUC")
    assert found["classes"] == ["no", "yes"]
    assert found["settings"]["n_trials"] == 2
    assert "time_budget" not in found["settings"], "None is what was not asked"


def test_the_code_is_python_and_has_the_settings(two):
    found = reproduction(two.subject)
    calls = [n for n in ast.walk(ast.parse(found["code"])) if isinstance(n, ast.Call)]
    names = {k.arg: ast.literal_eval(k.value) for call in calls for k in call.keywords}
    assert names["n_trials"] == 2
    assert names["estimators"] == ["logistic_regression", "gaussian_nb"]
    assert found["same"]


def test_a_search_by_time_cannot_be_had_to_the_bit(two):
    from dataclasses import replace

    settings = {"time_budget": 9, "scoring": "mine.module:score"}
    subject = replace(two.subject, manifest={**two.subject.manifest, "settings": settings})
    found = reproduction(subject)
    assert not found["same"]
    assert found["objects"] == ["scoring"]
    assert "scoring" not in found["code"]


def test_versions_are_told(two):
    assert made(two.subject)["target"] == "bought"
    assert "scikit-learn" in reproduction(two.subject)["packages"]
