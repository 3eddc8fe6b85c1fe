"""Scores: every metric is scikit-learn's, by its name, on recorded predictions."""

import pickle

import numpy as np
import pytest
from sklearn import metrics
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.metrics import get_scorer, get_scorer_names, make_scorer

from lepton_automl.errors import InputError
from lepton_automl.plugin import MetricSpec, TaskSpec
from lepton_automl.score import make_score

RANDOM = np.random.default_rng(0)
N = 80
LABELS = {"binary": np.array(["no", "yes"]), "multiclass": np.array([10, 20, 40])}


class Told(ClassifierMixin, BaseEstimator):
    """A classifier that was fitted for real, but says what it was told."""

    def __init__(self, labels=None, proba=None):
        self.labels, self.proba = labels, proba

    def fit(self, X, y):
        self.classes_ = self.labels
        return self

    def predict_proba(self, X):
        return self.proba

    def predict(self, X):
        return self.labels[self.proba.argmax(axis=1)]


class ToldLabels(Told):
    """A classifier of labels of which a row may have any number."""

    def fit(self, X, y):
        self.classes_ = [np.arange(2)] * y.shape[1]
        return self

    def predict(self, X):
        return (self.proba >= 0.5).astype(int)


class ToldValues(RegressorMixin, BaseEstimator):
    """The same for a regressor."""

    def __init__(self, values=None):
        self.values = values

    def fit(self, X, y):
        self.fitted_ = True
        return self

    def predict(self, X):
        return self.values


def case(task_type):
    """Return encoded y, a prediction, and what scikit-learn needs to score the same."""
    random = np.random.default_rng(5)
    X = np.zeros((N, 1))
    if task_type == "regression":
        y, guess = random.uniform(1, 9, (2, N))
        return y, guess, ToldValues(guess).fit(X, y), y
    if task_type == "multioutput":
        y, guess = random.uniform(1, 9, (2, N, 3))
        return y, guess, ToldValues(guess).fit(X, y), y
    if task_type == "multilabel":
        y, chances = random.integers(0, 2, (N, 3)), random.uniform(0, 1, (N, 3))
        # A row without any label has no precision.
        y[y.sum(axis=1) == 0, 0] = 1
        chances[chances.max(axis=1) < 0.5, 1] = 0.7
        return y, chances, ToldLabels(None, chances).fit(X, y), y
    labels = LABELS[task_type]
    y = random.integers(0, len(labels), N)
    proba = random.dirichlet(np.ones(len(labels)), N)
    # scikit-learn's binary metrics know which class is positive when labels are 0 and 1.
    shown = np.arange(len(labels))
    return y, proba, Told(shown, proba).fit(X, shown[y]), shown[y]


def pairs():
    from lepton_automl.plugin import Registry

    registry = Registry(load_installed=False)
    stock = set(get_scorer_names())
    for spec in registry.tasks.values():
        for name in spec.metrics:
            if name in stock:
                yield spec.name, name


@pytest.mark.parametrize(("task_type", "name"), sorted(pairs()))
def test_each_metric_scores_as_scikit_learns_scorer(registry, task_type, name):
    y, prediction, estimator, shown = case(task_type)
    score = make_score(name, registry.tasks[task_type], registry)
    if task_type == "multiclass" and name == "roc_auc":
        expected = get_scorer("roc_auc_ovr")(estimator, np.zeros((N, 1)), shown)
    elif task_type == "multilabel" and name == "neg_log_loss":
        # Of each label by itself; scikit-learn's takes the row for one distribution.
        columns = zip(y.T, prediction.T, strict=True)
        expected = -np.mean([metrics.log_loss(true, said) for true, said in columns])
    else:
        expected = get_scorer(name)(estimator, np.zeros((N, 1)), shown)
    assert score(y, prediction) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(("task_type", "name"), sorted(pairs()))
def test_each_metric_takes_weights(registry, task_type, name):
    y, prediction, _, _ = case(task_type)
    score = make_score(name, registry.tasks[task_type], registry)
    once = score(y, prediction, np.ones(N))
    assert once == pytest.approx(score(y, prediction), rel=1e-9)
    if registry.metrics[name].weighted and name != "neg_max_error":
        half = np.where(np.arange(N) < N // 2, 1.0, 0.0)
        expected = score(y[: N // 2], prediction[: N // 2])
        if name not in ("d2_absolute_error_score", "neg_median_absolute_error"):
            assert score(y, prediction, half) == pytest.approx(expected, rel=1e-6)


def test_every_metric_a_task_type_names_is_offered(registry):
    for spec in registry.tasks.values():
        assert set(spec.metrics) <= set(registry.metrics)
        assert len(set(spec.metrics)) == len(spec.metrics)


def test_every_metric_offered_for_a_task_type_is_named_by_it(registry):
    for metric in registry.metrics.values():
        for task_type in metric.tasks:
            assert metric.name in registry.tasks[task_type].metrics


@pytest.mark.parametrize(
    ("task_type", "default"),
    [
        ("binary", "roc_auc"),
        ("multiclass", "neg_log_loss"),
        ("multilabel", "roc_auc"),
        ("regression", "neg_root_mean_squared_error"),
        ("multioutput", "r2"),
        ("quantile", "neg_mean_pinball_loss"),
    ],
)
def test_the_default_is_the_task_types_first(registry, task_type, default):
    assert make_score(None, registry.tasks[task_type], registry).name == default


def test_the_quantile_loss_is_scikit_learns_pinball_loss(registry):
    y, guess, _, _ = case("regression")
    score = make_score("neg_mean_pinball_loss", registry.tasks["regression"], registry)
    assert score(y, guess) == -metrics.mean_pinball_loss(y, guess)


@pytest.mark.parametrize("name", ["f1", "precision", "recall"])
def test_the_second_class_is_the_positive_one(registry, name):
    score = make_score(name, registry.tasks["binary"], registry)
    proba = np.array([[0.1, 0.9], [0.9, 0.1], [0.9, 0.1]])
    assert score(np.array([1, 0, 0]), proba) == 1.0
    assert score(np.array([0, 1, 1]), proba) == 0.0


def test_a_fold_that_lacks_a_class_is_scored_without_a_warning(registry):
    spec = registry.tasks["multiclass"]
    proba = np.full((4, 3), 1 / 3)
    for name in spec.metrics:
        value = make_score(name, spec, registry)(np.array([0, 1, 0, 1]), proba)
        assert isinstance(value, float)


def test_an_area_that_is_not_defined_is_nan(registry):
    score = make_score("roc_auc", registry.tasks["binary"], registry)
    assert np.isnan(score(np.array([1, 1]), np.array([[0.5, 0.5], [0.2, 0.8]])))


def test_a_scorer_that_no_plugin_offers_works_by_its_name(registry):
    y, proba, _, _ = case("binary")
    score = make_score("positive_likelihood_ratio", registry.tasks["binary"], registry)
    expected = metrics.class_likelihood_ratios(y, proba.argmax(axis=1))[0]
    assert score(y, proba) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("name", "task_type"),
    [("f1_samples", "binary"), ("positive_likelihood_ratio", "multiclass")],
)
def test_a_scorer_that_cannot_apply_is_refused(registry, name, task_type):
    with pytest.raises(InputError, match="does not apply"):
        make_score(name, registry.tasks[task_type], registry)


def test_a_metric_of_another_task_type_is_refused_with_those_that_apply(registry):
    with pytest.raises(InputError, match=r"'r2' does not apply to a binary task.*'roc_auc'"):
        make_score("r2", registry.tasks["binary"], registry)


def test_an_unknown_name_is_refused_with_the_near_miss(registry):
    with pytest.raises(InputError, match=r"Did you mean 'roc_auc'\?.*'accuracy'"):
        make_score("roc_acu", registry.tasks["binary"], registry)


@pytest.mark.parametrize(
    ("name", "task_type", "known"),
    [
        ("rmse", "regression", "neg_root_mean_squared_error"),
        ("AUC", "binary", "roc_auc"),
        ("log_loss", "multiclass", "neg_log_loss"),
    ],
)
def test_names_that_are_usual_elsewhere_are_told_by_the_name_here(
    registry, name, task_type, known
):
    with pytest.raises(InputError, match=f"Did you mean '{known}'"):
        make_score(name, registry.tasks[task_type], registry)


def test_a_function_of_true_and_predicted_values_is_no_scorer(registry):
    with pytest.raises(
        InputError, match=r"accuracy_score takes \(y_true, y_pred\).*make_scorer"
    ):
        make_score(metrics.accuracy_score, registry.tasks["binary"], registry)


def test_what_is_neither_name_nor_callable_is_refused(registry):
    with pytest.raises(InputError, match="scoring must be"):
        make_score(3, registry.tasks["binary"], registry)


def test_a_callable_sees_the_labels(registry):
    def share_of_yes(estimator, X, y):
        assert list(estimator.classes_) == ["no", "yes"]
        assert X.shape[0] == len(y)
        return float(np.mean((estimator.predict(X) == "yes") & (y == "yes")))

    score = make_score(share_of_yes, registry.tasks["binary"], registry)
    assert score.name == "share_of_yes"
    proba = np.array([[0.1, 0.9], [0.9, 0.1]])
    assert score(np.array([1, 0]), proba, classes=LABELS["binary"]) == 0.5


def test_a_made_scorer_gets_weights_if_it_takes_them(registry):
    scorer = make_scorer(metrics.mean_absolute_error, greater_is_better=False)
    score = make_score(scorer, registry.tasks["regression"], registry)
    assert score.name == "neg_mean_absolute_error"
    y, guess = np.array([0.0, 0.0]), np.array([1.0, 5.0])
    assert score(y, guess, sample_weight=np.array([1.0, 0.0])) == -1.0


def test_a_made_scorer_of_probabilities_works(registry):
    scorer = make_scorer(metrics.roc_auc_score, response_method="predict_proba")
    y, proba, _, _ = case("binary")
    score = make_score(scorer, registry.tasks["binary"], registry)
    assert score(y, proba) == pytest.approx(metrics.roc_auc_score(y, proba[:, 1]))


def test_a_score_can_be_pickled(registry):
    y, proba, _, _ = case("binary")
    for name in ("roc_auc", "positive_likelihood_ratio"):
        score = make_score(name, registry.tasks["binary"], registry)
        assert pickle.loads(pickle.dumps(score))(y, proba) == score(y, proba)


def test_a_metric_of_a_structured_task_gets_the_objects(registry):
    def share_found(y_true, y_pred):
        return np.mean([a["x"] == b["x"] for a, b in zip(y_true, y_pred, strict=True)])

    metric = MetricSpec("share_found", share_found, {"detection"})
    task = TaskSpec("detection", "m:f", "m:g", metrics=("share_found",), baseline="m:h")
    registry.metrics["share_found"] = metric
    truth = np.array([{"x": 1}, {"x": 2}], dtype=object)
    guess = np.array([{"x": 1}, {"x": 3}], dtype=object)
    assert make_score(None, task, registry)(truth, guess) == 0.5
    with pytest.raises(InputError, match="No metric is named 'accuracy_'"):
        make_score("accuracy_", task, registry)
    with pytest.raises(InputError, match="does not apply"):
        make_score("accuracy", task, registry)


def test_a_metric_that_ranks_gets_the_probability_of_the_second_class(registry):
    seen = []

    def ranking(y_true, y_score):
        seen.append(y_score)
        return 1.0

    registry.metrics["ranking"] = MetricSpec("ranking", ranking, {"binary"}, response="score")
    score = make_score("ranking", registry.tasks["binary"], registry)
    score(np.array([0, 1]), np.array([[0.8, 0.2], [0.3, 0.7]]))
    assert seen[0].tolist() == [0.2, 0.7]


def test_a_metric_of_quantiles_is_told_their_levels(registry):
    y, guess = np.array([10.0]), np.array([[6.0, 12.0]])
    spec = registry.tasks["quantile"]
    score = pickle.loads(pickle.dumps(make_score(None, spec, registry, (0.1, 0.5))))
    assert score(y, guess) == pytest.approx(-0.7)
    assert make_score(None, spec, registry, (0.9, 0.95))(y, guess) != score(y, guess)


@pytest.mark.parametrize(
    ("task_type", "name"), [("multilabel", "roc_auc_ovr"), ("multioutput", "d2_pinball_score")]
)
def test_scorers_that_scikit_learn_or_others_have_are_looked_up(registry, task_type, name):
    y, prediction, estimator, shown = case(task_type)
    if name not in get_scorer_names():
        with pytest.raises(InputError, match="does not apply"):
            make_score(name, registry.tasks[task_type], registry)
        return
    registry.metrics.pop(name)
    score = make_score(name, registry.tasks[task_type], registry)
    assert score(y, prediction) == pytest.approx(
        get_scorer(name)(estimator, np.zeros((N, 1)), shown)
    )


def test_a_callable_sees_labels_and_several_numbers(registry):
    def rows_right(estimator, X, y):
        return float((estimator.predict(X) == y).all(axis=1).mean())

    y, chances, _, _ = case("multilabel")
    score = make_score(rows_right, registry.tasks["multilabel"], registry)
    assert score(y, chances) == metrics.accuracy_score(y, chances >= 0.5)
    y = case("multioutput")[0]
    assert make_score(rows_right, registry.tasks["multioutput"], registry)(y, y) == 1.0


def test_no_scikit_learn_scorer_is_one_of_quantiles(registry):
    with pytest.raises(InputError, match="No metric is named 'max_error'"):
        make_score("max_error", registry.tasks["quantile"], registry)
