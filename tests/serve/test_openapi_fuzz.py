"""Requests made from the OpenAPI document by schemathesis, good and bad: no answer is a 5xx."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest
from house.sources import environment
from serve.conftest import Client
from serve.processes import process

from lepton_automl import LeptonAutoML

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(find_spec("schemathesis") is None, reason="pip install -e '.[interop]'"),
]
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "allow_header_conformance",
)
HAS_GRAPHS = find_spec("lepton_onnx") is not None
PLUGINS = {"LEPTON_DISABLE_PLUGINS": "" if HAS_GRAPHS else "1"}


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Models of numbers, categories, booleans, dates and text: classes, values, and a graph."""
    random = np.random.default_rng(0)
    n = 200
    words = ["red", "green", "small", "large", "old", "new", "good", "bad"]
    table = pd.DataFrame(
        {
            "age": random.integers(18, 80, n).astype(float),
            "income": random.normal(3e4, 1e4, n),
            "town": random.choice(["Ulm", "Bonn", "Kiel"], n),
            "member": random.choice([True, False], n),
            "since": pd.Timestamp("2015-01-01")
            + pd.to_timedelta(random.integers(0, 3000, n), "D"),
            "note": [" ".join(random.choice(words, 12)) for _ in range(n)],
        }
    )
    table.loc[3, "age"] = np.nan
    bought = np.where(table["income"] + 2000 * table["member"] > 3e4, "yes", "no")
    spent = 0.1 * table["income"] + table["note"].str.count("good")
    folder = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as patched:
        for name, value in PLUGINS.items():
            patched.setenv(name, value)
        for name, y in {"binary": bought, "regression": spent}.items():
            automl = LeptonAutoML(n_trials=2, random_state=0, verbose=0).fit(table, y)
            assert {i.kind for i in automl.task_.schema.inputs} == {
                "number", "category", "boolean", "datetime", "text"
            }  # fmt: skip
            automl.save(folder / name)
            if HAS_GRAPHS and name == "binary":
                automl.save(folder / "graph", format=["joblib", "onnx"])
    return sorted(folder.iterdir())


def fuzz(document, url, folder, examples):
    """Ask a server as its document lets one, and otherwise; fail if an answer is wrong."""
    path = folder / "openapi.json"
    path.write_text(json.dumps(document))
    found = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--no-color", "run", str(path)),
            *(
                "--url",
                url,
                "--checks",
                ",".join(CHECKS),
                "--phases",
                "examples,coverage,fuzzing",
            ),
            *("--max-examples", str(examples), "--continue-on-failure"),
            *("--generation-deterministic", "--request-timeout", "60"),
        ],
        cwd=folder,  # it leaves files
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout[-20_000:] + found.stderr


def test_no_request_made_from_the_document_fails(models, tmp_path):
    with process(*models, **PLUGINS) as server:
        document = Client(server.url)("/openapi.json").json
        fuzz(document, server.url, tmp_path, 25)
        # Nearly each length of the JSON that is made up is wrong, so that little else would be
        # tried of tensors: once more without it.
        tensors = [p for p in document["paths"] if p.endswith("/infer")]
        for path in tensors:
            post = document["paths"][path]["post"]
            del post["parameters"], post["requestBody"]["content"]["application/octet-stream"]
        fuzz(document, server.url, tmp_path, 50)
        text = Client(server.url)("/metrics").content.decode()
        assert server.end() == 0
    answers = Counter((line["path"], line["status"]) for line in server.said("request"))
    assert sum(answers.values()) > 2000
    assert not [place for place in answers if place[1] >= 500]
    assert 'status="5' not in text
    assert not [line for line in server.lines if line["level"] == "error"]
    # Not by refusing all: each address has answered too.
    for path, methods in document["paths"].items():
        assert answers[path, 200] >= (10 if "post" in methods else 1), path
