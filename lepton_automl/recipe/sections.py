"""The words of a recipe: its four sections, checked and with paths made whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

__all__ = ["HOLDOUT", "DataSection", "ExportSection", "Recipe", "ReportSection"]

HOLDOUT = 0.25


@dataclass(frozen=True)
class DataSection:
    """Where the rows come from, and which of them the fit may not see.

    Attributes
    ----------
    dataset : str or None
        The name of a data set; else `train` is a file.
    train, test : Path or None
        Tables; with `test`, its rows are the held-out ones.
    target : str or None
        The column to be learned, or several separated by commas; a data set has its own.
    drop : tuple of str
        Columns to leave out.
    holdout : float
        The fraction of rows kept back for evaluation, by class where there are classes; 0 for
        none.
    group_column : str or None
        Rows of one group are never torn apart; not an input.
    weight_column : str or None
        The weight of each row; not an input.
    """

    dataset: str | None = None
    train: Path | None = None
    test: Path | None = None
    target: str | None = None
    drop: tuple[str, ...] = ()
    holdout: float = HOLDOUT
    group_column: str | None = None
    weight_column: str | None = None

    @property
    def name(self) -> str:
        """What the data are called: the data set's name, or the file's without endings."""
        return self.dataset or (self.train.name.split(".")[0] if self.train else "data")


@dataclass(frozen=True)
class ExportSection:
    """Where the artifact is saved, and in which formats; nowhere without a path."""

    path: Path | None = None
    format: str | tuple[str, ...] = "joblib"

    @property
    def formats(self) -> tuple[str, ...]:
        """The names of the formats; the first is what is loaded by default."""
        return (self.format,) if isinstance(self.format, str) else self.format


@dataclass(frozen=True)
class ReportSection:
    """Where a page about the model is written; none without a path.

    Attributes
    ----------
    path : Path or None
        A folder, or a page ``NAME.html``.
    sensitive : str or None
        The input column by which groups are compared.
    """

    path: Path | None = None
    sensitive: str | None = None


@dataclass(frozen=True)
class Recipe:
    """A fit: the data, the arguments of ``LeptonAutoML``, what to keep.

    Attributes
    ----------
    name : str
        The file's name without ``.toml``.
    data : DataSection
    automl : mapping
        Arguments of ``LeptonAutoML``.
    export : ExportSection
    plugins : tuple of Path
        Loose plugin files: code, loaded only when allowed.
    report : ReportSection

    Examples
    --------
    >>> recipe = Recipe("demo", DataSection(dataset="iris"), {"time_budget": 60})
    >>> recipe.with_automl(time_budget=5).automl
    {'time_budget': 5}
    """

    name: str
    data: DataSection
    automl: Mapping[str, Any] = field(default_factory=dict, hash=False)
    export: ExportSection = ExportSection()
    plugins: tuple[Path, ...] = ()
    report: ReportSection = ReportSection()

    def with_automl(self, **arguments: Any) -> Recipe:
        """Return the recipe with some arguments of ``LeptonAutoML`` replaced."""
        return replace(self, automl={**self.automl, **arguments})

    def with_export(self, path: Path) -> Recipe:
        """Return the recipe with the artifact saved elsewhere."""
        return replace(self, export=replace(self.export, path=path))
