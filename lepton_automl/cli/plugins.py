"""``lepton plugins``: what is installed, what it offers, what is broken or lacks a package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lepton_automl.cli import show

if TYPE_CHECKING:
    from lepton_automl.plugin.registry import PluginInfo, Registry

__all__ = ["command"]


@click.command("plugins")
def command() -> None:
    """List the plugins: where they came from, what they offer, what is wrong with them.

    LEPTON_DISABLE_PLUGINS=a,b leaves plugins out; 1 leaves out all but the built-in one.
    """
    registry = _silently_loaded()
    for info in registry.plugins:
        _tell(info, registry)


def _silently_loaded() -> Registry:
    """Return a registry; the list tells what is broken, warnings would tell it twice."""
    import logging

    from lepton_automl.plugin.registry import Registry

    logger = logging.getLogger("lepton_automl.plugin.registry")
    logger.addFilter(_nothing)
    try:
        return Registry()
    finally:
        logger.removeFilter(_nothing)


def _nothing(record: object) -> bool:
    return False


def _tell(info: PluginInfo, registry: Registry) -> None:
    output = show.console()
    output.print(f"[bold]{info.name}[/]  ({info.source})", soft_wrap=True)
    if info.error:
        output.print(f"  [red]not used[/]: {_escape(info.error)}", soft_wrap=True)
    for sort, names in info.offers.items():
        if names:
            output.print(_block(sort, names))
    for packages, users in _lacking(info, registry).items():
        needs = f"pip install {' '.join(packages)}"
        who = _escape(", ".join(users))
        output.print(f"  [yellow]{who} cannot be used yet[/]: {needs}", soft_wrap=True)
    output.print()


def _lacking(info: PluginInfo, registry: Registry) -> dict[tuple[str, ...], list[str]]:
    """Return missing packages, with the plugin's estimators and formats that need them."""
    from lepton_automl._lazy import missing_packages

    found: dict[tuple[str, ...], list[str]] = {}
    for sort, specs in (("estimators", registry.estimators), ("exporters", registry.exporters)):
        for name in info.offers.get(sort, ()):
            if packages := missing_packages(specs[name].requires):
                found.setdefault(packages, []).append(name)
    return found


def _block(sort: str, names: tuple[str, ...]) -> object:
    """Return a sort of offer with its names, wrapped beside it."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=12)
    grid.add_column()
    grid.add_row(f"  {sort}", _escape(", ".join(names)))
    return grid


def _escape(text: str) -> str:
    from rich.markup import escape

    return escape(text)
