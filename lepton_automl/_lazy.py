"""References to objects by name, resolved on first use.

A reference is either the object itself or the string ``"package.module:name"``.
Offers are made of references, so that listing what is installed imports nothing heavy.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

__all__ = ["missing_packages", "resolve"]


def resolve(reference: Any) -> Any:
    """Return the object behind a reference, importing its module if need be.

    Parameters
    ----------
    reference : str or object
        ``"package.module:name"``, or any object, which is returned as it is.

    Raises
    ------
    ValueError
        If the string has no ``:``.
    ImportError, AttributeError
        If the module cannot be imported or lacks the name.

    Examples
    --------
    >>> resolve("math:sqrt")(9.0)
    3.0
    """
    if not isinstance(reference, str):
        return reference
    module, colon, name = reference.partition(":")
    if not colon:
        raise ValueError(f"{reference!r} is not of the form 'package.module:name'.")
    target: Any = import_module(module)
    for part in name.split("."):
        target = getattr(target, part)
    return target


def missing_packages(requires: Iterable[str]) -> tuple[str, ...]:
    """Return those top-level packages that cannot be imported, without importing.

    Of ``"one|another"`` either will do; the first is named where both are missing.

    Examples
    --------
    >>> missing_packages(["math", "no_such_package"])
    ('no_such_package',)
    >>> missing_packages(["no_such_package|math", "neither|nor"])
    ('neither',)
    """
    asked = [name.split("|") for name in requires]
    return tuple(some[0] for some in asked if not any(map(find_spec, some)))
