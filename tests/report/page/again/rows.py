"""What lies beside a page: the rows that it was judged by, and the model it tells of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd


@dataclass
class Told:
    """A report as it was written, and all that is needed to count it again.

    Attributes
    ----------
    folder : Path
        With ``report.json`` and ``predictions.csv``.
    automl : LeptonAutoML
        Fitted.
    X : DataFrame
        The rows that it is judged by.
    train : DataFrame
        Training rows at hand, in the order in which the model keeps them.
    y_train : Series
        Their targets.
    sensitive : Series or None
        The group of each row.
    resamples, band : int
        Of a score, and of a curve.
    curve_rows : int
        Over which a dependence is averaged.
    """

    folder: Any
    automl: Any
    X: Any
    train: Any
    y_train: Any
    sensitive: Any = None
    resamples: int = 200
    band: int = 200
    curve_rows: int = 200

    @cached_property
    def report(self):
        """The data of the page."""
        return json.loads((self.folder / "report.json").read_text())

    @cached_property
    def rows(self):
        """The predictions, to the bit."""
        texts = pd.read_csv(self.folder / "predictions.csv", dtype=str, keep_default_na=False)
        named = {"true", "predicted"} if self.classes else set()
        return texts.astype({c: float for c in texts.columns if c not in named})

    @property
    def classes(self):
        """The names of the classes; None of numbers."""
        labels = self.automl.task_.classes
        return None if labels is None else [str(label) for label in labels]

    @cached_property
    def y(self):
        """The truth: positions of classes, or numbers."""
        return self._coded("true")

    @cached_property
    def named(self):
        """What was said: positions of classes, or numbers."""
        return self._coded("predicted")

    @cached_property
    def said(self):
        """The probability of each class."""
        return self.rows[[f"p={label}" for label in self.classes]].to_numpy()

    @cached_property
    def trivial(self):
        """What the baseline says: probabilities, or numbers."""
        if self.classes is None:
            return self.rows["baseline"].to_numpy()
        return self.rows[[f"baseline p={label}" for label in self.classes]].to_numpy()

    @cached_property
    def kinds(self):
        """The kind of each column."""
        return {c.name: c.kind for c in self.automl.task_.schema.inputs}

    def _coded(self, name):
        values = self.rows[name]
        if self.classes is None:
            return values.to_numpy(dtype=float)
        return values.map({label: i for i, label in enumerate(self.classes)}).to_numpy()

    def respond(self, X):
        """Return predictions of rows: probabilities of classes, or numbers."""
        two = self.automl.predict(X) if self.classes is None else self.automl.predict_proba(X)
        return np.asarray(two, dtype=float)


def wilson(hits, n):
    """Return the 95 % interval of a share by Wilson's formula."""
    if n == 0:
        return None, None
    z, p = 1.959963984540054, hits / n
    middle, half = p + z**2 / (2 * n), z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return (middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)
