import numpy as np
import pytest
from lepton_onnx import blame as module
from lepton_onnx import scale
from lepton_onnx.blame import blame
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from lepton_automl.builtin.kinds.character_grams import CharacterGrams


def test_nothing_is_to_blame_where_nothing_differs(numbers, task_for):
    X, value, two, *_ = numbers
    assert blame(make_pipeline(StandardScaler(), Ridge()).fit(X, value), task_for(X), X) is None
    model = LogisticRegression().fit(X, two)
    assert blame(model, task_for(X, model.classes_), X) is None


def test_the_first_step_that_differs_is_named(numbers, task_for, monkeypatch):
    X, value, *_ = numbers
    model = make_pipeline(StandardScaler(), Ridge()).fit(X, value)

    def wrong(step, graph, x):
        return scale._scaled(graph, x, step.mean_, step.scale_ * 1.01)

    monkeypatch.setattr(scale, "standard", wrong)
    assert blame(model, task_for(X), X) == "step 'standardscaler' (StandardScaler)"


def test_a_wrong_estimator_is_named(numbers, task_for):
    X, value, *_ = numbers
    model = make_pipeline(StandardScaler(), Ridge()).fit(X, value)
    told = model[-1].predict
    model[-1].predict = lambda X: told(X) + 1.0
    assert blame(model, task_for(X), X) == "step 'ridge' (Ridge)"


def test_rows_equally_near_are_told_as_such(task_for):
    X = np.repeat(np.eye(5), 8, axis=0)
    model = KNeighborsClassifier(3).fit(X, np.random.default_rng(0).integers(0, 2, 40))
    told = model.predict_proba
    model.predict_proba = lambda X: told(X)[:, ::-1]
    assert "equally near" in blame(model, task_for(X, model.classes_), X)


def test_steps_too_wide_to_be_written_out_are_passed_over(frame, task_for):
    X = frame(text=["old red", "new", "old wood", "tin"])
    words = CharacterGrams(3)  # a quarter of a million columns
    columns = ColumnTransformer([("0", words, "text")], sparse_threshold=1.0)
    model = make_pipeline(columns, Ridge()).fit(X, np.arange(4.0))
    assert blame(model, task_for(X), X) is None


def test_steps_on_names_are_asked_as_they_were_fitted(frame, task_for):
    X = frame(a=["x", "y", None, "x"])
    model = make_pipeline(OneHotEncoder(handle_unknown="ignore"), Ridge())
    model.fit(X, np.arange(4.0))
    assert blame(model, task_for(X), X) is None


def test_rounding_before_a_tree_is_told_as_such(numbers, task_for, monkeypatch):
    X, value, *_ = numbers
    model = make_pipeline(StandardScaler(), HistGradientBoostingRegressor(max_iter=3))
    model.fit(X, value)
    monkeypatch.setattr(module, "_same", lambda *_: False)
    assert blame(model, task_for(X), X) == (
        "step 'histgradientboostingregressor' (HistGradientBoostingRegressor), where the last "
        "digits of what it is given decide"
    )


@pytest.mark.parametrize("step", ["passthrough", StandardScaler()])
def test_composed_steps_are_looked_into(step, numbers, task_for, monkeypatch):
    X, value, *_ = numbers
    model = make_pipeline(make_pipeline(step), Ridge()).fit(X, value)
    told = model[-1].predict
    model[-1].predict = lambda X: told(X) + 1.0
    assert blame(model, task_for(X), X) == "step 'ridge' (Ridge)"
