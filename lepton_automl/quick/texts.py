"""What comes after the counting of words, as functions of sparse rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfTransformer

from lepton_automl.quick.rows import FEW

__all__ = ["condensing", "weighing"]


def weighing(transformer: TfidfTransformer) -> Callable[[Any], Any] | None:
    """Return what a fitted transformer does with a CSR matrix of counts.

    Examples
    --------
    >>> counts = sparse.csr_matrix([[3, 4], [0, 0]])
    >>> weighing(TfidfTransformer(use_idf=False).fit(counts))(counts).toarray()
    array([[0.6, 0.8],
           [0. , 0. ]])
    """
    if transformer.norm not in ("l2", None):
        return None
    idf, normed = getattr(transformer, "idf_", None), transformer.norm is not None

    def weigh(X: Any) -> Any:
        values = X.data.astype(np.float64)
        if transformer.sublinear_tf:
            values = np.log(values) + 1.0
        if idf is not None:
            values *= idf[X.indices]
        if normed:
            row = np.repeat(np.arange(X.shape[0]), np.diff(X.indptr))
            values /= np.sqrt(np.bincount(row, values**2, minlength=X.shape[0]))[row]
        return sparse.csr_matrix((values, X.indices, X.indptr), shape=X.shape)

    return weigh


def condensing(transformer: TruncatedSVD) -> Callable[[Any], Any]:
    """Return what a fitted transformer does with a CSR matrix: few rows have few words.

    Examples
    --------
    >>> X = sparse.csr_matrix([[2.0, 0.0], [0.0, 1.0]])
    >>> abs(condensing(TruncatedSVD(1, random_state=0).fit(X))(X)).round(6)
    array([[2.],
           [0.]])
    """
    directions = transformer.components_

    def condense(X: Any) -> Any:
        if X.shape[0] > FEW:
            return X @ directions.T
        there = np.unique(X.indices)
        return X[:, there].toarray() @ directions[:, there].T

    return condense
