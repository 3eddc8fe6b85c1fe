"""Which estimators take part."""

import pytest
from sklearn.linear_model import Ridge
from sklearn.preprocessing import StandardScaler

from lepton_automl.errors import InputError, PluginError, SearchError
from lepton_automl.plugin import EstimatorSpec, ExporterSpec, Registry, hookimpl
from lepton_automl.prepare import pipeline
from lepton_automl.search import choose
from lepton_automl.task import Input, Schema, Task

SCHEMA = Schema("array", (Input(None, "number", 4),))
NUMBERS = Task("regression", SCHEMA, n_rows=100)
LABELS = Task("binary", SCHEMA, n_rows=100, classes=(0, 1))


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


def test_what_has_no_opening_for_the_task_type_takes_part_only_when_asked(registry):
    opening = {"binary": ({"alpha": 2.0},), "regression": ()}
    spec = EstimatorSpec("mine", "m:Mine", {"binary", "regression"}, opening=opening)
    registry.estimators["mine"] = spec
    assert "mine" not in choose(registry, NUMBERS)
    assert "mine" in choose(registry, LABELS)
    assert choose(registry, NUMBERS, [spec])["mine"].opening == ({},)


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
        (
            {"estimators": [Ridge]},
            r"has the class Ridge; give an object of it, such as Ridge\(\)",
        ),
        ({"estimators": [StandardScaler()]}, "estimators has StandardScaler"),
        ({"estimators": ["gpboost"]}, "has 'gpboost', which no plugin offers. Known"),
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


def trees_are_too_large(spec, task):
    return f"{spec.name!r} is too large." if "forest" in spec.name else None


class Formats:
    @hookimpl
    def lepton_register_exporters(self):
        blocked = {"obstacle": trees_are_too_large}
        return [
            ExporterSpec("small", print, print, **blocked),
            ExporterSpec("absent", print, print, ("no_such_package",), **blocked),
            ExporterSpec("none", print, print, obstacle=lambda spec, task: "Never."),
        ]


@pytest.fixture
def formats():
    registry = Registry(load_installed=False)
    registry.add(Formats(), "formats")
    return registry


def test_what_cannot_be_written_takes_no_part(formats):
    every = set(choose(formats, NUMBERS))
    left = set(choose(formats, NUMBERS, only_exportable="small"))
    assert every - left == {name for name in every if "forest" in name} != set()


def test_a_format_without_obstacles_leaves_all(formats):
    assert choose(formats, NUMBERS, only_exportable="joblib") == choose(formats, NUMBERS)


def test_what_is_asked_for_and_cannot_be_written_is_refused_with_the_reason(formats):
    with pytest.raises(InputError, match=r"'random_forest' cannot take part: .* too large"):
        choose(formats, NUMBERS, ["random_forest"], only_exportable="small")


@pytest.mark.parametrize(
    ("format", "error", "words"),
    [
        ("smal", PluginError, "Did you mean 'small'"),
        ("absent", InputError, "pip install no_such_package"),
        (["small"], InputError, r"only_exportable=\['small'\] must be the name of a format"),
        ("none", SearchError, "and be written in format 'none'"),
    ],
)
def test_a_format_that_cannot_be_had_is_refused_before_the_search(
    formats, format, error, words
):
    with pytest.raises(error, match=words):
        choose(formats, NUMBERS, only_exportable=format)
