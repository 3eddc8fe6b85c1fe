"""Two reports beside each other, leaf by leaf: that of the page, and one counted again."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

import pytest

LACKING = object()


def leaves(value, path=""):
    """Yield the path and value of everything in a report that holds nothing further."""
    if isinstance(value, Mapping):
        inside = value.items()
    elif isinstance(value, (list, tuple)):
        inside = enumerate(value)
    else:
        yield path, value
        return
    for key, one in inside:
        yield from leaves(one, f"{path}.{key}" if path else str(key))


def differences(report, again, unchecked):
    """Return what is wrong, a sentence each.

    Parameters
    ----------
    report : dict
        ``report.json``.
    again : dict
        The same, as far as it could be counted again.
    unchecked : mapping of str to str
        Patterns of the paths of numbers that cannot be counted again, with the reasons.
    """
    ours, theirs = dict(leaves(again)), dict(leaves(report))
    found = [f"{path} is not in the report" for path in ours if path not in theirs]
    used = set()
    for path, value in theirs.items():
        expected = ours.get(path, LACKING)
        if expected is not LACKING:
            if not same(value, expected):
                found.append(f"{path} is {value!r}, counted again {expected!r}")
            continue
        reasons = {pattern for pattern in unchecked if fnmatchcase(path, pattern)}
        used |= reasons
        if not reasons and not isinstance(value, str):
            found.append(f"{path} is {value!r}, and nobody counts it again")
    return found


def same(value, expected):
    """Tell whether two leaves are the same, numbers but for the noise of sums."""
    if hasattr(expected, "item"):
        expected = expected.item()
    if isinstance(expected, float) and expected != expected:
        expected = None  # JSON has no NaN
    if None in (value, expected) or isinstance(expected, (str, bool)):
        return value == expected
    return value == pytest.approx(expected, rel=1e-7, abs=1e-10)


def counted(report, again):
    """Return how many numbers of the report were counted again."""
    ours = dict(leaves(again))
    return sum(path in ours and not isinstance(v, str) for path, v in leaves(report))
