"""What plugins offer: frozen statements, cheap to make, importing nothing heavy.

Wherever a field takes a *reference*, it is the object itself or ``"package.module:name"``,
which is imported on first use. Prefer the string: listing plugins then stays fast, and the
spec travels to worker processes as text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any

from lepton_automl.plugin.cost import Cost
from lepton_automl.plugin.exporter import ExporterSpec
from lepton_automl.plugin.task_spec import TaskSpec
from lepton_automl.space import Space

__all__ = [
    "Cost",
    "DatasetSpec",
    "EstimatorSpec",
    "ExporterSpec",
    "KindSpec",
    "MetricSpec",
    "Opening",
    "Reference",
    "TaskSpec",
]

Reference = str | Callable[..., Any]
Opening = tuple[Mapping[str, Any], ...]

CLAIMS = frozenset(
    {
        "missing", "sparse", "missing_in_sparse", "sample_weight", "validation", "deadline",
        "pruning", "out_of_bag",
    }
)  # fmt: skip
WISHES = frozenset({"scaled"})


@dataclass(frozen=True)
class EstimatorSpec:
    """A scikit-learn-compatible estimator that the search may use.

    Attributes
    ----------
    name : str
        What users and recipes write.
    estimator : reference, or mapping from task type to reference
        A class, or a function with keyword parameters that returns an estimator; a mapping
        where the classes differ by task type. ``random_state``, ``n_jobs``, ``n_rows`` (the
        rows seen in ``fit``), ``outputs`` and ``fit_name`` (such as ``"ridge-0f3a/fold_1"``,
        for what it writes while it learns) are passed where its signature has them.
    tasks : frozenset of str
        The task types it can learn.
    accepts : frozenset of str
        The kinds it takes as they are; other kinds are converted to one of these.
    handles : frozenset of str
        Claims, each proven by a test: ``"missing"`` (NaN in numbers), ``"sparse"`` (CSR
        matrices), ``"missing_in_sparse"`` (both at once), ``"sample_weight"`` (in ``fit``),
        ``"validation"`` (``fit`` takes ``X_val`` and ``y_val`` for early stopping, and with
        ``"sample_weight"`` ``sample_weight_val``; the fitted ``refit_params_``, a dict of
        numbers, says which parameters a fit without them should take, and after such a fit
        what it came to), ``"deadline"`` (has a parameter ``max_seconds``, stops itself by then
        and is usable; a fit on all rows that comes to much less than its
        ``refit_params_`` is not taken), ``"pruning"`` (``fit`` takes
        ``report``, a function or None, and calls it as ``report(step, score)`` after each
        epoch, or round, with what is comparable between its parameters, greater is better; if
        that returns True, it ends there and is usable), ``"out_of_bag"`` (with
        ``oob_score=True`` the fitted ``oob_decision_function_``, of classes, or
        ``oob_prediction_``, of numbers, has for each row the prediction of those trees that
        did not see it: one fit on all rows then does the work of one a fold).
    wants : frozenset of str
        What it works better with: ``"scaled"`` numbers.
    space : Space
        What varies.
    fixed : mapping
        What never does.
    opening : tuple of mapping, or mapping from task type to tuple of mapping
        Good first configurations within the space, best first; ``({},)`` is the defaults. One
        may also choose how a kind is prepared, as in ``{"number__scaling": "quantile"}``, which
        counts where there are such columns. A mapping where they differ by task type.
    requires : tuple of str
        Top-level packages that must be importable; looked up, never imported. Of
        ``"one|another"`` either will do, to load a model that learned with the other as well.
    cost : Cost
        How long a fit takes.
    family : str
        What it is akin to, such as ``"linear"``; the opening alternates between families. A
        family of its own if it is empty.
    priority : float
        How much sooner than its cost says it is opened: above 1 for what usually wins. Where
        trials are counted and not seconds, what has more is opened first.
    alone : bool
        Whether it wants the machine for itself (a GPU, threads of its own).
    meant_for : frozenset of str
        Kinds of which one must occur for it to take part unasked; empty for any.
    suits : frozenset of str
        Kinds that it is among the best for: where nothing else occurs, it is opened before
        the others.
    max_rows : int or None
        The most training rows it is meant for.
    categorical : str or None
        The parameter that takes the positions of category columns, for an estimator that
        accepts ``"category"``: such columns come first, as codes 0, 1, ... with NaN for
        missing, and have at most 254 levels (columns with more are converted to numbers).
    positive_only : bool
        Whether it learns no numbers below 0, as scikit-learn's tag of that name says.
    """

    name: str
    estimator: Reference | Mapping[str, Reference] = field(hash=False)
    tasks: Set[str]
    accepts: Set[str] = frozenset({"number"})
    handles: Set[str] = frozenset()
    wants: Set[str] = frozenset()
    space: Space = field(default_factory=dict, hash=False)
    fixed: Mapping[str, Any] = field(default_factory=dict, hash=False)
    opening: Opening | Mapping[str, Opening] = field(default=({},), hash=False)
    requires: tuple[str, ...] = ()
    cost: Cost = Cost()
    family: str = ""
    priority: float = 1.0
    alone: bool = False
    meant_for: Set[str] = frozenset()
    suits: Set[str] = frozenset()
    max_rows: int | None = None
    categorical: str | None = None
    positive_only: bool = False

    def __post_init__(self) -> None:
        """Take any iterable of names as a set, and refuse unknown claims and wishes."""
        for name in ("tasks", "accepts", "handles", "wants", "meant_for", "suits"):
            object.__setattr__(self, name, _names(name, getattr(self, name)))
        _known(self.name, "handles", self.handles, CLAIMS)
        _known(self.name, "wants", self.wants, WISHES)
        for name in ("estimator", "opening"):
            value = getattr(self, name)
            if isinstance(value, Mapping) and set(value) != self.tasks:
                raise ValueError(
                    f"Estimator {self.name!r}: the keys of {name} are {sorted(value)}, but "
                    f"tasks is {sorted(self.tasks)}. They must be the same."
                )

    def estimator_for(self, task_type: str) -> Reference:
        """Return the reference to what learns tasks of one type.

        Examples
        --------
        >>> spec = EstimatorSpec("mean", {"regression": "sklearn.dummy:DummyRegressor"},
        ...                      tasks={"regression"})
        >>> spec.estimator_for("regression")
        'sklearn.dummy:DummyRegressor'
        """
        if isinstance(self.estimator, Mapping):
            return self.estimator[task_type]
        return self.estimator

    def opening_for(self, task_type: str) -> Opening:
        """Return the first configurations for tasks of one type, best first.

        Examples
        --------
        >>> spec = EstimatorSpec("mean", "sklearn.dummy:DummyRegressor", {"regression"})
        >>> spec.opening_for("regression")
        ({},)
        """
        if isinstance(self.opening, Mapping):
            return self.opening[task_type]
        return self.opening

    def narrowed(self, task_type: str) -> EstimatorSpec:
        """Return what this says of tasks of one type, and of no others.

        Examples
        --------
        >>> spec = EstimatorSpec("ridge", "m:Ridge", {"regression", "multioutput"})
        >>> sorted(spec.narrowed("regression").tasks)
        ['regression']
        """
        return replace(
            self,
            tasks={task_type},
            estimator=self.estimator_for(task_type),
            opening=self.opening_for(task_type),
        )


@dataclass(frozen=True)
class KindSpec:
    """A kind of input: how it is recognised, read, and turned into other kinds.

    Attributes
    ----------
    name : str
        Such as ``"number"``, ``"category"``, ``"image"``.
    form : {"column", "array"}
        What it describes: one column of a table, or an array that is all of X.
    recognise : reference
        ``(values) -> float``: how sure it is, from 0 (not this kind) to 1, given a pandas
        Series (``"column"``) or an array of two or more dimensions or a 1-D object array
        (``"array"``). The surest kind wins.
    read : reference
        ``(values) -> values``: the one canonical form, in ``fit`` and ``predict`` alike. Keeps
        the number and order of rows, leaves its argument alone, and raises ``InputError``.
    becomes : mapping from kind to reference
        ``(inputs, params, needs) -> transformer``: an unfitted scikit-learn transformer from
        this kind to the other (or to itself: preparation). `inputs` is a tuple of `Input`,
        `params` the chosen preparation parameters without their prefix, `needs` the estimator's
        spec.
    space : reference or None
        ``(spec, inputs, task) -> Space``: what may vary in the preparation for an estimator.
    """

    name: str
    form: str
    recognise: Reference
    read: Reference
    becomes: Mapping[str, Reference] = field(default_factory=dict, hash=False)
    space: Reference | None = None


@dataclass(frozen=True)
class MetricSpec:
    """A metric.

    Attributes
    ----------
    name : str
        scikit-learn's scorer name where there is one: ``"neg_log_loss"``.
    function : reference
        ``(y_true, y_pred) -> float``; with `weighted`, also ``sample_weight=``.
    tasks : frozenset of str
        The task types it applies to.
    greater_is_better : bool
        If False, the score is the negated value.
    response : {"predict", "predict_proba", "score"}
        What `y_pred` is: predictions, probabilities of shape (n_rows, n_classes), or one number
        a row that ranks (the probability of the greater class).
    params : mapping
        Keyword arguments of the function. Where it has a parameter ``outputs``, that gets
        ``Task.outputs``.
    weighted : bool
        Whether the function takes ``sample_weight``.
    """

    name: str
    function: Reference
    tasks: Set[str]
    greater_is_better: bool = True
    response: str = "predict"
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)
    weighted: bool = False

    def __post_init__(self) -> None:
        """Take any iterable of names as a set."""
        object.__setattr__(self, "tasks", _names("tasks", self.tasks))


@dataclass(frozen=True)
class DatasetSpec:
    """A data set by name, for recipes and the command line.

    Attributes
    ----------
    name : str
        What recipes write.
    load : reference
        ``() -> (X, y)``: X as ``fit`` takes it; a y with a name gives the target's.
    summary : str
        One line: what it is, rows, source.
    requires : tuple of str
        Top-level packages that must be importable.
    """

    name: str
    load: Reference
    summary: str = ""
    requires: tuple[str, ...] = ()


def _names(field_name: str, value: Any) -> frozenset[str]:
    if isinstance(value, str):
        raise TypeError(f"{field_name} must be a set of names, not the string {value!r}.")
    return frozenset(value)


def _known(spec: str, field_name: str, names: Set[str], known: Set[str]) -> None:
    strange = sorted(names - known)
    if strange:
        raise ValueError(
            f"Estimator {spec!r}: {field_name} has {strange[0]!r}. Known: {sorted(known)}."
        )
