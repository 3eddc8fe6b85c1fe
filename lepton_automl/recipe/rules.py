"""Which keys a recipe may have, and which values: one sentence and one test for each."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["AUTOML", "SECTIONS", "Rule"]


@dataclass(frozen=True)
class Rule:
    """What a value must be: in words, and as a test.

    Examples
    --------
    >>> FRACTION.says
    'a number from 0 to below 1'
    >>> FRACTION.holds(0.25), FRACTION.holds("a quarter")
    (True, False)
    """

    says: str
    holds: Callable[[Any], bool]


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, float) or _is_whole(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_cv(value: Any) -> bool:
    return (_is_whole(value) and value >= 1) or value in ("auto", "holdout", "time")


def _are_levels(value: Any) -> bool:
    return isinstance(value, list) and value != [] and all(_is_share(v) for v in value)


def _is_share(value: Any) -> bool:
    return _is_number(value) and 0 < value < 1


def _map_texts(value: Any) -> bool:
    return isinstance(value, Mapping) and all(map(_is_text, value.values()))


TEXT = Rule("text in quotes", _is_text)
TEXTS = Rule('a list of texts, such as ["a", "b"]', _are_texts)
FORMATS = Rule(
    'a format in quotes, or a list such as ["joblib", "onnx"]',
    lambda v: _is_text(v) or (_are_texts(v) and len(v) > 0),
)
FRACTION = Rule("a number from 0 to below 1", lambda v: _is_number(v) and 0 <= v < 1)
SECONDS = Rule("a number of seconds above 0 (or inf)", lambda v: _is_number(v) and v > 0)
LATENCY = Rule("a number of seconds above 0", lambda v: _is_number(v) and 0 < v < math.inf)
BYTES = Rule("a number of bytes above 0", lambda v: _is_number(v) and 0 < v < math.inf)
REFITS = Rule('"auto", "bag" or "full"', lambda v: v in ("auto", "bag", "full"))
COUNT = Rule("a whole number of at least 1", lambda v: _is_whole(v) and v >= 1)
SEED = Rule("a whole number of at least 0", lambda v: _is_whole(v) and v >= 0)
JOBS = Rule("a whole number other than 0 (-1: all cores)", lambda v: _is_whole(v) and v != 0)
LEVEL = Rule("0 (silent), 1 or 2", lambda v: _is_whole(v) and 0 <= v <= 2)
SWITCH = Rule("true or false", lambda v: isinstance(v, bool))
FOLDS = Rule('"auto", "holdout", "time" or a number of folds', _is_cv)
LEVELS = Rule("a list of numbers between 0 and 1, such as [0.1, 0.5, 0.9]", _are_levels)
KINDS = Rule('a table of columns and their kinds, such as {zip = "category"}', _map_texts)

# `executor` takes an object, which a file cannot hold; a test compares the rest with the
# constructor's signature, so that the two cannot drift apart.
AUTOML: Mapping[str, Rule] = {
    "task": TEXT,
    "scoring": TEXT,
    "quantiles": LEVELS,
    "time_budget": SECONDS,
    "n_trials": COUNT,
    "estimators": TEXTS,
    "exclude": TEXTS,
    "cv": FOLDS,
    "ensemble": SWITCH,
    "refit": REFITS,
    "max_latency": LATENCY,
    "max_size": BYTES,
    "only_exportable": TEXT,
    "kinds": KINDS,
    "n_jobs": JOBS,
    "storage": TEXT,
    "random_state": SEED,
    "run_dir": TEXT,
    "verbose": LEVEL,
}

SECTIONS: Mapping[str, Mapping[str, Rule]] = {
    "data": {
        "dataset": TEXT,
        "train": TEXT,
        "test": TEXT,
        "target": TEXT,
        "drop": TEXTS,
        "holdout": FRACTION,
        "group_column": TEXT,
        "weight_column": TEXT,
    },
    "automl": AUTOML,
    "export": {"path": TEXT, "format": FORMATS},
    "report": {"path": TEXT, "sensitive": TEXT},
}
