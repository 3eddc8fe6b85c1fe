"""Listens to searches, and logs those that somebody asked to have logged.

MLflow is asked for by the environment variable ``LEPTON_MLFLOW``, or by a run that is active
where `fit` is called. Nothing else makes this plugin import it.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING, Any

from lepton_automl.plugin import hookimpl

if TYPE_CHECKING:
    from lepton_mlflow.logger import Logger

__all__ = ["SWITCH", "lepton_fit_finished", "lepton_fit_started", "lepton_trial_finished"]

SWITCH = "LEPTON_MLFLOW"
ON, OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off")

_loggers: dict[int, Logger] = {}  # by the thread of the fit: a thread is in one at a time


@hookimpl
def lepton_fit_started(task: Any, budget: Any) -> None:
    """Begin to log, if that was asked for."""
    _give_up()
    if wanted():
        from lepton_mlflow.logger import Logger

        _loggers[threading.get_ident()] = Logger(task, budget, experiment())


@hookimpl
def lepton_trial_finished(trial: Any) -> None:
    """Log a fold."""
    logger = _loggers.get(threading.get_ident())
    if logger is not None:
        logger.trial(trial)


@hookimpl
def lepton_fit_finished(history: Any, automl: Any) -> None:
    """Log what came out, and the model."""
    logger = _loggers.pop(threading.get_ident(), None)
    if logger is not None:
        logger.finish(history, automl)


def wanted() -> bool:
    """Tell whether searches are to be logged here and now."""
    asked = os.environ.get(SWITCH, "").strip()
    if asked:
        return asked.lower() not in OFF
    mlflow = sys.modules.get("mlflow")
    return mlflow is not None and mlflow.active_run() is not None


def experiment() -> str | None:
    """Return the name of the experiment asked for; None for MLflow's own choice."""
    asked = os.environ.get(SWITCH, "").strip()
    return None if asked.lower() in ("", *ON) else asked


def _give_up() -> None:
    """Close the log of a fit that raised an error: it was never told to have finished."""
    logger = _loggers.pop(threading.get_ident(), None)
    if logger is not None:
        logger.fail()
