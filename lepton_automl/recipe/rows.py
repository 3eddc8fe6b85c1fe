"""The data section of a recipe -> rows to learn from and rows held out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lepton_automl._lazy import missing_packages, resolve
from lepton_automl.errors import InputError, did_you_mean
from lepton_automl.recipe.sections import DataSection
from lepton_automl.recipe.table import read_table

if TYPE_CHECKING:
    from lepton_automl.plugin.registry import Registry

__all__ = ["Rows", "load_dataset", "load_rows", "separate", "separate_target", "target_names"]


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows as ``fit`` takes them.

    Attributes
    ----------
    X : DataFrame or array
    y : Series or array
    sample_weight, groups : array of shape (n_rows,), or None
    unlabelled : int
        How many rows of a file were left out, for they lack the target.
    """

    X: Any
    y: Any
    sample_weight: Any = None
    groups: Any = None
    unlabelled: int = 0

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.y)

    def take(self, rows: Any) -> Rows:
        """Return the rows at these positions."""
        parts = (self.X, self.y, self.sample_weight, self.groups)
        taken = [None if part is None else _at(part, rows) for part in parts]
        X, y, sample_weight, groups = taken
        return replace(self, X=X, y=y, sample_weight=sample_weight, groups=groups)

    @property
    def target(self) -> str | None:
        """The target's name, where it has one."""
        name = getattr(self.y, "name", None)
        return None if name is None else str(name)


def load_rows(section: DataSection, registry: Registry) -> tuple[Rows, Rows | None]:
    """Return all rows, and those of the test file if there is one.

    Raises
    ------
    InputError
        If a file, a data set or a column is not there.
    """
    if section.dataset is not None:
        X, y = load_dataset(section.dataset, registry)
        _refuse_other_target(section, y)
        return _without_columns(section, X, y), None
    rows = _from_file(section, section.train)
    return rows, None if section.test is None else _from_file(section, section.test)


def load_dataset(name: str, registry: Registry) -> tuple[Any, Any]:
    """Return X and y of a data set by its name."""
    if name not in registry.datasets:
        hint = did_you_mean(name, registry.datasets)
        raise InputError(f"No data set is named {name!r}. {hint} `lepton datasets` lists them.")
    spec = registry.datasets[name]
    missing = missing_packages(spec.requires)
    if missing:
        raise InputError(f"The data set {name!r} needs: pip install {' '.join(missing)}.")
    X, y = resolve(spec.load)()
    return X, y


def separate(table: Any, column: str, what: str) -> Any:
    """Return a column of a table, refusing a name that is not there.

    Raises
    ------
    InputError
        If the table has no such column, or is no table.
    """
    if not hasattr(table, "columns"):
        raise InputError(f"{what} = {column!r} needs a table; X is a {type(table).__name__}.")
    if column not in table.columns:
        hint = did_you_mean(column, map(str, table.columns))
        raise InputError(f"{what} = {column!r} is not a column of the data. {hint}")
    return table[column]


def target_names(table: Any, target: str) -> list[str]:
    """Return the columns that a target names: one, or several separated by commas."""
    if target in getattr(table, "columns", ()):
        return [target]
    return [name.strip() for name in target.split(",")]


def separate_target(table: Any, target: str, what: str) -> Any:
    """Return the target's column, or a table of its columns where it names several.

    Raises
    ------
    InputError
        If the table lacks one of them, or is no table.
    """
    names = target_names(table, target)
    columns = [separate(table, name, what) for name in names]
    return columns[0] if len(names) == 1 else table[names]


def _from_file(section: DataSection, path: Any) -> Rows:
    table = read_table(path)
    y = separate_target(table, str(section.target), "target")
    known = ~(y.isna().any(axis=1) if y.ndim == 2 else y.isna())
    if not known.any():
        raise InputError(
            f"target = {section.target!r} is empty in every row of {str(path)!r}. Name another "
            "column."
        )
    unlabelled = int((~known).sum())
    if unlabelled:
        table, y = table[known], y[known]
    X = table.drop(columns=target_names(table, str(section.target)))
    return replace(_without_columns(section, X, y), unlabelled=unlabelled)


def _refuse_other_target(section: DataSection, y: Any) -> None:
    name = getattr(y, "name", None)
    if section.target is not None and section.target != name:
        raise InputError(
            f"target = {section.target!r}: the data set {section.dataset!r} has the target "
            f"{name!r}. Leave the target out."
        )


def _without_columns(section: DataSection, X: Any, y: Any) -> Rows:
    """Return rows whose inputs lack the dropped, the group and the weight column."""
    special = {"group_column": section.group_column, "weight_column": section.weight_column}
    found = {what: separate(X, name, what) for what, name in special.items() if name}
    for column in section.drop:
        separate(X, column, "drop")
    leave = {*section.drop, *(name for name in special.values() if name)}
    if leave:
        X = X.drop(columns=sorted(leave))
    return Rows(X, y, found.get("weight_column"), found.get("group_column"))


def _at(part: Any, rows: Any) -> Any:
    return part.iloc[rows] if hasattr(part, "iloc") else part[rows]
