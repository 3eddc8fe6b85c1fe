"""Images, sequences and texts for lepton_automl, and Keras networks that learn from them.

The kinds and what describes them by numbers need no Keras; the networks say what they lack.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lepton_automl.plugin import (
    DatasetSpec,
    EstimatorSpec,
    ExporterSpec,
    KindSpec,
    hookimpl,
)
from lepton_keras import classical, offers
from lepton_keras.board import searches
from lepton_keras.datasets import DATASETS, home_sequences
from lepton_keras.formats import EXPORTERS
from lepton_keras.kinds import KINDS


@hookimpl
def lepton_register_kinds() -> Iterable[KindSpec]:
    """Offer images, columns of images, and sequences."""
    return KINDS


@hookimpl
def lepton_register_estimators() -> Iterable[EstimatorSpec]:
    """Offer networks, and what stands beside them."""
    return [*classical.ESTIMATORS, *offers.networks()]


@hookimpl
def lepton_register_exporters() -> Iterable[ExporterSpec]:
    """Offer what TensorFlow and LiteRT read."""
    return EXPORTERS


@hookimpl
def lepton_register_datasets() -> Iterable[DatasetSpec]:
    """Offer data sets of images, texts and sequences."""
    return [*DATASETS, *home_sequences()]


@hookimpl
def lepton_fit_started() -> None:
    """Begin to write a search for TensorBoard, if that was asked for."""
    searches.fit_started()


@hookimpl
def lepton_trial_finished(trial: Any) -> None:
    """Write a fold of a trial."""
    searches.trial_finished(trial)


@hookimpl
def lepton_fit_finished(history: Any) -> None:
    """Write that the search ended."""
    searches.fit_finished(history)
