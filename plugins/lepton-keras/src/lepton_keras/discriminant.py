"""Linear discriminant analysis with a covariance that is not taken at its word."""

from __future__ import annotations

from sklearn.discriminant_analysis import LinearDiscriminantAnalysis


def lda(shrinkage: float | None = None) -> LinearDiscriminantAnalysis:
    """Return a discriminant analysis; None shrinks by the formula of Ledoit and Wolf.

    Without shrinkage it fails where there are more numbers than rows.
    """
    return LinearDiscriminantAnalysis(
        solver="lsqr", shrinkage="auto" if shrinkage is None else shrinkage
    )
