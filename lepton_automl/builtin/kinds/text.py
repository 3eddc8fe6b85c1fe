"""Free text: sentences whose words matter."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from statistics import mean
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl.builtin.kinds.cells import cells, is_missing
from lepton_automl.plugin.specs import EstimatorSpec
from lepton_automl.space import Choice, Int, Space
from lepton_automl.task import Input, Task

__all__ = ["WORDS", "read", "recognise", "space", "to_number", "weighted_counts"]

# A text without any word is a word of its own, so that no training fold lacks words.
WORDS = r"(?u)\b\w+\b|^\W*$"
BUCKETS = 2**13
MANY_ROWS = 1000
# The weights of a text have length 1, however many words there are. Estimators that want
# scaled numbers penalise coefficients as suits numbers of deviation 1; with this length, what
# is a good penalty there is one here.
LENGTH = sqrt(10.0)
DIGITS = {"decimals": 6}


def recognise(values: pd.Series) -> float:
    """Return how sure it is that a column holds text: many words, mostly different."""
    dtype = values.dtype
    if not (pd.api.types.is_object_dtype(dtype) or pd.api.types.is_string_dtype(dtype)):
        return 0.0
    found = cells(values)
    if not found or not all(isinstance(v, str) for v in found):
        return 0.0
    words = mean(len(v.split()) for v in found)
    different = len(set(found)) / len(found)
    if words >= 8 and len(set(found)) > 50:
        return 0.8
    return 0.8 if words >= 2.5 and different >= 0.5 and mean(map(len, found)) >= 12 else 0.0


def read(values: pd.Series) -> Any:
    """Return an object array of str, empty where a cell is missing."""
    names = ["" if _absent(v) else str(v) for v in values.astype(object)]
    found = np.empty(len(names), dtype=object)
    found[:] = names
    return found


def space(spec: EstimatorSpec, inputs: tuple[Input, ...], task: Task) -> Space:
    """Return what is counted, and for dense estimators how far it is condensed.

    Where there is nothing but text, and much of it, pairs of words are counted by default.
    """
    if "text" in spec.accepts:
        return {}
    large = task.n_rows >= MANY_ROWS
    pairs = large and task.schema.kinds == {"text"}
    found: dict[str, Any] = {"words": Choice(2, 1) if pairs else Choice(1, 2)}
    if "sparse" not in spec.handles:
        return {**found, "components": Int(10, 200, log=True)}
    words: dict[str, Any] = {"when": {"tokens": "words"}}
    found = {
        "tokens": Choice("words", "characters"),
        "words": Choice(*found["words"].values, **words),
        "max_features": Int(1000, 500_000, log=True, **words),
        "longest": Int(3, 6, when={"tokens": "characters"}),
    }
    if large:
        found["min_rows"] = Choice(*((2, 1, 5) if pairs else (1, 2, 5)), **words)
    return found


def to_number(
    inputs: tuple[Input, ...], params: Mapping[str, Any], needs: EstimatorSpec
) -> Any:
    """Return weighted counts of words or characters, one column of text at a time."""
    from sklearn.compose import ColumnTransformer

    sparse = "sparse" in needs.handles
    make = _sparse if sparse else _dense
    # A name instead of a list selects a Series, which is what the counters of words take.
    parts = [(f"{k}", make(params, needs), i.name) for k, i in enumerate(inputs)]
    scaled = sparse and "scaled" in needs.wants
    return ColumnTransformer(
        parts,
        sparse_threshold=1.0 if sparse else 0.0,
        transformer_weights={name: LENGTH for name, _, _ in parts} if scaled else None,
    )


def weighted_counts(
    tokens: str = "words",
    words: int = 1,
    longest: int = 5,
    max_features: int | None = 200_000,
    min_rows: int = 1,
) -> Any:
    """Return a transformer from one column of text to weighted counts.

    Parameters
    ----------
    tokens : {"words", "characters"}
        What is counted.
    words, longest : int
        Runs of up to so many words, or characters.
    max_features : int or None
        The most runs of words that are counted.
    min_rows : int
        In how many texts a run of words must occur.
    """
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.pipeline import make_pipeline

    from lepton_automl.builtin.kinds.character_grams import CharacterGrams
    from lepton_automl.builtin.kinds.word_counts import WordCounts

    if tokens == "characters":
        counts: Any = CharacterGrams(longest=longest)
    else:
        counts = WordCounts(ngram_range=(1, words), max_features=max_features, min_df=min_rows)
    return make_pipeline(counts, TfidfTransformer(sublinear_tf=True))


def _sparse(params: Mapping[str, Any], needs: EstimatorSpec) -> Any:
    return weighted_counts(**params)


def _dense(params: Mapping[str, Any], needs: EstimatorSpec) -> Any:
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler

    # Hashed, since a vocabulary may turn out smaller than the number of components.
    steps = [
        HashingVectorizer(
            token_pattern=WORDS,
            ngram_range=(1, params.get("words", 1)),
            n_features=BUCKETS,
            norm=None,
            alternate_sign=False,
        ),
        TfidfTransformer(sublinear_tf=True),
        TruncatedSVD(n_components=params.get("components", 50)),
        # A text that has nothing of a direction is a rounding error there, which a tree would
        # look at. So is each text in directions that few words do not have.
        FunctionTransformer(np.round, kw_args=DIGITS, feature_names_out="one-to-one"),
    ]
    return make_pipeline(*steps, *([StandardScaler()] if "scaled" in needs.wants else []))


def _absent(value: Any) -> bool:
    return not isinstance(value, (list, tuple, dict, np.ndarray)) and is_missing(value)
