"""The servers compared: the environment each lives in, how it is started and asked."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import psutil
from systems.environments import python

__all__ = ["SERVERS", "Running", "Server", "started"]

HERE = Path(__file__).parent
PATIENCE = 90.0  # seconds until a server must be ready
Rows = Sequence[Sequence[float]]
# None of them is to ask for anything outside.
QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "BENTOML_DO_NOT_TRACK": "True",
    "DO_NOT_TRACK": "1",
    "LEPTON_DISABLE_PLUGINS": "",
}


@dataclass(frozen=True)
class Server:
    """A server under comparison.

    Attributes
    ----------
    environment : str
        Its virtual environment.
    command : callable
        (model's folder, a folder to write into, port) -> what to start.
    ready, address : str
        Where it says that it is ready, and where it predicts.
    body : callable
        Rows -> what is sent to it.
    labels : callable
        What it answers -> the labels.
    label : str
        What it is, in a few words, for the page.
    """

    environment: str
    command: Callable[[Path, Path, int], list[str]]
    ready: str
    address: str
    body: Callable[[Rows], Any]
    labels: Callable[[Any], list[int]]
    label: str


@dataclass(frozen=True)
class Running:
    """A server that runs."""

    url: str
    process: psutil.Process

    def family(self) -> list[psutil.Process]:
        """Return all of its processes."""
        return [self.process, *self.process.children(recursive=True)]

    def seconds(self) -> float:
        """Return the processor time that it has used so far."""
        return sum(sum(p.cpu_times()[:2]) for p in self.family())

    def memory(self) -> int:
        """Return the bytes that it has in memory."""
        return sum(p.memory_info().rss for p in self.family())


def tensors(rows: Rows) -> Any:
    """Return rows as the Open Inference Protocol sends them, asking for labels alone."""
    tensor = {"name": "input", "shape": [len(rows), len(rows[0])], "datatype": "FP64"}
    return {"inputs": [{**tensor, "data": rows}], "outputs": [{"name": "predict"}]}


def lepton(*options: str) -> Callable[[Path, Path, int], list[str]]:
    """Return how `lepton serve` is started."""
    words = ("-m", "lepton_automl", "serve", "--no-access-log", *options)
    return lambda model, _, port: [*words, "--port", str(port), f"model={model}"]


def mlserver(model: Path, folder: Path, port: int) -> list[str]:
    """Start MLServer; predicting in the server's own process is its fastest way."""
    settings = {"http_port": port, "grpc_port": free_port(), "metrics_port": free_port()}
    settings |= {"debug": False, "parallel_workers": 0, "host": "127.0.0.1"}
    of_model = {
        "name": "model",
        "implementation": "mlserver_sklearn.SKLearnModel",
        "parameters": {"uri": str(model / "model.joblib")},
    }
    (folder / "settings.json").write_text(json.dumps(settings))
    (folder / "model-settings.json").write_text(json.dumps(of_model))
    return ["-m", "mlserver.cli.main", "start", str(folder)]


def mlflow(model: Path, folder: Path, port: int) -> list[str]:
    """Start `mlflow models serve`, with one worker."""
    serve = ("-m", "mlflow", "models", "serve", "--env-manager", "local", "--workers", "1")
    return [*serve, "-h", "127.0.0.1", "-p", str(port), "-m", str(model.parent / "mlflow")]


def bentoml(model: Path, folder: Path, port: int) -> list[str]:
    """Start the service beside this file."""
    (folder / "service.py").write_text((HERE / "service.py").read_text())
    serve = ("-m", "bentoml", "serve", "service:Service", "--working-dir", str(folder))
    return [*serve, "--host", "127.0.0.1", "--port", str(port)]


def predicted(answer: Any) -> list[int]:
    """Return the labels in an answer of the Open Inference Protocol."""
    return [int(label) for label in answer["outputs"][0]["data"]]


OIP = ("/v2/models/model/ready", "/v2/models/model/infer", tensors, predicted)
SERVERS: dict[str, Server] = {
    "lepton": Server("serving-lepton", lepton(), *OIP, "as it comes: the ONNX graph"),
    "lepton_pipeline": Server(
        "serving-lepton", lepton("--format", "joblib"), *OIP, "the pipeline, as the others"
    ),
    "mlserver": Server("serving-mlserver", mlserver, *OIP, "no extra process"),
    "mlflow": Server(
        "serving-mlflow",
        mlflow,
        "/ping",
        "/invocations",
        lambda rows: {"inputs": rows},
        lambda answer: [int(label) for label in answer["predictions"]],
        "`mlflow models serve`",
    ),
    "bentoml": Server(
        "serving-bentoml",
        bentoml,
        "/readyz",
        "/predict",
        lambda rows: {"rows": rows},
        lambda answer: [int(label) for label in answer],
        "one worker",
    ),
}


@contextlib.contextmanager
def started(name: str, model: Path, folder: Path, home: Path) -> Iterator[Running]:
    """Start a server, wait until it is ready, and end it with all its processes."""
    server, port = SERVERS[name], free_port()
    program = python(server.environment, home)
    known = {**os.environ, **QUIET, "SERVED_MODEL": str(model / "model.joblib")}
    known |= {"BENTOML_HOME": str(folder / "bentoml"), "HOME": str(folder)}
    known["PATH"] = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    log = home / "logs" / f"serving-{name}-{model.parent.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file:
        command = [str(program), *server.command(model, folder, port)]
        child = subprocess.Popen(command, cwd=folder, stdout=file, stderr=file, env=known)
        running = Running(f"http://127.0.0.1:{port}", psutil.Process(child.pid))
        try:
            await_ready(running.url + server.ready, child, log)
            yield running
        finally:
            end(running, child)


def await_ready(address: str, child: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server says that it is ready."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if child.poll() is not None:
            raise SystemExit(f"the server ended; see {log}")
        with contextlib.suppress(URLError, OSError), urlopen(address, timeout=5):
            return
        time.sleep(0.2)
    raise SystemExit(f"the server was not ready within {PATIENCE:g} s; see {log}")


def end(running: Running, child: subprocess.Popen[bytes]) -> None:
    """End a server: politely, then at once."""
    try:
        family = running.family()
    except psutil.NoSuchProcess:
        return
    child.terminate()
    _, alive = psutil.wait_procs(family, timeout=10)
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    child.wait()


def ask(url: str, server: Server, rows: Rows) -> list[int]:
    """Return the labels that a server predicts."""
    body = json.dumps(server.body(rows)).encode()
    sent = Request(url + server.address, body, {"Content-Type": "application/json"})
    with urlopen(sent, timeout=60) as answer:
        return server.labels(json.load(answer))


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
