"""What may vary: the words of a search space.

A space is a mapping from parameter names to one of three words::

    {
        "C": Float(1e-3, 1e3, log=True),
        "penalty": Choice("l2", "elasticnet"),
        "l1_ratio": Float(0.0, 1.0, when={"penalty": "elasticnet"}),
    }

``when`` makes a parameter depend on others, which must come before it: it exists only
where each named parameter has the value (or one of the tuple of values) given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Choice", "Float", "Int", "Parameter", "Space", "active", "contains"]


@dataclass(frozen=True)
class Float:
    """A real number between ``low`` and ``high``, both included.

    Examples
    --------
    >>> 0.1 in Float(1e-3, 10.0, log=True)
    True
    """

    low: float
    high: float
    log: bool = False
    when: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __contains__(self, value: object) -> bool:
        """Tell whether the value is a number within the bounds."""
        return _is_number(value) and self.low <= value <= self.high  # type: ignore[operator]


@dataclass(frozen=True)
class Int:
    """A whole number between ``low`` and ``high``, both included.

    Examples
    --------
    >>> 7 in Int(1, 9), 2.5 in Int(1, 9)
    (True, False)
    """

    low: int
    high: int
    log: bool = False
    when: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __contains__(self, value: object) -> bool:
        """Tell whether the value is a whole number within the bounds."""
        return (
            _is_number(value)
            and self.low <= value <= self.high  # type: ignore[operator]
            and value == int(value)  # type: ignore[call-overload]
        )


@dataclass(frozen=True, init=False)
class Choice:
    """One of the values given: strings, numbers, booleans or None.

    Examples
    --------
    >>> "l2" in Choice("l1", "l2")
    True
    """

    values: tuple[Any, ...]
    when: Mapping[str, Any] = field(hash=False)

    def __init__(self, *values: Any, when: Mapping[str, Any] | None = None) -> None:
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "when", dict(when or {}))

    def __contains__(self, value: object) -> bool:
        """Tell whether the value is one of those offered (1, 1.0 and True differ)."""
        return any(v == value and type(v) is type(value) for v in self.values)


Parameter = Float | Int | Choice
Space = Mapping[str, Parameter]


def active(parameter: Parameter, chosen: Mapping[str, Any]) -> bool:
    """Tell whether a parameter exists, given those chosen before it.

    Examples
    --------
    >>> active(Float(0, 1, when={"penalty": ("l1", "elasticnet")}), {"penalty": "l1"})
    True
    """
    for name, wanted in parameter.when.items():
        allowed = wanted if isinstance(wanted, tuple) else (wanted,)
        if name not in chosen or chosen[name] not in allowed:
            return False
    return True


def contains(space: Space, params: Mapping[str, Any]) -> str | None:
    """Return why a configuration lies outside a space, or None if it lies inside.

    A configuration may leave parameters out: the estimator's own defaults then hold.

    Examples
    --------
    >>> contains({"C": Float(0.1, 10)}, {"C": 100.0})
    'C=100.0 is outside Float(low=0.1, high=10, log=False, when={})'
    """
    for name, value in params.items():
        if name not in space:
            return f"{name!r} is not a parameter of the space"
        if value not in space[name]:
            return f"{name}={value!r} is outside {space[name]}"
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
