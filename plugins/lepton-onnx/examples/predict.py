"""Predicts rows with onnxruntime alone: ``python predict.py model.onnx rows.csv``."""

import csv
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import onnxruntime


def column(cells: list[str], kind: str) -> np.ndarray:
    """Return a column as the model takes it: text, numbers, or seconds since 1970."""
    if kind in ("category", "text"):
        return np.array(cells, dtype=object)[:, None]
    if kind == "datetime":
        cells = [c and datetime.fromisoformat(c).replace(tzinfo=UTC).timestamp() for c in cells]
    known = {"": np.nan, "true": 1.0, "false": 0.0}
    return np.array([float(known.get(str(c).lower(), c)) for c in cells])[:, None]


model = onnxruntime.InferenceSession(sys.argv[1])
kinds = json.loads(model.get_modelmeta().custom_metadata_map["lepton.kinds"])
rows = list(csv.DictReader(Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()))
answers = model.run(None, {n: column([r[n] for r in rows], k) for n, k in kinds.items()})
for label_or_value, *probabilities in zip(*answers, strict=True):
    print(label_or_value, *(p.tolist() for p in probabilities))
