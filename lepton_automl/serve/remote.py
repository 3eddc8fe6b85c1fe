"""A model on a server that is used like a local one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from html import escape
from math import ceil
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl import score
from lepton_automl.errors import InputError, RemoteError, did_you_mean
from lepton_automl.export import Predictor
from lepton_automl.plugin.registry import Registry
from lepton_automl.serve.connection import Connection
from lepton_automl.serve.settings import TOKEN
from lepton_automl.serve.signature import WHOLE
from lepton_automl.serve.tensors import DTYPES, datatype_of, pack, unpack
from lepton_automl.task import Task

__all__ = ["RemoteModel"]

HEADER = "Inference-Header-Content-Length"
MOST_ROWS = 1024  # a request of more goes through the model in pieces anyway


class RemoteModel(Predictor):
    """A model on a server, with the interface of a fitted scikit-learn estimator.

    Data are read here, by the model's own schema, as a local model reads them; what travels is
    their canonical form, to the bit. So it takes what ``load(path)`` takes, and says the same
    but for rounding, where few rows go another way through the model than many.

    Parameters
    ----------
    url : str
        Where ``lepton serve`` listens: ``http://127.0.0.1:8080``.
    token : str or None
        What the server wants to know; by default the environment's ``LEPTON_TOKEN``.
    name : str or None
        The model's name; not needed where the server has one model.
    timeout : float
        Seconds to wait for an answer.
    registry : Registry or None
        Where kinds and task types come from; by default all installed plugins.

    Attributes
    ----------
    version_ : str
        The version of the model that answered last.
    task_ : Task
        What it has learned.
    classes_ : ndarray of shape (n_classes,)
        The labels, for a task with classes.

    Raises
    ------
    InputError
        If the address, the token or the name is wrong.
    RemoteError
        If the server cannot be reached.

    Examples
    --------
    >>> RemoteModel("127.0.0.1:9")  # where nobody listens
    Traceback (most recent call last):
        ...
    lepton_automl.errors.RemoteError: 127.0.0.1:9 cannot be reached: Connection refused.
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        name: str | None = None,
        timeout: float = 60.0,
        registry: Registry | None = None,
    ) -> None:
        self.url = url
        self.token = token
        self.name = name
        self.timeout = timeout
        self.registry = registry
        registry = registry or Registry()
        connection = Connection(url, token or os.environ.get(TOKEN), timeout)
        known = connection.json("models", name or _only(connection))
        task = Task.from_json(known["task"])
        spec = registry.get("tasks", task.type)
        both = "predict_proba" in known["outputs"]
        super().__init__(
            (_Classifier if both else _Model)(connection, known, task),
            task,
            {kind: registry.get("kinds", kind) for kind in sorted(task.schema.kinds)},
            spec=spec,
            metric=score.make_score(None, spec, registry),
            owner="The model on the server",
        )

    @property
    def version_(self) -> str:
        """The version of the model that answered last."""
        return str(self.model.version)

    def __repr__(self, N_CHAR_MAX: int = 700) -> str:
        """Return one line that says what it predicts, and where."""
        task = self.task
        classes = f", {task.n_classes} classes" if task.classes is not None else ""
        what = f"{self.model.name} for {task.type}, {task.n_features} columns{classes}"
        return f"<RemoteModel: {what}, at {self.url}>"

    def _repr_html_(self) -> str:
        """Return the same line, for notebooks."""
        return f"<pre>{escape(repr(self))}</pre>"


class _Model:
    """What stands in the place of the fitted model: it takes data in their canonical form."""

    def __init__(self, connection: Connection, known: dict[str, Any], task: Task) -> None:
        self.connection = connection
        self.task = task
        self.name = str(known["name"])
        self.version = str(known["version"])
        self.most_bytes = int(known["max_bytes"])

    def predict(self, X: Any) -> Any:
        """Return a label, value or object for each row."""
        found = self._ask(X, "predict")
        if self.task.classes is not None and found.ndim == 1:
            return found.astype(np.dtype(self.task.label_dtype))
        return found

    def _ask(self, X: Any, output: str) -> Any:
        parts = [self._request(part, output) for part in self._pieces(X)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _request(self, X: Any, output: str) -> Any:
        if self.task.schema.form == "object":
            return self._request_objects(X, output)
        head, data = _encoded(X, output)
        body = b"".join([head, *data])
        content, headers = self.connection.request(
            "POST",
            "v2", "models", self.name, "infer",
            body=body,
            headers={HEADER: str(len(head)), "Content-Type": "application/octet-stream"},
        )  # fmt: skip
        try:
            length = int(headers[HEADER.lower()])
            answer = json.loads(content[:length])
            (described,) = answer["outputs"]
            self.version = str(answer["model_version"])
            shape, datatype = tuple(described["shape"]), described["datatype"]
            return unpack(output, shape, datatype, memoryview(content)[length:])
        except (KeyError, ValueError, TypeError) as error:
            raise RemoteError(
                f"{self.connection.url} answered what cannot be read: {error!r}. "
                "Is it a server of this version?"
            ) from error

    def _request_objects(self, X: Any, output: str) -> Any:
        """Ask with rows that no tensor holds: as JSON, in the plain way."""
        body = json.dumps(list(X), default=lambda value: value.tolist()).encode()
        query = "predict?proba=true" if output == "predict_proba" else "predict"
        content, _ = self.connection.request(
            "POST", "models", self.name, query, body=body,
            headers={"Content-Type": "application/json"},
        )  # fmt: skip
        answer = json.loads(content)
        self.version = str(answer["version"])
        return np.array(answer["probabilities" if "?" in query else "predictions"])

    def _pieces(self, X: Any) -> Iterator[Any]:
        """Yield the rows in pieces that the server takes."""
        n_rows = X.shape[0]
        few = _rows(X, slice(0, MOST_ROWS))
        if self.task.schema.form == "object":
            most = 1 if len(few) == 0 else MOST_ROWS
        else:
            head, data = _encoded(few, "predict")
            size = (len(head) + sum(map(len, data))) / max(1, few.shape[0])
            most = max(1, min(MOST_ROWS, int(0.5 * self.most_bytes / size)))
        for piece in range(max(1, ceil(n_rows / most))):
            yield _rows(X, slice(piece * most, (piece + 1) * most))


class _Classifier(_Model):
    """The same for a model that has probabilities."""

    def predict_proba(self, X: Any) -> Any:
        """Return an array of shape (n_rows, n_classes)."""
        return self._ask(X, "predict_proba")


def _only(connection: Connection) -> str:
    names = [str(m["name"]) for m in connection.json("models")["models"]]
    if len(names) != 1:
        raise InputError(
            f"{connection.url} serves several models. Choose one with name=. "
            f"{did_you_mean('', names)}"
        )
    return names[0]


def _rows(X: Any, rows: slice) -> Any:
    return X.iloc[rows] if isinstance(X, pd.DataFrame) else X[rows]


def _encoded(X: Any, output: str) -> tuple[bytes, list[bytes]]:
    """Return the JSON of a request and the binary tensors that follow it."""
    if isinstance(X, pd.DataFrame):
        arrays = [(str(name), _plain(column)) for name, column in X.items()]
    else:
        arrays = [(WHOLE, X.toarray() if hasattr(X, "toarray") else np.asarray(X))]
    inputs, data = [], []
    for name, values in arrays:
        packed = pack(values)
        data.append(packed)
        inputs.append(
            {
                "name": name,
                "shape": list(values.shape),
                "datatype": datatype_of(values),
                "parameters": {"binary_data_size": len(packed)},
            }
        )
    outputs = [{"name": output, "parameters": {"binary_data": True}}]
    return json.dumps({"inputs": inputs, "outputs": outputs}).encode(), data


def _plain(column: pd.Series[Any]) -> Any:
    """Return a column of a table in canonical form as a tensor can hold it."""
    values = column.to_numpy()
    if values.dtype.kind == "M":
        whole = (values == values.astype("datetime64[s]")) | np.isnat(values)
        text = np.datetime_as_string(values, unit="s" if whole.all() else "us")
        return np.where(np.isnat(values), "", text).astype(object)
    if values.dtype == object:
        # Neither category, text nor date can be an empty string: that is what missing is.
        return np.where(pd.isna(values), "", values)
    return values if values.dtype in DTYPES.values() else values.astype(str).astype(object)
