"""What a server counts, as Prometheus reads it."""

from __future__ import annotations

import os
import subprocess
import sys

from prometheus_client.parser import text_string_to_metric_families
from serve.toys import toy_engine

from lepton_automl.serve.metrics import Metrics


def samples(text):
    """Return the samples of a text by name and labels."""
    families = text_string_to_metric_families(text.decode())
    return {(s.name, *sorted(s.labels.items())): s.value for f in families for s in f.samples}


def test_calls_of_models_are_counted():
    metrics, engine = Metrics(), toy_engine()
    metrics.called(engine, 3, 0.002)
    metrics.called(engine, 5, 0.02)
    found = samples(metrics.text())
    assert found["lepton_rows_total", ("model", "toy")] == 8
    assert found["lepton_model_seconds_count", ("model", "toy")] == 2
    assert found["lepton_model_seconds_bucket", ("le", "0.0025"), ("model", "toy")] == 1
    assert found["lepton_batch_rows_sum", ("model", "toy")] == 8


def test_the_served_version_is_told():
    metrics = Metrics()
    old, new = toy_engine(version="1"), toy_engine(version="2")
    metrics.serves(old)
    metrics.serves(new, old)
    found = samples(metrics.text())
    told = {k[-1][1]: v for k, v in found.items() if k[0] == "lepton_model_served"}
    assert told == {"1": 0, "2": 1}


COUNT = """
from serve.toys import toy_engine
from lepton_automl.serve.metrics import Metrics
metrics, engine = Metrics(), toy_engine()
metrics.called(engine, 3, 0.1)
metrics.serves(engine)
print(metrics.text().decode())
"""


def test_workers_add_up_their_numbers_and_the_ended_serve_nothing(tmp_path):
    path = os.pathsep.join(p for p in sys.path if p)
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONPATH": path}
    texts = [
        subprocess.run(
            [sys.executable, "-c", COUNT], env=environment, capture_output=True, check=True
        ).stdout
        for _ in range(2)
    ]
    found = samples(texts[-1])
    assert found["lepton_rows_total", ("model", "toy")] == 6
    assert (
        found["lepton_model_served", ("format", "joblib"), ("model", "toy"), ("version", "1")]
        == 1
    )
    assert len(list(tmp_path.glob("gauge_livemax_*.db"))) == 1
