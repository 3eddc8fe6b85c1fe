"""Which versions a container gets of what a model's packages need in their turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = ["pins"]


def pins(requirements: Iterable[str], fixed: Mapping[str, str]) -> dict[str, str]:
    """Return the installed versions of all that is needed, to any depth, by name.

    Parameters
    ----------
    requirements : iterable of str
        Such as ``"lepton-automl[serve]"``.
    fixed : mapping from str to str
        Versions that are chosen already. They are left out, and so is what does not go with
        them, or is not installed here: it is for the installer to choose.

    Examples
    --------
    >>> list(pins(["pebble"], {}))
    ['pebble']
    >>> list(pins(["pebble"], {"pebble": "5.1"}))
    []
    """
    fixed = {canonicalize_name(name): version for name, version in fixed.items()}
    found: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [Requirement(requirement) for requirement in requirements]
    while waiting:
        asked = waiting.pop()
        name = canonicalize_name(asked.name)
        for extra in {"", *asked.extras}:
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            needs = _needs(name, extra)
            waiting += needs
            version = _version(name)
            if version and not extra and name not in fixed and _go(needs, fixed):
                found[name] = version
    return dict(sorted(found.items()))


def _version(name: str) -> str | None:
    try:
        return distribution(name).version
    except PackageNotFoundError:
        return None


def _needs(name: str, extra: str) -> list[Requirement]:
    """Return what a package needs here, of its own or for an extra; nothing of one not here."""
    try:
        lines = distribution(name).requires or []
    except PackageNotFoundError:
        return []
    needs = [Requirement(line) for line in lines]
    return [n for n in needs if n.marker is None or n.marker.evaluate({"extra": extra})]


def _go(needs: Iterable[Requirement], fixed: Mapping[str, str]) -> bool:
    """Tell whether what a package needs goes with the versions that are chosen."""
    return all(
        need.specifier.contains(fixed[name], prereleases=True)
        for need in needs
        if (name := canonicalize_name(need.name)) in fixed
    )
