"""A type of task says what follows from it."""

import pytest

from lepton_automl.plugin import TaskSpec
from lepton_automl.plugin.task_spec import PREDICTIONS


@pytest.mark.parametrize("form", PREDICTIONS)
def test_probabilities_come_from_predict_proba_and_the_rest_from_predict(form):
    spec = TaskSpec("t", None, "m:target", ("m",), "m:baseline", prediction=form)
    chances = form in ("probability", "labels")
    assert spec.response == ("predict_proba" if chances else "predict")


def test_the_forms_of_several_columns_are_combined_by_their_mean(registry):
    several = [t for t in registry.tasks.values() if t.prediction in PREDICTIONS[1:5:2]]
    assert {t.name for t in several} == {"multilabel", "multioutput"}
    assert {t.combine for t in several} == {"mean"}
