"""Rows and what a model says of them, as ``probe.json`` keeps them in an artifact.

With them, whoever has the folder can ask the model again, years later or on another machine,
and compare: see `check`.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

__all__ = ["PROBE", "from_text", "to_text"]

PROBE = "probe.json"


def to_text(X: Any, answers: dict[str, Any]) -> str | None:
    """Return rows and answers as JSON; None where JSON cannot hold them, such as pictures.

    Examples
    --------
    >>> text = to_text(np.array([[1.0, np.nan]]), {"predict": np.array(["no"], dtype=object)})
    >>> X, answers = from_text(text)
    >>> X.tolist(), answers["predict"].tolist()
    ([[1.0, nan]], ['no'])
    """
    if hasattr(X, "columns"):
        columns = [_written(X[name].to_numpy()) for name in X.columns]
        rows: dict[str, Any] = {"form": "table", "names": list(X.columns), "columns": columns}
    elif sparse.issparse(X):
        rows = {"form": "sparse", "shape": list(X.shape)}
        rows |= {k: _written(getattr(X, k)) for k in ("data", "indices", "indptr")}
    else:
        rows = {"form": "array", "shape": list(X.shape), "values": _written(X.ravel())}
    said = {
        name: {"shape": list(v.shape), **_written(v.ravel())} for name, v in answers.items()
    }
    try:
        return json.dumps({"rows": rows, "answers": said}, allow_nan=False, ensure_ascii=False)
    except (TypeError, ValueError):
        return None


def from_text(text: str) -> tuple[Any, dict[str, Any]]:
    """Return the rows and answers that `to_text` wrote."""
    found = json.loads(text)
    rows = found["rows"]
    if rows["form"] == "table":
        columns = {
            name: pd.Series(cells, dtype=cells.dtype)  # not what pandas would guess
            for name, cells in zip(rows["names"], map(_read, rows["columns"]), strict=True)
        }
        X: Any = pd.DataFrame(columns, columns=pd.Index(rows["names"], dtype=object))
    elif rows["form"] == "sparse":
        parts = tuple(_read(rows[k]) for k in ("data", "indices", "indptr"))
        X = sparse.csr_matrix(parts, shape=tuple(rows["shape"]))
    else:
        X = _read(rows["values"]).reshape(rows["shape"])
    answers = {k: _read(v).reshape(v["shape"]) for k, v in found["answers"].items()}
    return X, answers


def _written(values: Any) -> dict[str, Any]:
    """Return an array as its dtype and a list; what JSON has no number for is text."""
    if values.dtype.kind == "M":
        return {"dtype": str(values.dtype), "values": values.astype(str).tolist()}
    if values.dtype.kind == "f":
        cells = [v if np.isfinite(v) else str(v) for v in values.tolist()]
        return {"dtype": str(values.dtype), "values": cells}
    if values.dtype == object:
        return {"dtype": "object", "values": [None if _is_nan(v) else v for v in values]}
    return {"dtype": str(values.dtype), "values": values.tolist()}


def _read(part: dict[str, Any]) -> Any:
    if part["dtype"] != "object":
        return np.array(part["values"], dtype=part["dtype"])
    found = np.empty(len(part["values"]), dtype=object)
    found[:] = [np.nan if value is None else value for value in part["values"]]
    return found


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and value != value
