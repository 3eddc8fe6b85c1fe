"""NVIDIA's own client speaks to the server unchanged."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest
from house.sources import environment

# In a process of its own: it brings gevent, which changes how sockets and threads work.
SCRIPT = """
import sys
import numpy as np
import pandas as pd
import tritonclient.http as triton
import lepton_automl

url, path = sys.argv[1:]
client = triton.InferenceServerClient(url.removeprefix("http://"), concurrency=4)
assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("people")
assert client.get_server_metadata()["extensions"] == ["binary_tensor_data"]
metadata = client.get_model_metadata("people")
(version,) = metadata["versions"]
assert client.is_model_ready("people", version)

n = 5
columns = {
    "age": np.array([20.0, np.nan, 40.0, 50.0, 60.0]),
    "income": np.array([1e4, 2e4, 3e4, 4e4, 5e4]),
    "town": np.array([b"Ulm", b"Bonn", b"", "Köln".encode(), b"Kiel"], dtype=object),
    "member": np.array([True, False, True, False, True]),
    "since": np.array(
        [b"2020-01-01", b"", b"2021-03-01", b"2022-01-01", b"2019-01-01"], dtype=object
    ),
}

def text(values):
    return [v.decode() if isinstance(v, bytes) else v for v in values]

X = pd.DataFrame({name: text(values) for name, values in columns.items()})
local = lepton_automl.load(path)
labels, probabilities = local.predict(X), local.predict_proba(X)

for binary in (True, False):
    inputs = []
    for tensor in metadata["inputs"]:
        values = columns[tensor["name"]]
        one = triton.InferInput(tensor["name"], list(values.shape), tensor["datatype"])
        if not binary and values.dtype.kind == "f":
            values = np.nan_to_num(values, nan=30.0)  # JSON has no NaN
        one.set_data_from_numpy(values, binary_data=binary)
        inputs.append(one)
    outputs = [
        triton.InferRequestedOutput(o["name"], binary_data=binary)
        for o in metadata["outputs"]
    ]
    for packing in (None, "gzip", "deflate"):
        found = client.infer("people", inputs, model_version=version, outputs=outputs,
                             request_id="7", request_compression_algorithm=packing)
        response = found.get_response()
        assert (response["id"], response["model_version"]) == ("7", version)
        said = text(found.as_numpy("predict"))
        if binary:
            assert said == labels.tolist()
            found_proba = found.as_numpy("predict_proba")
            np.testing.assert_allclose(found_proba, probabilities, rtol=1e-12)
        assert found.as_numpy("predict_proba").shape == (n, 2)

waiting = [client.async_infer("people", inputs) for _ in range(20)]
assert all(len(w.get_result().as_numpy("predict")) == n for w in waiting)

matrix = triton.InferInput("input-0", [2, 3], "FP32")
matrix.set_data_from_numpy(np.ones((2, 3), dtype=np.float32))
found = client.infer("sums", [matrix]).as_numpy("predict")
np.testing.assert_allclose(found, [3, 3], rtol=1e-6)

for model, wrong in (("nobody", inputs), ("people", inputs[1:]), ("people", [matrix])):
    try:
        client.infer(model, wrong)
    except triton.InferenceServerException as error:
        assert error.status() in ("404", "422"), error.status()
    else:
        raise AssertionError(model)
print("all well")
"""


@pytest.mark.slow
@pytest.mark.skipif(find_spec("tritonclient") is None, reason="pip install -e '.[interop]'")
def test_tritonclient_is_answered(url, people):
    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT, url, str(people)],
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == "all well"
