"""Which estimators take part."""

import pytest
from sklearn.linear_model import Ridge

from lepton_automl.errors import InputError, SearchError
from lepton_automl.plugin import EstimatorSpec
from lepton_automl.prepare import pipeline
from lepton_automl.search import choose
from lepton_automl.task import Input, Schema, Task

SCHEMA = Schema("array", (Input(None, "number", 4),))
NUMBERS = Task("regression", SCHEMA, n_rows=100)


def test_by_default_all_that_can_learn_the_task_and_have_an_opening(registry):
    chosen = choose(registry, NUMBERS)
    assert {"ridge", "random_forest", "hist_gradient_boosting"} <= set(chosen)
    assert not {"logistic_regression", "dummy"} & set(chosen)


def test_names_specs_and_estimators_may_be_asked_for(registry):
    mine = EstimatorSpec("mine", "sklearn.linear_model:Ridge", {"regression"})
    chosen = choose(registry, NUMBERS, ["ridge", mine, Ridge(alpha=3.0)])
    assert list(chosen) == ["ridge", "mine", "Ridge"]
    model = pipeline(chosen["Ridge"], {}, NUMBERS, registry.kinds)
    assert model.named_steps["estimator"].alpha == 3.0


def test_an_object_may_say_itself_how_it_is_searched(registry):
    class Own:
        def lepton_spec(self):
            return EstimatorSpec("own", "sklearn.linear_model:Ridge", {"regression"})

    assert choose(registry, NUMBERS, [Own()])["own"].opening == ({},)


def test_what_is_asked_for_by_name_takes_part_even_without_an_opening(registry):
    assert choose(registry, NUMBERS, ["dummy"])["dummy"].opening == ({},)


def test_what_is_meant_for_other_kinds_takes_part_only_when_asked(registry):
    texts = EstimatorSpec(
        "texts",
        "sklearn.linear_model:Ridge",
        {"regression"},
        accepts={"number", "text"},
        meant_for={"text"},
    )
    registry.estimators["texts"] = texts
    both = Schema("table", (Input("a", "number"), Input("b", "text")))

    assert "texts" in choose(registry, Task("regression", both, n_rows=100))
    assert "texts" in choose(registry, NUMBERS, ["texts"])
    assert "texts" not in choose(registry, NUMBERS)


def test_what_is_excluded_does_not_take_part(registry):
    assert "ridge" not in choose(registry, NUMBERS, exclude=["ridge"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"estimators": ["rigde"]}, "estimators has 'rigde'.*Did you mean 'ridge'"),
        ({"exclude": ["rigde"]}, "exclude has 'rigde'.*Did you mean 'ridge'"),
        ({"estimators": ["logistic_regression"]}, "'logistic_regression' cannot take part"),
        ({"estimators": [42]}, "estimators has 42"),
    ],
)
def test_what_cannot_take_part_is_refused_in_words(registry, arguments, words):
    with pytest.raises(InputError, match=words):
        choose(registry, NUMBERS, **arguments)


def test_nothing_left_is_an_error(registry):
    with pytest.raises(SearchError, match="No estimator is left"):
        choose(registry, NUMBERS, ["ridge"], ["ridge"])


def test_weighted_tasks_leave_out_what_cannot_weigh(registry):
    weighted = Task("regression", SCHEMA, n_rows=100, weighted=True)
    assert all("sample_weight" in s.handles for s in choose(registry, weighted).values())
