"""Naive Bayes for texts."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.naive_bayes import ComplementNB
from sklearn.preprocessing import FunctionTransformer

from lepton_automl.builtin.kinds.text import weighted_counts
from lepton_automl.builtin.make.margins import CalibratedMargin
from lepton_automl.builtin.make.plain import WeightedPipeline


def complement_nb(alpha: float = 0.1, words: int = 1) -> WeightedPipeline:
    """Return complement naive Bayes on the words of all columns of text together.

    Rennie, Shih, Teevan and Karger: Tackling the poor assumptions of naive Bayes text
    classifiers, ICML 2003. Its probabilities are too sure; they are calibrated.
    """
    counts = weighted_counts(words=words)
    bayes = CalibratedMargin(ComplementNB(alpha=alpha))
    return WeightedPipeline.of(FunctionTransformer(joined), counts, bayes)


def joined(X: Any) -> Any:
    """Return the texts of each row as one.

    Examples
    --------
    >>> joined([["a film", "bad"], ["", "good"]])
    ['a film bad', ' good']
    """
    return [" ".join(map(str, row)) for row in np.asarray(X, dtype=object)]
