"""Artifacts of lepton_automl as models of MLflow.

The folder that MLflow keeps holds the artifact as it was saved, hashes and all, in
``artifact/``. The flavor ``lepton_automl`` gives the predictor back; ``python_function`` is
what `mlflow models serve`, `mlflow.pyfunc.load_model` and MLflow's other tools use.
"""

from __future__ import annotations

import platform
import shutil
import tempfile
from pathlib import Path
from typing import Any

import mlflow
import numpy as np
import pandas as pd
from mlflow.models import Model, ModelSignature
from mlflow.types.schema import AnyType, ColSpec, ParamSchema, ParamSpec, Schema

import lepton_automl
import lepton_mlflow
from lepton_automl.export import check
from lepton_automl.task import Task

__all__ = ["FLAVOR_NAME", "load_model", "log_model", "save_model"]

FLAVOR_NAME = "lepton_automl"
ARTIFACT = "artifact"


def log_model(
    model: Any, name: str = "model", *, run_id: str | None = None, **settings: Any
) -> Any:
    """Log a model, and return what MLflow tells of it.

    Parameters
    ----------
    model : LeptonAutoML or path
        One that was fitted, or the folder of an artifact.
    name : str
        How it is called in the run.
    run_id : str or None
        The run; None for the active one, or a new one.
    **settings
        What else ``mlflow.models.Model.log`` takes, such as ``registered_model_name``.
    """
    return Model.log(
        artifact_path=None,
        name=name,
        flavor=_Flavor(),
        flavor_name=FLAVOR_NAME,
        run_id=run_id,
        model=model,
        **settings,
    )


def save_model(model: Any, path: Any, mlflow_model: Model | None = None, **_: Any) -> None:
    """Write a model as a folder in MLflow's form.

    Parameters
    ----------
    model : LeptonAutoML or path
        One that was fitted, or the folder of an artifact.
    path : path
        The folder to make.
    mlflow_model : Model or None
        Where MLflow keeps what it knows of the model.
    """
    from mlflow import pyfunc  # loads much

    place, told = Path(path), mlflow_model or Model()
    place.mkdir(parents=True, exist_ok=True)
    if isinstance(model, (str, Path)):
        check(model, whole=True)
        shutil.copytree(model, place / ARTIFACT)
    else:
        model.save(place / ARTIFACT)
    manifest = check(place / ARTIFACT)
    told.signature = _signature(manifest.task)
    told.add_flavor(FLAVOR_NAME, version=manifest.lepton_automl, data=ARTIFACT)
    pyfunc.add_to_model(
        told,
        loader_module="lepton_mlflow.flavor",
        data=ARTIFACT,
        python_env="python_env.yaml",
    )
    (place / "python_env.yaml").write_text(PYTHON_ENV.format(python=platform.python_version()))
    (place / "requirements.txt").write_text("".join(f"{line}\n" for line in _pins(manifest)))
    told.save(str(place / "MLmodel"))


def load_model(model_uri: str) -> Any:
    """Return the predictor of a model, as ``lepton_automl.load`` does.

    Parameters
    ----------
    model_uri : str
        Where MLflow has it: ``runs:/RUN/model``, ``models:/NAME/1``, or a folder.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(mlflow.artifacts.download_artifacts(model_uri, dst_path=scratch))
        return lepton_automl.load(folder / ARTIFACT)


PYTHON_ENV = """\
python: {python}
build_dependencies: [pip]
dependencies: [-r requirements.txt]
"""


class _Flavor:
    """What ``Model.log`` asks to write the model."""

    save_model = staticmethod(save_model)


class Served:
    """What MLflow asks for predictions.

    Parameters
    ----------
    predictor : Predictor
    """

    def __init__(self, predictor: Any) -> None:
        self.predictor = predictor

    def predict(self, model_input: Any, params: dict[str, Any] | None = None) -> Any:
        """Return predictions; with ``params={"proba": True}``, probabilities by class."""
        X, task = model_input, self.predictor.task
        if task.schema.form != "table" and isinstance(X, pd.DataFrame):
            X = X.to_numpy()
        if (params or {}).get("proba"):
            names = [str(label) for label in self.predictor.classes_]
            return pd.DataFrame(self.predictor.predict_proba(X), columns=names)
        found = self.predictor.predict(X)
        if task.outputs:
            return pd.DataFrame(np.asarray(found), columns=[str(name) for name in task.outputs])
        return found


def _load_pyfunc(path: str) -> Served:
    """Return what ``python_function`` is: MLflow calls this by its name."""
    return Served(lepton_automl.load(path))


def _signature(task: Task) -> ModelSignature:
    """Return the names of the columns, each of any type.

    Types are the model's own business: it reads numbers as text, integers as floats, and says
    which cell it cannot read, where MLflow would refuse whole numbers for a column of floats.
    """
    params = ParamSchema([ParamSpec("proba", "boolean", False)]) if task.classes else None
    columns = task.schema.columns if task.schema.form == "table" else None
    if columns is None:
        return ModelSignature(params=params) if params else None
    needed = {i.name for i in task.schema.inputs}
    specs = [ColSpec(AnyType(), name, required=name in needed) for name in columns]
    return ModelSignature(inputs=Schema(specs), params=params)


def _pins(manifest: Any) -> list[str]:
    """Return what an environment needs to load the model, to the version."""
    versions = {
        **manifest.packages,
        "lepton-automl": manifest.lepton_automl,
        "lepton-mlflow": lepton_mlflow.__version__,
        "mlflow-skinny": mlflow.__version__,
    }
    return [f"{package}=={version}" for package, version in sorted(versions.items())]
