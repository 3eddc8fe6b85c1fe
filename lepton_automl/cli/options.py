"""Options that commands share: the arguments of ``LeptonAutoML``, and what data is."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from lepton_automl.recipe.rules import AUTOML
from lepton_automl.recipe.sections import DataSection
from lepton_automl.recipe.table import ENDINGS, is_table

__all__ = ["OPTIONS", "automl_options", "column_options", "data_section", "given_arguments"]

Command = TypeVar("Command", bound=Callable[..., Any])


class _Names(click.ParamType):  # type: ignore[type-arg]
    """Names separated by commas, as a list."""

    name = "a,b,..."

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Split at the commas."""
        return [word.strip() for word in value.split(",") if word.strip()]


class _Levels(click.ParamType):  # type: ignore[type-arg]
    """Numbers separated by commas, as a list."""

    name = "0.1,0.9,..."

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Split at the commas."""
        try:
            return [float(word) for word in value.split(",")]
        except ValueError:
            self.fail(f"{value!r} must be numbers separated by commas, such as 0.1,0.5,0.9.")


class _Folds(click.ParamType):  # type: ignore[type-arg]
    """A number of folds, or a word."""

    name = "auto|holdout|time|N"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return an int where it is one."""
        return int(value) if value.lstrip("-").isdigit() else value


class _Pair(click.ParamType):  # type: ignore[type-arg]
    """COLUMN=KIND, as a pair."""

    name = "column=kind"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Split at the last equals sign: a column's name may have one."""
        column, equals, kind = value.rpartition("=")
        if not (equals and column and kind):
            self.fail(f"{value!r} is not of the form COLUMN=KIND, such as zip=category.")
        return column, kind


@dataclass(frozen=True)
class _Option:
    """How an argument of ``LeptonAutoML`` is written on the command line."""

    help: str
    type: Any = None
    flags: tuple[str, ...] = ()
    settings: Mapping[str, Any] | None = None


# One entry for each key of a recipe's [automl] but `verbose`, which is -q and -v here; a test
# keeps the two the same.
OPTIONS: Mapping[str, _Option] = {
    "time_budget": _Option("Seconds for the search, or inf.", float),
    "n_trials": _Option("Stop after this many candidates.", int),
    "scoring": _Option("The metric to maximise.", str),
    "task": _Option(
        "binary, multiclass, regression, ... instead of what the target says.", str
    ),
    "quantiles": _Option("Which quantiles to predict, such as 0.1,0.5,0.9.", _Levels()),
    "estimators": _Option("Only these estimators.", _Names()),
    "exclude": _Option("All estimators but these.", _Names()),
    "kinds": _Option(
        "The kind of a column, such as zip=category; may be repeated.",
        _Pair(),
        ("--kind",),
        {"multiple": True, "default": None},
    ),
    "cv": _Option("How to split the rows.", _Folds()),
    "ensemble": _Option(
        "Combine the best models, or take the single best.",
        None,
        ("--ensemble/--no-ensemble",),
        {"default": None},
    ),
    "refit": _Option(
        "bag: members are all models of their folds; full: one fitted again, on all rows.",
        click.Choice(["auto", "bag", "full"]),
    ),
    "max_latency": _Option("Seconds the model may take to predict one row.", float),
    "max_size": _Option("Bytes the model may have as a file.", float),
    "only_exportable": _Option("Only what can be written in this format, such as onnx.", str),
    "n_jobs": _Option("Worker processes; -1 for all cores.", int),
    "storage": _Option("A database; `lepton worker RUN_DIR` does the work.", str),
    "random_state": _Option("The seed.", int),
    "run_dir": _Option("Keep the search here; a run that was cut short goes on from it.", str),
}


def automl_options(command: Command) -> Command:
    """Add the arguments of ``LeptonAutoML`` to a command, as options that default to None."""
    command = click.option("-v", "--verbose", is_flag=True, help="Tell more.")(command)
    command = click.option("-q", "--quiet", is_flag=True, help="Show no progress.")(command)
    for name, option in reversed(list(OPTIONS.items())):
        flags = option.flags or (f"--{name.replace('_', '-')}",)
        settings = {"default": None, **(option.settings or {})}
        if option.type is not None:
            settings["type"] = option.type
        add = click.option(*flags, name, help=option.help, callback=_checked, **settings)
        command = add(command)
    return command


def given_arguments(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return those arguments of ``LeptonAutoML`` that the command line named."""
    given = {name: options[name] for name in OPTIONS if options[name] is not None}
    if math.isinf(given.get("time_budget", 0)):
        given["time_budget"] = None
    if options["quiet"] or options["verbose"]:
        given["verbose"] = 0 if options["quiet"] else 2
    return given


def column_options(command: Command) -> Command:
    """Add the options that say what the columns of the data are."""
    options = (
        click.option("--target", help="The column to learn, or several: a,b."),
        click.option("--drop", type=_Names(), default=None, help="Columns to leave out."),
        click.option("--group-column", help="Rows of one group are never torn apart."),
        click.option("--weight-column", help="The weight of each row."),
    )
    for add in reversed(options):
        command = add(command)
    return command


def data_section(data: str, **fields: Any) -> DataSection:
    """Return where the rows are: a file if it looks like one, else a data set by name."""
    known = {name: value for name, value in fields.items() if value is not None}
    if not is_table(data) and not Path(data).exists():
        if Path(data).suffix or Path(data).name != data:
            raise click.UsageError(
                f"{data} is neither a file that can be read ({', '.join(ENDINGS)}) nor the "
                "name of a data set."
            )
        return DataSection(dataset=data, **known)
    if "target" not in known:
        raise click.UsageError(f"{data} is a file, so --target COLUMN is needed.")
    return DataSection(train=Path(data), **known)


def _checked(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Refuse what a recipe would refuse, in the same words."""
    if value is None or value == ():
        return None
    if param.name == "kinds":
        value = dict(value)
    rule = AUTOML[str(param.name)]
    if not rule.holds(value):
        raise click.BadParameter(f"{value!r} must be {rule.says}.")
    return value
