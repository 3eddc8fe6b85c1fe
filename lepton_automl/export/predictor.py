"""A fitted model together with the way its inputs are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.metrics import accuracy_score, r2_score
from sklearn.utils import (
    ClassifierTags,
    RegressorTags,
    Tags,
    estimator_html_repr,
    get_tags,
)
from sklearn.utils.metaestimators import available_if

from lepton_automl import intake
from lepton_automl.errors import InputError
from lepton_automl.explain import Explaining
from lepton_automl.export.conformed import Conformed
from lepton_automl.quick import Quick

if TYPE_CHECKING:
    from lepton_automl.conformal import Conformal
    from lepton_automl.export.manifest import Manifest
    from lepton_automl.plugin.specs import KindSpec, TaskSpec
    from lepton_automl.task import Task

__all__ = ["Predictor"]

KINDS = {"value": "regressor", "values": "regressor", "labels": "classifier"}


def _model_has(name: str) -> Callable[[Predictor], bool]:
    def check(self: Predictor) -> bool:
        return hasattr(self.model, name)

    return check


class Predictor(Conformed, Explaining, BaseEstimator):
    """A fitted scikit-learn estimator that takes data as ``fit`` took them.

    It reorders columns, lets unseen categories and new missing values pass, and names columns
    that are missing or too many; then the model predicts. It cannot be fitted again.

    Parameters
    ----------
    model : object
        The fitted model, which takes data in their canonical form.
    task : Task
        What it has learned.
    kinds : mapping from str to KindSpec
        The kinds that occur in the task.
    baseline : object or None
        The fitted baseline.
    manifest : Manifest or None
        Of the artifact that it was loaded from.
    spec : TaskSpec or None
        The type of the task.
    metric : callable or None
        ``(y_true, prediction, sample_weight=None) -> float``, which `score` uses where neither
        accuracy nor R2 applies.
    conformal : Conformal or None
        How far predictions of left-out rows were off.
    owner : str
        The estimator's name in messages.

    Attributes
    ----------
    task_ : Task
        What it has learned.
    manifest_ : Manifest or None
        Of the artifact.
    classes_ : ndarray of shape (n_classes,)
        The labels, for a task with classes.
    n_features_in_ : int
        The columns that X must have.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Their names, where X had names in ``fit``.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import LinearRegression
    >>> from lepton_automl.plugin import Input, Registry, Task
    >>> from lepton_automl.task import Schema
    >>> X, y = np.array([[1.0], [2.0], [3.0]]), np.array([2.0, 4.0, 6.0])
    >>> task = Task("regression", Schema("array", (Input(None, "number"),)), n_rows=3)
    >>> model = LinearRegression().fit(X, y)
    >>> predictor = Predictor(model, task, Registry(load_installed=False).kinds)
    >>> predictor.predict([[4.0]]).round(3)
    array([8.])
    """

    def __init__(
        self,
        model: Any,
        task: Task,
        kinds: Mapping[str, KindSpec],
        *,
        baseline: Any = None,
        manifest: Manifest | None = None,
        spec: TaskSpec | None = None,
        metric: Callable[..., float] | None = None,
        conformal: Conformal | None = None,
        owner: str = "LeptonAutoML",
    ) -> None:
        self.model = model
        self.task = task
        self.kinds = kinds
        self.baseline = baseline
        self.manifest = manifest
        self.spec = spec
        self.metric = metric
        self.conformal = conformal
        self.owner = owner
        self._quick = Quick(model)

    def __getstate__(self) -> Any:
        """Leave out what was made for quick predictions: it is made anew."""
        return {**super().__getstate__(), "_quick": None}

    def __setstate__(self, state: Any) -> None:
        """Take the state back."""
        super().__setstate__(state)
        self._quick = Quick(self.model)

    def fit(self, X: Any, y: Any = None) -> Predictor:
        """Refuse: the model is fitted already.

        Raises
        ------
        InputError
            Always.
        """
        raise InputError(
            "A Predictor is fitted already and cannot be fitted again. "
            "Make a new model with LeptonAutoML().fit(X, y)."
        )

    def predict(self, X: Any) -> Any:
        """Return a label, value or object for each row, or a row of several.

        Where a row may have any number of labels it is 0 and 1 in the order of ``classes_``;
        several values or quantiles come in the order of ``task_.outputs``.
        """
        return self._quick.predict(self.read(X))

    @available_if(_model_has("predict_proba"))  # type: ignore[untyped-decorator]
    def predict_proba(self, X: Any) -> Any:
        """Return an array of shape (n_rows, n_classes), in the order of ``classes_``.

        Rows add up to 1, unless a row may have any number of labels.
        """
        return self._quick.predict_proba(self.read(X))

    def read(self, X: Any) -> Any:
        """Return X in the canonical form that ``model`` takes.

        Raises
        ------
        InputError
            If columns are missing or too many, or cannot be read as their kind.
        """
        return intake.reread(X, self.task.schema, self.kinds, owner=self.owner)

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Return accuracy for classes, R2 for numbers, else the task type's default metric."""
        kind = self._estimator_kind()
        if self.task.outputs and self.spec is not None:
            y = intake.reencode(y, self.task, self.spec)
        if kind == "classifier":
            return float(accuracy_score(y, self.predict(X), sample_weight=sample_weight))
        if kind == "regressor":
            return float(r2_score(y, self.predict(X), sample_weight=sample_weight))
        if self.metric is None or self.spec is None:
            raise InputError(
                f"This predictor has no metric for the task {self.task.type!r}. "
                "Load it from an artifact, or pass spec= and metric=."
            )
        encoded = y if self.task.outputs else intake.reencode(y, self.task, self.spec)
        return float(self.metric(encoded, self.predict(X), sample_weight=sample_weight))

    @property
    def task_(self) -> Task:
        """What it has learned."""
        return self.task

    @property
    def manifest_(self) -> Manifest | None:
        """The manifest of the artifact that it was loaded from."""
        return self.manifest

    @property
    def classes_(self) -> Any:
        """The labels, for a task with classes."""
        if self.spec is not None and self.spec.prediction == "labels":
            return np.asarray(self.task.outputs)
        if self.task.classes is None:
            raise AttributeError(f"The task {self.task.type!r} has no classes.")
        return intake.labels(self.task)

    @property
    def n_features_in_(self) -> int:
        """The columns that X must have."""
        return self.task.n_features

    @property
    def feature_names_in_(self) -> Any:
        """The columns' names, where X had names in ``fit``."""
        schema = self.task.schema
        if not schema.named or schema.columns is None:
            raise AttributeError("X had no column names in fit.")
        return np.asarray(schema.columns, dtype=object)

    def _estimator_kind(self) -> str | None:
        """Return what scikit-learn's tools are to take it for."""
        if self.task.classes is not None:
            return "classifier"
        if self.spec is not None:
            return KINDS.get(self.spec.prediction)
        # An exporter's model need not be scikit-learn's and then has no tags.
        return get_tags(self.model).estimator_type if _has_tags(self.model) else None

    def __sklearn_tags__(self) -> Tags:
        """Say what it is and takes, for scikit-learn's tools."""
        tags = super().__sklearn_tags__()
        schema = self.task.schema
        tags.estimator_type = self._estimator_kind()
        if tags.estimator_type == "classifier":
            tags.classifier_tags = ClassifierTags(
                multi_class=self.task.n_classes > 2, multi_label=bool(self.task.outputs)
            )
        elif tags.estimator_type == "regressor":
            tags.regressor_tags = RegressorTags()
        tags.target_tags.required = True
        tags.target_tags.multi_output = (
            bool(self.task.outputs) and tags.estimator_type is not None
        )
        tags.input_tags.sparse = schema.form == "sparse"
        tags.input_tags.string = bool(schema.kinds & {"category", "text"})
        tags.input_tags.categorical = "category" in schema.kinds
        tags.input_tags.allow_nan = True
        return tags

    def __sklearn_is_fitted__(self) -> bool:
        """Say that it is fitted."""
        return True

    def __sklearn_clone__(self) -> Predictor:
        """Return itself: a clone without what it learned would be of no use."""
        return self

    def __repr__(self, N_CHAR_MAX: int = 700) -> str:
        """Return one line that says what it predicts from what."""
        model = type(self.model).__name__
        task = self.task
        several = f", {task.n_outputs} outputs" if task.outputs else ""
        classes = f", {task.n_classes} classes" if task.classes is not None else several
        return f"<Predictor: {model} for {task.type}, {task.n_features} columns{classes}>"

    def _repr_html_(self) -> str:
        """Return the diagram of the model, for notebooks."""
        return str(estimator_html_repr(self.model))


def _has_tags(model: Any) -> bool:
    return hasattr(model, "__sklearn_tags__")
