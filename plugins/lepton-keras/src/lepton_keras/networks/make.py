"""From parameters side by side, as they are searched over, to estimators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lepton_keras.board.curves import within
from lepton_keras.networks.classifier import KerasClassifier
from lepton_keras.networks.image import ImageNetwork
from lepton_keras.networks.regressor import KerasRegressor
from lepton_keras.networks.sequence import SequenceNetwork
from lepton_keras.networks.table import TableNetwork
from lepton_keras.networks.text import TextNetwork

__all__ = [
    "image_classifier",
    "image_regressor",
    "sequence_classifier",
    "sequence_regressor",
    "table_classifier",
    "table_regressor",
    "text_classifier",
    "text_regressor",
]


def image_classifier(
    block: str = "plain",
    width: int = 16,
    depth: int = 3,
    convolutions: int = 1,
    dropout: float = 0.3,
    augment: str = "shift",
    learning_rate: float = 3e-3,
    weight_decay: float = 1e-2,
    label_smoothing: float = 0.0,
    effort: float = 1.0,
    max_seconds: float | None = None,
    n_jobs: int | None = None,
    random_state: Any = None,
    tensorboard_dir: str | None = None,
    fit_name: str | None = None,
) -> KerasClassifier:
    """Return a convolutional network that tells images apart."""
    network = ImageNetwork(block, width, depth, convolutions, dropout=dropout, augment=augment)
    return KerasClassifier(
        network,
        learning_rate=learning_rate,
        weight_decay=weight_decay,
        label_smoothing=label_smoothing,
        effort=effort,
        max_seconds=max_seconds,
        n_jobs=n_jobs,
        random_state=random_state,
        tensorboard_dir=within(tensorboard_dir, fit_name),
    )


def image_regressor(
    block: str = "plain",
    width: int = 16,
    depth: int = 3,
    convolutions: int = 1,
    dropout: float = 0.2,
    augment: str = "shift",
    learning_rate: float = 3e-3,
    weight_decay: float = 1e-2,
    effort: float = 1.0,
    max_seconds: float | None = None,
    n_jobs: int | None = None,
    random_state: Any = None,
    tensorboard_dir: str | None = None,
    fit_name: str | None = None,
) -> KerasRegressor:
    """Return a convolutional network that tells a number from an image."""
    network = ImageNetwork(block, width, depth, convolutions, dropout=dropout, augment=augment)
    return KerasRegressor(
        network,
        learning_rate=learning_rate,
        weight_decay=weight_decay,
        effort=effort,
        max_seconds=max_seconds,
        n_jobs=n_jobs,
        random_state=random_state,
        tensorboard_dir=within(tensorboard_dir, fit_name),
    )


def sequence_classifier(
    kind: str = "convolution",
    width: int = 48,
    depth: int = 3,
    kernel: int = 7,
    dropout: float = 0.2,
    learning_rate: float = 2e-3,
    weight_decay: float = 1e-2,
    effort: float = 1.0,
    max_seconds: float | None = None,
    n_jobs: int | None = None,
    random_state: Any = None,
    tensorboard_dir: str | None = None,
    fit_name: str | None = None,
) -> KerasClassifier:
    """Return a network that tells sequences apart."""
    return KerasClassifier(
        SequenceNetwork(kind, width, depth, kernel, dropout),
        learning_rate=learning_rate,
        weight_decay=weight_decay,
        effort=effort,
        max_seconds=max_seconds,
        n_jobs=n_jobs,
        random_state=random_state,
        tensorboard_dir=within(tensorboard_dir, fit_name),
    )


def sequence_regressor(
    kind: str = "convolution",
    width: int = 48,
    depth: int = 3,
    kernel: int = 7,
    dropout: float = 0.2,
    learning_rate: float = 2e-3,
    weight_decay: float = 1e-2,
    effort: float = 1.0,
    max_seconds: float | None = None,
    n_jobs: int | None = None,
    random_state: Any = None,
    tensorboard_dir: str | None = None,
    fit_name: str | None = None,
) -> KerasRegressor:
    """Return a network that tells a number from a sequence."""
    return KerasRegressor(
        SequenceNetwork(kind, width, depth, kernel, dropout),
        learning_rate=learning_rate,
        weight_decay=weight_decay,
        effort=effort,
        max_seconds=max_seconds,
        n_jobs=n_jobs,
        random_state=random_state,
        tensorboard_dir=within(tensorboard_dir, fit_name),
    )


def text_classifier(
    kind: str = "convolution",
    words: int = 20_000,
    longest: int = 300,
    width: int = 96,
    filters: int = 96,
    dropout: float = 0.4,
    learning_rate: float = 2e-3,
    weight_decay: float = 1e-2,
    effort: float = 0.3,
    max_seconds: float | None = None,
    n_jobs: int | None = None,
    random_state: Any = None,
    tensorboard_dir: str | None = None,
    fit_name: str | None = None,
) -> KerasClassifier:
    """Return a network that tells texts apart."""
    return KerasClassifier(
        TextNetwork(kind, words, longest, width, filters, dropout),
        learning_rate=learning_rate,
        weight_decay=weight_decay,
        effort=effort,
        patience=4,
        max_seconds=max_seconds,
        n_jobs=n_jobs,
        random_state=random_state,
        tensorboard_dir=within(tensorboard_dir, fit_name),
    )


def text_regressor(
    kind: str = "convolution",
    words: int = 20_000,
    longest: int = 300,
    width: int = 96,
    filters: int = 96,
    dropout: float = 0.4,
    learning_rate: float = 2e-3,
    weight_decay: float = 1e-2,
    effort: float = 0.3,
    max_seconds: float | None = None,
    n_jobs: int | None = None,
    random_state: Any = None,
    tensorboard_dir: str | None = None,
    fit_name: str | None = None,
) -> KerasRegressor:
    """Return a network that tells a number from a text."""
    return KerasRegressor(
        TextNetwork(kind, words, longest, width, filters, dropout),
        learning_rate=learning_rate,
        weight_decay=weight_decay,
        effort=effort,
        patience=4,
        max_seconds=max_seconds,
        n_jobs=n_jobs,
        random_state=random_state,
        tensorboard_dir=within(tensorboard_dir, fit_name),
    )


def table_classifier(
    width: int = 128,
    depth: int = 2,
    dropout: float = 0.2,
    image_width: int = 12,
    categorical: Sequence[int] = (),
    learning_rate: float = 2e-3,
    weight_decay: float = 1e-2,
    label_smoothing: float = 0.0,
    effort: float = 0.7,
    max_seconds: float | None = None,
    n_jobs: int | None = None,
    random_state: Any = None,
    tensorboard_dir: str | None = None,
    fit_name: str | None = None,
) -> KerasClassifier:
    """Return a network that tells classes from a table of any columns."""
    return KerasClassifier(
        TableNetwork(width, depth, dropout, categorical, image_width),
        learning_rate=learning_rate,
        weight_decay=weight_decay,
        label_smoothing=label_smoothing,
        effort=effort,
        max_seconds=max_seconds,
        n_jobs=n_jobs,
        random_state=random_state,
        tensorboard_dir=within(tensorboard_dir, fit_name),
    )


def table_regressor(
    width: int = 128,
    depth: int = 2,
    dropout: float = 0.1,
    image_width: int = 12,
    categorical: Sequence[int] = (),
    learning_rate: float = 2e-3,
    weight_decay: float = 1e-2,
    robust: bool = False,
    effort: float = 0.7,
    max_seconds: float | None = None,
    n_jobs: int | None = None,
    random_state: Any = None,
    tensorboard_dir: str | None = None,
    fit_name: str | None = None,
) -> KerasRegressor:
    """Return a network that tells a number from a table of any columns."""
    return KerasRegressor(
        TableNetwork(width, depth, dropout, categorical, image_width),
        learning_rate=learning_rate,
        weight_decay=weight_decay,
        robust=robust,
        effort=effort,
        max_seconds=max_seconds,
        n_jobs=n_jobs,
        random_state=random_state,
        tensorboard_dir=within(tensorboard_dir, fit_name),
    )
