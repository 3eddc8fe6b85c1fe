"""X and y to checked data in one form: as they are learned from, and as they are predicted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from scipy import sparse

from lepton_automl._lazy import resolve
from lepton_automl.intake.check import enough_rows, per_row, same_width, sized
from lepton_automl.intake.layout import as_array, matched
from lepton_automl.intake.schema import describe
from lepton_automl.intake.source import csr, floats, source, sparse_floats
from lepton_automl.intake.table import NUMBER, read_table
from lepton_automl.intake.target import choose, encode, outputs, target
from lepton_automl.plugin.registry import Registry
from lepton_automl.plugin.specs import KindSpec
from lepton_automl.task import Data, Schema, Task

__all__ = ["reread", "take"]


def take(
    X: Any,
    y: Any,
    *,
    registry: Registry,
    task: str | Collection[str] = "auto",
    kinds: Mapping[Any, str] | str | None = None,
    sample_weight: Any = None,
    groups: Any = None,
    quantiles: Any = None,
    owner: str = "LeptonAutoML",
) -> tuple[Data, Task]:
    """Return checked data in one form, and what is to be learned from them.

    Parameters
    ----------
    X : DataFrame, array, sparse matrix or list
        What is learned from.
    y : array-like
        What is to be predicted.
    registry : Registry
        Where kinds and types of task are looked up.
    task : str or collection of str
        The type of task; ``"auto"`` chooses among all, several names among these.
    kinds : mapping from column to kind, or str
        Overrides what is recognised, by column, or for an array that is all of X.
    sample_weight, groups : array-like of shape (n_rows,)
        Weights, and what belongs together.
    quantiles : sequence of float or None
        The levels that a task of quantiles is to predict.
    owner : str
        The estimator's name in messages.

    Raises
    ------
    InputError
        If anything of it cannot be used.
    """
    raw = source(X)
    sized(raw, owner, least=2)
    n_rows = int(raw.shape[0])
    found = target(y, n_rows, owner)
    has_names = hasattr(type(X), "columns") or hasattr(type(X), "to_pandas")
    schema, canonical = describe(raw, registry.kinds, kinds, has_names)
    type_ = choose(found, schema.kinds, registry.tasks, task)
    encoded, classes = encode(found, type_)
    enough_rows(encoded, classes, type_)
    several = outputs(y, encoded, classes, type_, quantiles)
    weights = per_row("sample_weight", sample_weight, n_rows)
    if weights is not None and not weights.all():
        encode(found[weights > 0], type_)  # what counts must be a task by itself
    belongs = per_row("groups", groups, n_rows)
    data = Data(canonical, encoded, weights, belongs)
    return data, Task(
        type=type_.name,
        schema=schema,
        n_rows=n_rows,
        classes=None if several else classes,
        label_dtype=found.dtype.str if found.dtype.kind in "US" else found.dtype.name,
        weighted=weights is not None,
        grouped=belongs is not None,
        density=_density(canonical) if schema.form == "sparse" else 1.0,
        outputs=several,
        positive=_positive(encoded),
    )


def _positive(y: Any) -> bool:
    return bool(y.dtype.kind == "f" and y.min() >= 0 and y.max() > 0)


def _density(X: Any) -> float:
    rows, columns = X.shape
    return float(X.nnz / (rows * columns))


def reread(
    X: Any, schema: Schema, kinds: Mapping[str, KindSpec], *, owner: str = "LeptonAutoML"
) -> Any:
    """Return new X in the form that the schema describes.

    Columns may come in any order, with unseen categories and new missing values.

    Raises
    ------
    InputError
        If columns are missing or too many, or a value cannot be used.
    """
    raw = source(X)
    sized(raw, owner, least=1)
    if schema.form == "table":
        return read_table(matched(raw, schema, owner), schema.inputs, kinds)
    (whole,) = schema.inputs
    if whole.kind != NUMBER:
        return resolve(kinds[whole.kind].read)(as_array(raw))
    numbers = as_array(raw)
    same_width(numbers, whole.width, owner)
    if schema.form == "sparse":
        return sparse_floats(numbers if sparse.issparse(numbers) else csr(floats(numbers)))
    return floats(numbers.toarray() if sparse.issparse(numbers) else numbers)
