"""AutoKeras' image classifier, ended by the clock: it has no limit of time of its own.

    python -m systems.autokeras ROWS.npz SECONDS FOLDER

``ROWS.npz`` holds ``X``, ``y``, ``X_test``, ``y_test``. A tenth of the rows is held out for
validation, networks train until it no longer improves, and the search begins networks for as
long as there is time; the one in training then stops where it is. The best is taken as it was
at its best epoch. The last line printed is JSON: ``seconds`` and ``accuracy``.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import autokeras
import keras
import numpy as np

SEED = 0
NETWORKS = 1_000  # more than there is ever time for
EPOCHS = 1_000


class Deadline(keras.callbacks.Callback):
    """Ends the training, and the search with it, when the time has come."""

    def __init__(self, end: float) -> None:
        super().__init__()
        self.end = end
        self.tuner: Any = None

    def __deepcopy__(self, memo: object) -> Deadline:
        """Return itself: every network is given a copy of its callbacks."""
        return self

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Stop when it is too late for another batch."""
        if time.monotonic() >= self.end:
            self.model.stop_training = True
            self.tuner.oracle.max_trials = 1  # 0 would be no limit


def main(rows: Path, seconds: float, folder: Path) -> None:
    """Fit within some seconds, and score on the test rows."""
    data = np.load(rows)
    start = time.monotonic()
    X, y = data["X"], data["y"]
    first, last = np.split(np.random.default_rng(SEED).permutation(len(X)), [len(X) * 9 // 10])
    search = autokeras.ImageClassifier(
        max_trials=NETWORKS, directory=folder, overwrite=True, seed=SEED
    )
    deadline = Deadline(start + seconds)
    deadline.tuner = search.tuner
    patience = keras.callbacks.EarlyStopping(patience=10, min_delta=1e-4)
    # With rows of its own for validation there is no last fit, which would know no clock.
    search.fit(
        X[first],
        y[first],
        validation_data=(X[last], y[last]),
        epochs=EPOCHS,
        callbacks=[deadline, patience],
        verbose=2,
    )
    took = time.monotonic() - start
    predicted = np.ravel(search.predict(data["X_test"], verbose=0))
    accuracy = float(np.mean(predicted.astype(data["y_test"].dtype) == data["y_test"]))
    print(json.dumps({"seconds": took, "accuracy": accuracy}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3]))
