import pickle
import time

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import get_scorer
from sklearn.utils import get_tags
from sklearn.utils.validation import check_is_fitted

from lepton_automl.errors import InputError
from lepton_automl.export import Predictor
from lepton_automl.plugin import Input, Task, TaskSpec
from lepton_automl.task import Schema


@pytest.fixture
def predictor(made):
    return Predictor(made.model, made.task, made.registry.kinds)


def numbers(form="array", width=2, **task):
    values = {"type": "regression", "n_rows": 50} | task
    return Task(schema=Schema(form, (Input(None, "number", width),)), **values)


@pytest.fixture
def regressor(registry):
    X = np.random.default_rng(0).normal(size=(50, 2))
    model = LinearRegression().fit(X, X @ [1.0, 2.0])
    return Predictor(model, numbers(), registry.kinds), X


def test_labels_and_probabilities_come_from_the_model(made, predictor):
    assert set(predictor.predict(made.X)) == {"yes", "no"}
    assert predictor.predict_proba(made.X).shape == (80, 2)
    assert predictor.classes_.tolist() == ["no", "yes"]


def test_columns_may_come_in_any_order_and_as_other_types(made, predictor):
    X = made.X[["colour", "sold", "size"]].assign(sold=made.X["sold"].astype(bool))
    np.testing.assert_array_equal(predictor.predict(X), predictor.predict(made.X))


def test_a_missing_column_is_named(made, predictor):
    with pytest.raises(InputError, match="colour"):
        predictor.predict(made.X.drop(columns="colour"))


def test_an_extra_column_is_named(made, predictor):
    with pytest.raises(InputError, match="weight"):
        predictor.predict(made.X.assign(weight=1.0))


def test_a_model_without_probabilities_has_no_predict_proba(regressor):
    predictor, _ = regressor
    assert not hasattr(predictor, "predict_proba")
    with pytest.raises(AttributeError, match="predict_proba"):
        predictor.predict_proba  # noqa: B018


def test_the_score_is_accuracy_for_classes(made, predictor):
    expected = np.mean(predictor.predict(made.X) == made.y)
    assert predictor.score(made.X, made.y) == expected
    weight = np.where(made.y == "yes", 2.0, 0.0)
    found = predictor.score(made.X, made.y, sample_weight=weight)
    assert found == np.mean(predictor.predict(made.X)[made.y == "yes"] == "yes")


def test_the_score_is_r2_for_numbers(regressor):
    predictor, X = regressor
    assert predictor.score(X, X @ [1.0, 2.0]) == pytest.approx(1.0)
    assert predictor.score(X, X @ [2.0, 1.0]) < 1.0


class Echo:
    def predict(self, X):
        return np.array([{"x": float(row[0])} for row in X], dtype=object)


def encode(y):
    return np.asarray(y, dtype=object), None


def test_the_score_of_other_tasks_is_their_default_metric(registry):
    def same(y_true, prediction, sample_weight=None):
        return float(np.mean([a == b for a, b in zip(y_true, prediction, strict=True)]))

    spec = TaskSpec("boxes", recognise=len, target=encode, metrics=("same",), baseline=Echo)
    task = numbers(type="boxes", width=1)
    predictor = Predictor(Echo(), task, registry.kinds, spec=spec, metric=same)
    assert predictor.score([[1.0], [2.0]], [{"x": 1.0}, {"x": 3.0}]) == 0.5
    assert not is_classifier(predictor)
    assert not is_regressor(predictor)
    with pytest.raises(InputError, match="no metric for the task 'boxes'"):
        Predictor(Echo(), task, registry.kinds).score([[1.0]], [{"x": 1.0}])


def test_a_model_of_another_library_is_a_regressor_by_its_task(registry):
    class Mean:
        def predict(self, X):
            return np.full(len(X), 2.0)

    predictor = Predictor(Mean(), numbers(), registry.kinds, spec=registry.tasks["regression"])
    assert is_regressor(predictor)
    assert predictor.score([[0.0, 0.0], [1.0, 1.0]], [2.0, 3.0]) == pytest.approx(-1.0)


def test_scikit_learn_takes_it_for_a_fitted_classifier(predictor):
    check_is_fitted(predictor)
    assert is_classifier(predictor)
    tags = get_tags(predictor)
    assert tags.classifier_tags.multi_class is False
    assert tags.input_tags.allow_nan
    assert tags.input_tags.string
    assert not tags.input_tags.sparse


def test_scikit_learn_takes_it_for_a_fitted_regressor(regressor):
    predictor, _ = regressor
    assert is_regressor(predictor)
    assert get_tags(predictor).regressor_tags is not None


def test_names_of_columns_are_there_for_named_tables_alone(predictor, regressor):
    assert predictor.feature_names_in_.tolist() == ["size", "colour", "sold"]
    assert predictor.n_features_in_ == 3
    assert not hasattr(regressor[0], "feature_names_in_")
    assert not hasattr(regressor[0], "classes_")
    assert regressor[0].n_features_in_ == 2


@pytest.mark.parametrize("scoring", [None, "roc_auc", "neg_log_loss", "f1_macro"])
def test_permutation_importance_works_on_the_raw_table(made, predictor, scoring):
    found = permutation_importance(
        predictor, made.X, made.y, scoring=scoring, n_repeats=2, random_state=0
    )
    assert found.importances_mean[0] > found.importances_mean[1]


def test_a_scorer_works(made, predictor):
    assert get_scorer("roc_auc")(predictor, made.X, made.y) > 0.9


def test_probabilities_can_be_calibrated(made, predictor):
    frozen = FrozenEstimator(predictor)
    calibrated = CalibratedClassifierCV(frozen, method="sigmoid").fit(made.X, made.y)
    assert calibrated.predict_proba(made.X).shape == (80, 2)


def test_it_refuses_to_be_fitted_again(made, predictor):
    with pytest.raises(InputError, match="fitted already"):
        predictor.fit(made.X, made.y)


def test_a_clone_is_itself(predictor):
    assert clone(predictor) is predictor


def test_it_survives_pickling(made, predictor):
    copy = pickle.loads(pickle.dumps(predictor))
    np.testing.assert_array_equal(copy.predict(made.X), predictor.predict(made.X))


def test_it_says_in_one_line_what_it_is(predictor, regressor):
    assert repr(predictor) == "<Predictor: VotingClassifier for binary, 3 columns, 2 classes>"
    assert repr(regressor[0]) == "<Predictor: LinearRegression for regression, 2 columns>"


def test_a_notebook_shows_the_diagram_of_the_model(predictor):
    assert "VotingClassifier" in predictor._repr_html_()


def test_sparse_matrices_are_taken_where_fit_took_them(registry):
    X = sparse.random_array((60, 5), density=0.5, rng=0, format="csr")
    y = (X.sum(axis=1) > 1).astype(int)
    task = numbers("sparse", 5, type="binary", classes=(0, 1), label_dtype="int64")
    predictor = Predictor(LogisticRegression().fit(X, y), task, registry.kinds)
    assert predictor.score(X, y) > 0.5
    assert get_tags(predictor).input_tags.sparse


def test_the_data_are_left_as_they_were(made, predictor):
    before = made.X.copy(deep=True)
    predictor.predict(made.X)
    pd.testing.assert_frame_equal(made.X, before)


def test_reading_one_row_costs_less_than_predicting_it(made, predictor):
    row = made.X.head(1)
    canonical = predictor.read(row)

    def best(call, X):
        times = []
        for _ in range(20):
            start = time.thread_time()  # not the clock: the machine may be busy
            call(X)
            times.append(time.thread_time() - start)
        return min(times)

    assert best(predictor.read, row) < best(made.model.predict, canonical)
