"""How long a fit takes, as a spec states it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Cost"]


@dataclass(frozen=True)
class Cost:
    """A prior for how long one fit takes; measured times soon replace it.

    Seconds are ``base + rate * rows**a * columns**b * classes**c``.

    Examples
    --------
    >>> Cost(base=0.01, rate=1e-6).seconds(n_rows=1000, n_columns=10, n_classes=2)
    0.02
    """

    base: float = 0.02
    rate: float = 1e-6
    rows: float = 1.0
    columns: float = 1.0
    classes: float = 0.0

    def seconds(self, n_rows: int, n_columns: int, n_classes: int = 1) -> float:
        """Return the seconds that one fit is expected to take."""
        size = float(n_rows**self.rows * n_columns**self.columns)
        return self.base + self.rate * size * float(n_classes**self.classes)
