"""The service that BentoML serves; it is copied beside what it writes and imported there."""

import os

import bentoml
import joblib
import numpy as np


@bentoml.service(workers=1)
class Service:
    """One model, by the labels it predicts."""

    def __init__(self) -> None:
        self.model = joblib.load(os.environ["SERVED_MODEL"])

    @bentoml.api
    def predict(self, rows: list[list[float]]) -> list[int]:
        """Return a label for each row."""
        return self.model.predict(np.asarray(rows)).tolist()
