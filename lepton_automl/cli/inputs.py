"""DATA for a model that is there already: a table's columns that the model knows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from lepton_automl.cli import show
from lepton_automl.errors import InputError
from lepton_automl.recipe.table import is_table, read_table

if TYPE_CHECKING:
    from lepton_automl.plugin.registry import Registry
    from lepton_automl.task import Task

__all__ = ["known_columns", "read_all", "read_parts", "target_of"]


def read_all(data: str, registry: Registry) -> Any:
    """Return the rows of a file, or of a data set with its target as a column.

    Raises
    ------
    InputError
        If there is no such file or data set.
    """
    return read_parts(data, registry)[0]


def read_parts(data: str, registry: Registry) -> tuple[Any, Any]:
    """Return the rows as `read_all` does, and the target where it could be no column of them.

    Images and other arrays have no columns; of a table the second part is None.
    """
    if is_table(data) or Path(data).exists():
        return read_table(data), None
    from lepton_automl.recipe.rows import load_dataset

    X, y = load_dataset(data, registry)
    return (X.assign(**{str(y.name): y}), None) if hasattr(X, "assign") else (X, y)


def target_of(rows: Any, apart: Any, target: str, option: str) -> Any:
    """Return the target of what `read_parts` has read.

    Raises
    ------
    InputError
        If the rows have no target of that name.
    """
    from lepton_automl.recipe.rows import separate_target

    if apart is None:
        return separate_target(rows, target, option)
    if str(apart.name) != target:
        raise InputError(
            f"{option} = {target!r}, and the data have the target {str(apart.name)!r}."
        )
    return apart


def known_columns(
    table: Any, task: Task, used: tuple[str | None, ...] = (), *, quiet: bool = False
) -> Any:
    """Return a table's columns that the model was fitted on, telling which are left aside.

    Whoever scores a file has its identifiers and often its target in it; in Python, where X
    is made by hand, such columns are refused. Missing ones are left for the model to name.

    Raises
    ------
    InputError
        If there is none that the model knows.
    """
    wanted = task.schema.columns
    if wanted is None or not hasattr(table, "columns"):
        return table
    known = [c for c in table.columns if c in wanted]
    if wanted and not known:
        few = ", ".join(map(repr, wanted[:5]))
        raise InputError(f"The data have none of the columns that the model needs: {few}, ...")
    aside = [str(c) for c in table.columns if c not in wanted and c not in used]
    if aside and not quiet:
        more = f" and {len(aside) - 5} more" if len(aside) > 5 else ""
        show.note(f"Left aside: {', '.join(map(repr, aside[:5]))}{more} (not in the model).")
    return table[known]
