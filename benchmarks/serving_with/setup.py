"""The servers' environments, and the models that all of them serve."""

from __future__ import annotations

import json
import shutil
import time
import venv
from pathlib import Path

from systems import environments
from systems.catalogue import TABLES

__all__ = ["MODELS", "make", "make_models", "models_home", "version"]

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"
MODELS = ("logistic", "ensemble")
PLUGINS = ["lepton-onnx"]
# The peers unpickle a model of lepton's, so each has the package too, without its server.
ENVIRONMENTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "serving-lepton": (
        "lepton-automl",
        (f"{ROOT}[serve]", *(str(ROOT / "plugins" / name) for name in PLUGINS)),
    ),
    "serving-mlserver": ("mlserver", ("mlserver==1.7.1", "mlserver-sklearn==1.7.1")),
    "serving-mlflow": ("mlflow", ("mlflow==3.17.2",)),
    "serving-bentoml": ("bentoml", ("bentoml==1.4.40",)),
}
TO_MLFLOW = (
    "import sys, joblib, mlflow.sklearn; "
    "mlflow.sklearn.save_model(joblib.load(sys.argv[1]), sys.argv[2], "
    "serialization_format='cloudpickle')"
)


def make(name: str, home: Path, fresh: bool = False) -> None:
    """Make an environment, or bring it up to date, and write its record."""
    package, wanted = ENVIRONMENTS[name]
    place, start = home / name, time.monotonic()
    if fresh:
        shutil.rmtree(place, ignore_errors=True)
    (place / environments.RECORD).unlink(missing_ok=True)
    if not environments.python(name, home).exists():
        venv.create(place, with_pip=True, clear=True)
    pins = (*TABLES, "joblib==1.6.0")
    environments.pip(name, home, "install", *pins, *wanted, *_own(name))
    ours = [word.replace("[serve]", "") for word in wanted if word.startswith(str(ROOT))]
    again = ("--no-deps", "--force-reinstall", "--no-cache-dir")
    environments.pip(name, home, "install", *again, *(ours or _own(name)))
    ask = f"from importlib.metadata import version; print(version({package!r}))"
    found = environments.call(environments.python(name, home), "-c", ask).strip()
    if name == "serving-lepton":
        found = f"{found}+{environments.stamp(PLUGINS)}"
    record = {
        "version": found,
        "packages": environments.pip(name, home, "freeze").splitlines(),
        "seconds": round(time.monotonic() - start),
    }
    (place / environments.RECORD).write_text(json.dumps(record, indent=1))


def _own(name: str) -> tuple[str, ...]:
    return () if name == "serving-lepton" else (str(ROOT),)


def version(name: str, home: Path) -> str:
    """Return the version of what an environment is for."""
    record = environments.describe(name, home)
    if record is None:
        raise SystemExit(f"there is no environment {name}: python benchmarks/serving.py setup")
    return str(record["version"])


def models_home(home: Path) -> Path:
    """Return the folder of the models."""
    return home / "serving-models"


def make_models(home: Path) -> None:
    """Fit the models, write their graphs, and save them for MLflow as well."""
    folder = models_home(home)
    shutil.rmtree(folder, ignore_errors=True)
    fit = environments.python("serving-lepton", home)
    environments.call(fit, str(BENCHMARKS / "serving_with" / "models.py"), folder, *MODELS)
    for name in MODELS:
        saved = folder / name / "model" / "model.joblib"
        python = environments.python("serving-mlflow", home)
        environments.call(python, "-c", TO_MLFLOW, saved, folder / name / "mlflow")
