"""A transformer from moments in time to the numbers that describe them."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

__all__ = ["DatetimeParts"]

_CYCLES = {"month": 12, "weekday": 7, "hour": 24}


class DatetimeParts(TransformerMixin, BaseEstimator):
    """Year, month, day, weekday, hour and more of each column of moments.

    Parts that do not vary in ``fit`` are left out, such as the hour of plain dates.

    Parameters
    ----------
    cyclic : bool
        Whether month, weekday and hour are given as a sine and a cosine too, so that December
        lies next to January.

    Attributes
    ----------
    parts_ : list of tuple of str
        The parts given for each column.

    Examples
    --------
    >>> import pandas as pd
    >>> moments = pd.DataFrame({"day": pd.to_datetime(["2020-01-31", "2021-01-31"])})
    >>> DatetimeParts().fit(moments).get_feature_names_out().tolist()
    ['day_seconds', 'day_year', 'day_weekday']
    """

    def __init__(self, cyclic: bool = False) -> None:
        self.cyclic = cyclic

    def fit(self, X: Any, y: Any = None) -> DatetimeParts:
        """Learn which parts vary."""
        columns = _columns(X)
        self.n_features_in_ = len(columns)
        self.feature_names_in_ = np.array([name for name, _ in columns], dtype=object)
        self.parts_ = [_varying(_parts(values, self.cyclic)) for _, values in columns]
        return self

    def transform(self, X: Any) -> Any:
        """Return one column a part; NaN where a moment is missing."""
        check_is_fitted(self)
        found: list[Any] = []
        for (_, values), wanted in zip(_columns(X), self.parts_, strict=True):
            parts = _parts(values, self.cyclic)
            found.extend(parts[part] for part in wanted)
        return np.column_stack(found) if found else np.empty((len(X), 0))

    def get_feature_names_out(self, input_features: Any = None) -> Any:
        """Return the names of the columns given."""
        check_is_fitted(self)
        pairs = zip(self.feature_names_in_, self.parts_, strict=True)
        names = [f"{name}_{part}" for name, parts in pairs for part in parts]
        return np.array(names, dtype=object)


def _columns(X: Any) -> list[tuple[str, Any]]:
    if hasattr(X, "columns"):
        return [(str(name), X[name].to_numpy()) for name in X.columns]
    return [(f"x{i}", X[:, i]) for i in range(X.shape[1])]


def _parts(values: Any, cyclic: bool) -> dict[str, Any]:
    moments = values.astype("datetime64[s]")
    years, months, days = (moments.astype(f"datetime64[{unit}]") for unit in "YMD")
    whole = {
        "seconds": moments,
        "year": years.astype(int) + 1970,
        "month": months.astype(int) % 12 + 1,
        "day": (days - months).astype(int) + 1,
        "weekday": (days.astype(int) + 3) % 7,
        "dayofyear": (days - years).astype(int) + 1,
        "hour": (moments - days).astype(int) / 3600,
    }
    missing = np.isnat(moments)
    parts = {n: np.where(missing, np.nan, p.astype(np.float64)) for n, p in whole.items()}
    if cyclic:
        for part, length in _CYCLES.items():
            angle = 2 * np.pi * parts[part] / length
            parts |= {f"{part}_sin": np.sin(angle), f"{part}_cos": np.cos(angle)}
    return parts | {"missing": missing.astype(np.float64)}


def _varying(parts: dict[str, Any]) -> tuple[str, ...]:
    return tuple(n for n, p in parts.items() if len(np.unique(p[~np.isnan(p)])) > 1)
