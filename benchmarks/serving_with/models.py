"""Fit what is served, in lepton's own environment: ``models.py FOLDER NAME ...``.

Each model's folder gets the artifact (``model``), rows to ask for (``rows.json``), and what
the fitted model says of them (``labels.json``).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

OPTIONS: dict[str, dict[str, Any]] = {
    "logistic": {"estimators": ["logistic_regression"], "n_trials": 1},
    "ensemble": {"time_budget": 30.0},
}
COLUMNS = 20
ASKED = 100


def main(folder: Path, names: list[str]) -> None:
    """Fit the models."""
    from sklearn.datasets import make_classification

    from lepton_automl import LeptonAutoML, export

    X, y = make_classification(4000, COLUMNS, n_informative=8, flip_y=0.05, random_state=0)
    X = X.round(4)
    for name in names:
        automl = LeptonAutoML(random_state=0, verbose=0, **OPTIONS[name])
        automl.fit(X[ASKED:], y[ASKED:])
        place = folder / name
        place.mkdir(parents=True)
        path = automl.save(place / "model")
        export.add(path, "onnx")
        (place / "rows.json").write_text(json.dumps(X[:ASKED].tolist()))
        (place / "labels.json").write_text(json.dumps(automl.predict(X[:ASKED]).tolist()))
        members = [candidate.estimator for candidate in automl.weights_]
        (place / "members.json").write_text(json.dumps(members))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
