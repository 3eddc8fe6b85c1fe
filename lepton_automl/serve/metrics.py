"""What a server counts and measures, as Prometheus reads it."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from lepton_automl.serve.engine import Engine

__all__ = ["SHARED", "TEXT", "Metrics"]

TEXT = CONTENT_TYPE_LATEST
SHARED = "PROMETHEUS_MULTIPROC_DIR"  # the folder in which several workers add up their numbers
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
ROWS = tuple(float(2**power) for power in range(0, 15, 2))


class Metrics:
    """Requests, model calls and versions.

    Attributes
    ----------
    requests : Counter
        By endpoint and status.
    seconds : Histogram
        From a request's first byte in the application to its answer, by endpoint.
    reloads : Counter
        New versions, by model and outcome.
    """

    def __init__(self) -> None:
        self._registry = found = CollectorRegistry()
        self.requests = Counter(
            "lepton_requests", "Requests answered.", ["endpoint", "status"], registry=found
        )
        self.seconds = Histogram(
            "lepton_request_seconds",
            "Time to answer a request.",
            ["endpoint"],
            buckets=SECONDS,
            registry=found,
        )
        self.reloads = Counter(
            "lepton_reloads", "New versions, loaded or failed.", ["model", "outcome"],
            registry=found,
        )  # fmt: skip
        self._rows = Counter("lepton_rows", "Rows predicted.", ["model"], registry=found)
        self._calls = Histogram(
            "lepton_model_seconds", "Time of a model's call.", ["model"], buckets=SECONDS,
            registry=found,
        )  # fmt: skip
        self._batches = Histogram(
            "lepton_batch_rows", "Rows in a model's call.", ["model"], buckets=ROWS,
            registry=found,
        )  # fmt: skip
        self._served = Gauge(
            "lepton_model_served",
            "1 for the version that is served.",
            ["model", "version", "format"],
            multiprocess_mode="livemax",
            registry=found,
        )

    def called(self, engine: Engine, rows: int, seconds: float) -> None:
        """Count a call of a model."""
        self._rows.labels(engine.name).inc(rows)
        self._calls.labels(engine.name).observe(seconds)
        self._batches.labels(engine.name).observe(rows)

    def serves(self, engine: Engine, was: Engine | None = None) -> None:
        """Say which version of a model is served."""
        for served, value in ((was, 0), (engine, 1)):
            if served is not None:
                words = served.name, served.version, served.format
                self._served.labels(*words).set(value)

    def text(self) -> bytes:
        """Return all numbers, those of other workers included."""
        shared = os.environ.get(SHARED)
        if shared is None or not Path(shared).is_dir():
            return generate_latest(self._registry)
        _forget_ended(Path(shared))
        registry = CollectorRegistry()
        MultiProcessCollector(registry, shared)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


def _forget_ended(folder: Path) -> None:
    """Forget what ended workers serve; what they counted stays."""
    for file in folder.glob("gauge_live*_*.db"):
        if not psutil.pid_exists(int(file.stem.rpartition("_")[2])):
            file.unlink(missing_ok=True)
