"""Two small models, their artifacts, a server of both, and a client that says all it hears."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st
from sklearn.compose import make_column_transformer
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from threadpoolctl import threadpool_limits

from lepton_automl.builtin.kinds.datetime_parts import DatetimeParts
from lepton_automl.candidate import Candidate
from lepton_automl.export import describe, load, save
from lepton_automl.plugin import Input, Registry, Task
from lepton_automl.serve import running
from lepton_automl.serve.signature import Signature
from lepton_automl.task import Schema

ROW = {"age": 31.0, "income": 2e4, "town": "Ulm", "member": True, "since": "2021-05-01"}

# Whatever JSON can hold.
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@dataclass(frozen=True)
class Reply:
    """What a server said."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """The content, read."""
        return json.loads(self.content)

    @property
    def error(self) -> str:
        """The sentence of a refusal."""
        return str(self.json["error"])


@dataclass(frozen=True)
class Client:
    """Asks a server, each time over a new connection."""

    url: str
    timeout: float = 60.0

    def __call__(
        self, path: str, body: Any = None, method: str | None = None, **headers: str
    ) -> Reply:
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, self.timeout)
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            sent = {"Content-Type": "application/json", **sent}
        try:
            connection.request(method or ("GET" if body is None else "POST"), path, body, sent)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, found, response.read())
        finally:
            connection.close()


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """Threads that wait for each other on a busy machine cost more than the work."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="session")
def people_task() -> Task:
    inputs = (
        Input("age", "number"),
        Input("income", "number"),
        Input("town", "category", levels=3),
        Input("member", "boolean"),
        Input("since", "datetime"),
    )
    columns = ("age", "income", "town", "member", "since", "constant")
    left_out = (("constant", "is constant (1)"),)
    schema = Schema("table", inputs, columns=columns, left_out=left_out, named=True)
    return Task("binary", schema, n_rows=60, classes=("no", "yes"), label_dtype="object")


@pytest.fixture(scope="session")
def people_table() -> pd.DataFrame:
    """A table as people have it: text, gaps, dates as text."""
    random = np.random.default_rng(0)
    table = pd.DataFrame(
        {
            "age": random.integers(18, 80, size=60).astype(float),
            "income": random.normal(3e4, 1e4, size=60),
            "town": random.choice(["Ulm", "Bonn", "Kiel"], size=60).astype(object),
            "member": random.choice([True, False], size=60),
            "since": [
                f"20{y}-0{m}-01" for y, m in random.integers(1, 10, size=(60, 2)) + [9, 0]
            ],
        }
    )
    table.loc[3, "age"] = np.nan
    table.loc[4, "town"] = None
    return table


def save_model(
    path: Path, model: Any, task: Task, target: str | None = None, **options: Any
) -> Path:
    """Write an artifact of a fitted model."""
    registry = options.pop("registry", None) or Registry(load_installed=False)
    manifest = describe(
        task=task,
        registry=registry,
        metric="r2" if task.classes is None else "roc_auc",
        members=[(Candidate.of("ridge", {}), 1.0, 0.9)],
        target=target,
    )
    baseline = DummyRegressor() if task.classes is None else DummyClassifier()
    baseline.fit([[0.0], [1.0]], [0.0, 1.0] if task.classes is None else list(task.classes)[:2])
    return save(
        path,
        model=model,
        baseline=baseline,
        task=task,
        manifest=manifest,
        registry=registry,
        **options,
    )


@pytest.fixture(scope="session")
def fit_people(people_task: Task, people_table: pd.DataFrame) -> Any:
    """Fit another version of the model of people and write it."""

    def fit(path: Path, C: float = 1.0) -> Path:
        prepare = make_column_transformer(
            (SimpleImputer(), ["age", "income", "member"]),
            (OneHotEncoder(handle_unknown="ignore"), ["town"]),
            (make_pipeline(DatetimeParts(), SimpleImputer()), ["since"]),
        )
        model = make_pipeline(prepare, LogisticRegression(C=C, max_iter=5000))
        registry = Registry(load_installed=False)
        from lepton_automl.intake import reread

        X = reread(people_table, people_task.schema, registry.kinds)
        y = np.where(X["income"] + 2000 * X["member"] > 3.1e4, "yes", "no").astype(object)
        model.fit(X, y)
        return save_model(path, model, people_task, "bought")

    return fit


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory, fit_people: Any) -> Path:
    """The artifact of a model of a table with columns of five kinds."""
    return Path(fit_people(tmp_path_factory.mktemp("artifacts") / "people"))


@pytest.fixture(scope="session")
def sums(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The artifact of a model of arrays of three numbers: their sum."""
    X = np.random.default_rng(0).normal(size=(30, 3))
    task = Task("regression", Schema("array", (Input(None, "number", 3),)), n_rows=30)
    model = LinearRegression().fit(X, X.sum(axis=1))
    return save_model(tmp_path_factory.mktemp("artifacts") / "sums", model, task)


@pytest.fixture(scope="session")
def url(people: Path, sums: Path) -> Iterator[str]:
    """The address of a server of both."""
    with running(people, sums) as address:
        yield address


@pytest.fixture
def client(url: str) -> Client:
    """Ask the server of both models."""
    return Client(url)


@pytest.fixture(scope="session")
def local(people: Path) -> Any:
    """The model of people, loaded here."""
    return load(people)


@pytest.fixture
def signature(people_task: Task) -> Signature:
    """What the model of people takes."""
    return Signature(people_task)


@pytest.fixture
def array_signature() -> Signature:
    """What a model of arrays of three numbers takes."""
    return Signature(Task("regression", Schema("array", (Input(None, "number", 3),)), n_rows=9))
