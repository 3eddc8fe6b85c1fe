"""Nearest neighbours."""

from __future__ import annotations

from typing import Any

from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor


def k_neighbors_classifier(
    n_neighbors: int = 10, weights: str = "distance", p: int = 2, n_rows: int = 1000
) -> KNeighborsClassifier:
    """Return a classifier that asks the rows most alike, never more than there are."""
    return KNeighborsClassifier(**_asked(n_neighbors, weights, p, n_rows))


def k_neighbors_regressor(
    n_neighbors: int = 10, weights: str = "distance", p: int = 2, n_rows: int = 1000
) -> KNeighborsRegressor:
    """Return a regressor that asks the rows most alike, never more than there are."""
    return KNeighborsRegressor(**_asked(n_neighbors, weights, p, n_rows))


def _asked(n_neighbors: int, weights: str, p: int, n_rows: int) -> dict[str, Any]:
    # A training fold holds at least half of the rows, and half of those should have a say.
    return {"n_neighbors": max(1, min(n_neighbors, n_rows // 4)), "weights": weights, "p": p}
