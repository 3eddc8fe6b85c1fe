"""What tells one set of data from another."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl.resample.splits import Splits
from lepton_automl.task import Data

__all__ = ["fingerprint"]


def fingerprint(data: Data, splits: Splits) -> str:
    """Return a text that is the same in every process for the same data and splits."""
    digest = hashlib.sha256()
    for values in (data.X, data.y, data.sample_weight, data.groups):
        for part in _bytes(values):
            digest.update(part)
    for train, test in splits.pairs:
        digest.update(train.tobytes())
        digest.update(test.tobytes())
    return digest.hexdigest()


def _bytes(values: Any) -> Iterator[Any]:
    if values is None:
        yield b"none"
    elif isinstance(values, pd.DataFrame):
        yield repr(list(values.columns)).encode()
        yield pd.util.hash_pandas_object(values, index=False).to_numpy().tobytes()
    elif hasattr(values, "indptr"):
        for part in (values.data, values.indices, values.indptr):
            yield from _bytes(part)
    elif values.dtype == object:
        for value in values.ravel():  # one by one: pickles of the whole depend on identities
            yield pickle.dumps(value, protocol=4)
    else:
        yield repr((values.shape, values.dtype.str)).encode()
        yield np.ascontiguousarray(values).tobytes()
