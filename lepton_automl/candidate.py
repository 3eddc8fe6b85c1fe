"""An estimator by name with the parameters chosen for it, and from how many rows it learns."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

__all__ = ["Candidate"]


@dataclass(frozen=True)
class Candidate:
    """An estimator's name and its chosen parameters; hashable, JSON in and out.

    Names with a ``__`` whose first part is a kind belong to the preparation of that kind
    (``number__scaling``); all others are the estimator's own.

    Attributes
    ----------
    estimator : str
    items : tuple of (str, value)
        The parameters, by name.
    rows : int or None
        How many rows each fit learns from, a sample of its training rows; None for all.

    Examples
    --------
    >>> a = Candidate.of("ridge", {"alpha": 1.0})
    >>> a == Candidate.from_json(a.to_json())
    True
    """

    estimator: str
    items: tuple[tuple[str, Any], ...] = ()
    rows: int | None = None

    @classmethod
    def of(
        cls, estimator: str, params: Mapping[str, Any] | None = None, rows: int | None = None
    ) -> Candidate:
        """Return a candidate from a mapping of parameters, in any order."""
        return cls(estimator, tuple(sorted((params or {}).items())), rows)

    def on(self, rows: int | None) -> Candidate:
        """Return the same on a sample of so many rows; None for all."""
        return replace(self, rows=rows)

    @property
    def params(self) -> dict[str, Any]:
        """The chosen parameters as a new dict."""
        return dict(self.items)

    @property
    def key(self) -> str:
        """A short name that is the same in every process and run."""
        text = json.dumps(self.to_json(), sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()[:10]
        return f"{self.estimator}-{digest}"

    def to_json(self) -> dict[str, Any]:
        """Return the candidate as plain JSON values."""
        values = {"estimator": self.estimator, "params": self.params}
        return values if self.rows is None else {**values, "rows": self.rows}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Candidate:
        """Return the candidate that `to_json` described."""
        return cls.of(values["estimator"], values["params"], values.get("rows"))

    def __str__(self) -> str:
        """Return it as a call, the way one would write it."""
        inside = ", ".join(f"{k}={_short(v)}" for k, v in self.items)
        return f"{self.estimator}({inside})"


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else repr(value)
