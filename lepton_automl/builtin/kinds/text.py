"""Free text: sentences whose words matter."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import mean
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl.builtin.kinds.cells import cells, is_missing
from lepton_automl.plugin.specs import EstimatorSpec
from lepton_automl.space import Choice, Int, Space
from lepton_automl.task import Input, Task

__all__ = ["read", "recognise", "space", "to_number"]

# A text without any word is a word of its own, so that no training fold lacks words.
_WORDS = r"(?u)\b\w+\b|^\W*$"
BUCKETS = 2**13


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
    """Return how words are counted, and for dense estimators how far they are condensed."""
    found: dict[str, Any] = {"words": Choice(1, 2)}
    if "sparse" in spec.handles:
        found["max_features"] = Int(1000, 50_000, log=True)
        if task.n_rows >= 1000:
            found["min_rows"] = Choice(1, 2, 5)
    else:
        found["components"] = Int(10, 200, log=True)
    return found


def to_number(
    inputs: tuple[Input, ...], params: Mapping[str, Any], needs: EstimatorSpec
) -> Any:
    """Return weighted counts of words, one column of text at a time."""
    from sklearn.compose import ColumnTransformer

    sparse = "sparse" in needs.handles
    make = _sparse if sparse else _dense
    # A name instead of a list selects a Series, which is what the counters of words take.
    parts = [(f"{k}", make(params, needs), i.name) for k, i in enumerate(inputs)]
    return ColumnTransformer(parts, sparse_threshold=1.0 if sparse else 0.0)


def _sparse(params: Mapping[str, Any], needs: EstimatorSpec) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        token_pattern=_WORDS,
        ngram_range=(1, params.get("words", 1)),
        max_features=params.get("max_features", 20_000),
        min_df=params.get("min_rows", 1),
        sublinear_tf=True,
    )


def _dense(params: Mapping[str, Any], needs: EstimatorSpec) -> Any:
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    # Hashed, since a vocabulary may turn out smaller than the number of components.
    steps = [
        HashingVectorizer(
            token_pattern=_WORDS,
            ngram_range=(1, params.get("words", 1)),
            n_features=BUCKETS,
            norm=None,
            alternate_sign=False,
        ),
        TfidfTransformer(sublinear_tf=True),
        TruncatedSVD(n_components=params.get("components", 50)),
    ]
    return make_pipeline(*steps, *([StandardScaler()] if "scaled" in needs.wants else []))


def _absent(value: Any) -> bool:
    return not isinstance(value, (list, tuple, dict, np.ndarray)) and is_missing(value)
