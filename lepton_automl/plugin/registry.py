"""The registry: loads plugins one by one, collects their offers, tells the observers.

A plugin that fails to load, or whose offer is malformed, is listed as broken with its reason
and harms nobody else. Two offers of one name are an error that names both plugins.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import pluggy

from lepton_automl._lazy import missing_packages
from lepton_automl.errors import PluginError, did_you_mean
from lepton_automl.plugin import hookspecs, specs
from lepton_automl.plugin.elsewhere import where
from lepton_automl.plugin.including import included

__all__ = ["OFFERS", "PluginInfo", "Registry"]

OFFERS: Mapping[str, type[Any]] = {
    "kinds": specs.KindSpec,
    "tasks": specs.TaskSpec,
    "estimators": specs.EstimatorSpec,
    "metrics": specs.MetricSpec,
    "exporters": specs.ExporterSpec,
    "datasets": specs.DatasetSpec,
}
BUILTIN = "lepton_automl.builtin"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PluginInfo:
    """One plugin as ``lepton plugins`` lists it.

    Attributes
    ----------
    name : str
        The entry point's name, or the module's.
    source : str
        The distribution and version it came with, or where it was added from.
    offers : dict from str to tuple of str
        The names offered, by the sort of offer.
    error : str or None
        Why it is not used.
    """

    name: str
    source: str
    offers: Mapping[str, tuple[str, ...]]
    error: str | None = None


class Registry:
    """All offers of all plugins, by name.

    Parameters
    ----------
    load_installed : bool
        Whether to load the plugins installed as entry points of the group ``lepton_automl``.
        ``LEPTON_DISABLE_PLUGINS`` (names separated by commas, or ``1`` for all) leaves
        some out.

    Examples
    --------
    >>> registry = Registry(load_installed=False)
    >>> "ridge" in registry.estimators
    True
    """

    def __init__(self, load_installed: bool = True) -> None:
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._infos: dict[str, PluginInfo] = {}
        self._owners: dict[tuple[str, str], str] = {}
        self.kinds: dict[str, specs.KindSpec] = {}
        self.tasks: dict[str, specs.TaskSpec] = {}
        self.estimators: dict[str, specs.EstimatorSpec] = {}
        self.metrics: dict[str, specs.MetricSpec] = {}
        self.exporters: dict[str, specs.ExporterSpec] = {}
        self.datasets: dict[str, specs.DatasetSpec] = {}
        self._load_builtin()
        if load_installed:
            self._load_installed()
        for plugin in included():
            self.add(plugin, source=getattr(plugin, "__file__", None) or "included")

    @property
    def plugins(self) -> tuple[PluginInfo, ...]:
        """What is known of each plugin, broken ones included."""
        return tuple(self._infos.values())

    def add(self, plugin: Any, name: str | None = None, source: str = "added") -> None:
        """Add a module or object whose functions are marked with ``hookimpl``.

        Raises
        ------
        PluginError
            If a hook is misspelt, an offer is malformed, or a name is taken.
        """
        name = name or getattr(plugin, "__name__", None) or type(plugin).__name__
        if self._manager.is_registered(plugin):
            return
        if self._manager.has_plugin(name):
            raise PluginError(
                f"A plugin named {name!r} is registered already. Give this one another name."
            )
        try:
            self._register(plugin, name)
            offers = self._collect(plugin, name)
        except PluginError:
            self._forget(name)
            raise
        except Exception as error:
            self._forget(name)
            raise PluginError(f"Plugin {name!r} cannot be used: {_sentence(error)}") from error
        self._accept(name, source, offers)

    def get(self, sort: str, name: str) -> Any:
        """Return one offer by its sort and name.

        Raises
        ------
        PluginError
            If there is none of that name; the message has the near miss.
        """
        offers: Mapping[str, Any] = getattr(self, sort)
        if name not in offers:
            raise PluginError(f"No {sort[:-1]} is named {name!r}. {where(name, offers)}")
        return offers[name]

    def unavailable(self) -> dict[str, tuple[str, ...]]:
        """Return the estimators whose packages are missing, with the packages."""
        missing = {s.name: missing_packages(s.requires) for s in self.estimators.values()}
        return {name: packages for name, packages in missing.items() if packages}

    def owner(self, sort: str, name: str) -> str:
        """Return the name of the plugin that made an offer."""
        return self._owners[sort, name]

    def commands(self, cli: Any) -> None:
        """Let each plugin add its commands; one that raises is logged and passed over."""
        self._notify("lepton_register_commands", {"cli": cli})

    def tell(self, event: str, **values: Any) -> None:
        """Tell all observers of an event (``"fit_started"``); none of them can stop it."""
        self._notify(f"lepton_{event}", values)

    def _notify(self, hook: str, values: Mapping[str, Any]) -> None:
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            arguments = {name: values[name] for name in implementation.argnames}
            try:
                implementation.function(**arguments)
            except Exception:
                _log.exception("Plugin %r failed in %s", implementation.plugin_name, hook)

    def _load_builtin(self) -> None:
        """Load what ships, through the same door as everything else."""
        from importlib import import_module

        self.add(import_module(BUILTIN), BUILTIN, source="lepton_automl")

    def _load_installed(self) -> None:
        disabled = os.environ.get("LEPTON_DISABLE_PLUGINS", "")
        names = {n.strip() for n in disabled.split(",") if n.strip()}
        for entry in sorted(entry_points(group=hookspecs.PROJECT), key=lambda e: e.name):
            source = _source(entry)
            # Two distributions may use one name: both are listed, the first is used.
            name = entry.name if entry.name not in self._infos else f"{entry.name} ({source})"
            if names & {entry.name, "1", "all"}:
                reason = "disabled by LEPTON_DISABLE_PLUGINS"
                self._infos[name] = PluginInfo(name, source, {}, reason)
                continue
            try:
                self.add(entry.load(), entry.name, source)
            except (Exception, SystemExit) as error:
                reason = str(error) if isinstance(error, PluginError) else _sentence(error)
                self._infos[name] = PluginInfo(name, source, {}, reason)
                _log.warning("Plugin %r is broken: %s", name, reason)

    def _register(self, plugin: Any, name: str) -> None:
        """Register with pluggy, which refuses wrong arguments; refuse unknown hooks too."""
        self._manager.register(plugin, name)
        known = [n for n in vars(hookspecs) if n.startswith("lepton_")]
        marked = {c.name for c in self._manager.get_hookcallers(plugin) or []}
        for hook in known:
            if hook not in marked and callable(getattr(plugin, hook, None)):
                raise PluginError(
                    f"Plugin {name!r}: mark its function {hook!r} with @hookimpl."
                )
        for caller in self._manager.get_hookcallers(plugin) or []:
            if not caller.has_spec():
                raise PluginError(
                    f"Plugin {name!r} has the unknown hook {caller.name!r}. "
                    f"{did_you_mean(caller.name, known)}"
                )

    def _collect(self, plugin: Any, name: str) -> dict[str, list[Any]]:
        offers: dict[str, list[Any]] = {}
        for sort, word in OFFERS.items():
            for implementation in getattr(
                self._manager.hook, f"lepton_register_{sort}"
            ).get_hookimpls():
                if implementation.plugin is plugin:
                    offers[sort] = _call(name, sort, implementation.function)
                    self._check(name, sort, word, offers[sort])
        return offers

    def _check(self, plugin: str, sort: str, word: type[Any], offers: Iterable[Any]) -> None:
        seen: set[str] = set()
        for offer in offers:
            if not isinstance(offer, word):
                raise PluginError(
                    f"Plugin {plugin!r}: lepton_register_{sort} must offer {word.__name__}, "
                    f"got {offer!r}."
                )
            other = plugin if offer.name in seen else self._owners.get((sort, offer.name))
            if other:
                raise PluginError(
                    f"Plugins {other!r} and {plugin!r} both offer the {sort[:-1]} "
                    f"{offer.name!r}. Disable one of them with LEPTON_DISABLE_PLUGINS."
                )
            seen.add(offer.name)

    def _accept(self, name: str, source: str, offers: Mapping[str, list[Any]]) -> None:
        for sort, found in offers.items():
            for offer in found:
                getattr(self, sort)[offer.name] = offer
                self._owners[sort, offer.name] = name
        names = {sort: tuple(o.name for o in found) for sort, found in offers.items()}
        self._infos[name] = PluginInfo(name, source, names)

    def _forget(self, name: str) -> None:
        if self._manager.has_plugin(name):
            self._manager.unregister(name=name)


def _call(plugin: str, sort: str, function: Callable[[], Iterable[Any]]) -> list[Any]:
    """Return the offers as a list: a generator raises here, where the plugin is known."""
    try:
        return list(function())
    except Exception as error:
        raise PluginError(
            f"Plugin {plugin!r}: lepton_register_{sort} must return specs, but raised "
            f"{_sentence(error)}"
        ) from error


def _source(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value


def _sentence(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
