from __future__ import annotations

import dataclasses
import pickle

import pytest

from lepton_automl.plugin import (
    DatasetSpec,
    EstimatorSpec,
    ExporterSpec,
    Float,
    KindSpec,
    MetricSpec,
    TaskSpec,
)

SPECS = [
    EstimatorSpec("a", "m:A", {"binary"}, space={"C": Float(0, 1)}, opening=({"C": 0.5},)),
    KindSpec("a", "column", "m:recognise", "m:read", becomes={"number": "m:become"}),
    TaskSpec("a", "m:recognise", "m:target", ("r2",), "m:Baseline"),
    MetricSpec("a", "m:f", {"binary"}, params={"beta": 2}),
    ExporterSpec("a", "m:save", "m:load"),
    DatasetSpec("a", "m:load"),
]


@pytest.mark.parametrize("spec", SPECS, ids=lambda s: type(s).__name__)
def test_a_spec_is_frozen_hashable_and_travels_to_workers(spec):
    with pytest.raises(dataclasses.FrozenInstanceError):
        spec.name = "b"
    assert pickle.loads(pickle.dumps(spec)) == spec
    assert hash(pickle.loads(pickle.dumps(spec))) == hash(spec)


@pytest.mark.parametrize("spec", SPECS, ids=lambda s: type(s).__name__)
def test_every_field_is_explained(spec):
    explained = type(spec).__doc__ or ""
    for field in dataclasses.fields(spec):
        assert field.name in explained


@pytest.mark.parametrize("names", [["binary"], ("binary",), {"binary"}, iter(["binary"])])
def test_names_may_come_in_any_collection(names):
    assert EstimatorSpec("a", "m:A", tasks=names).tasks == frozenset({"binary"})


def test_a_string_where_names_belong_is_refused():
    with pytest.raises(TypeError, match="tasks must be a set of names, not .*'binary'"):
        EstimatorSpec("a", "m:A", tasks="binary")
    with pytest.raises(TypeError, match="tasks must be a set of names, not .*'binary'"):
        MetricSpec("a", "m:f", tasks="binary")


@pytest.mark.parametrize(("field", "value"), [("handles", "mising"), ("wants", "scalled")])
def test_an_unknown_claim_or_wish_is_refused_with_those_known(field, value):
    with pytest.raises(ValueError, match=f"'a': {field} has '{value}'. Known:"):
        EstimatorSpec("a", "m:A", {"binary"}, **{field: {value}})


def test_estimators_and_openings_may_differ_by_task_type():
    deep, shallow = {"max_depth": 9}, {"max_depth": 2}
    spec = EstimatorSpec(
        "a",
        {"binary": "m:Classifier", "regression": "m:Regressor"},
        {"binary", "regression"},
        opening={"binary": (deep, shallow), "regression": ()},
    )
    assert spec.estimator_for("regression") == "m:Regressor"
    assert spec.opening_for("binary") == (deep, shallow)
    assert spec.opening_for("regression") == ()


@pytest.mark.parametrize("field", ["estimator", "opening"])
def test_a_mapping_by_task_type_has_just_the_tasks(field):
    given = {"estimator": "m:A", field: {"binary": ()}}
    with pytest.raises(ValueError, match=f"'a': the keys of {field} are .'binary'.*regression"):
        EstimatorSpec("a", tasks={"binary", "regression"}, **given)


@pytest.mark.parametrize(
    ("prediction", "response"),
    [("probability", "predict_proba"), ("value", "predict"), ("object", "predict")],
)
def test_the_form_of_a_prediction_tells_the_method(prediction, response):
    spec = TaskSpec("a", "m:r", "m:t", ("r2",), "m:B", prediction=prediction)
    assert spec.response == response
