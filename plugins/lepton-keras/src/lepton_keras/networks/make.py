"""From parameters side by side, as they are searched over, to estimators."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import Parameter, Signature, signature
from typing import Any

from sklearn.base import BaseEstimator

from lepton_keras.board.curves import within
from lepton_keras.networks.classifier import KerasClassifier
from lepton_keras.networks.estimator import NetworkEstimator
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

ALL = {  # parameters of every estimator, and what they are unless said
    "learning_rate": 2e-3,
    "weight_decay": 1e-2,
    "effort": 1.0,
    "max_seconds": None,
    "n_jobs": None,
    "random_state": None,
}
FOR_CURVES = {"tensorboard_dir": None, "fit_name": None}


class Make:
    """A function from parameters to an estimator with a network of its own.

    Parameters
    ----------
    network : type
        Takes those parameters that it knows.
    estimator : type
        Takes the others.
    defaults : mapping from str to object
        What may be said of both, beside what may be said of all, and what it is unless said.
    fixed : mapping from str to object
        What the estimator takes and nobody says.
    """

    def __init__(
        self,
        network: type[BaseEstimator],
        estimator: type[NetworkEstimator],
        defaults: Mapping[str, Any],
        fixed: Mapping[str, Any] | None = None,
    ) -> None:
        self._network, self._estimator, self._fixed = network, estimator, dict(fixed or {})
        self._inside = set(signature(network).parameters)
        told = {**defaults, **{k: v for k, v in ALL.items() if k not in defaults}, **FOR_CURVES}
        self.__signature__ = Signature(
            [Parameter(name, Parameter.KEYWORD_ONLY, default=told[name]) for name in told]
        )

    def __call__(self, **params: Any) -> Any:
        """Return the estimator; TypeError for parameters that neither takes."""
        given = self.__signature__.bind(**params)
        given.apply_defaults()
        values = given.arguments
        folder = within(values.pop("tensorboard_dir"), values.pop("fit_name"))
        inside = {name: values.pop(name) for name in self._inside & values.keys()}
        network = self._network(**inside)
        return self._estimator(network, tensorboard_dir=folder, **values, **self._fixed)


IMAGE = {"block": "plain", "width": 16, "depth": 3, "convolutions": 1, "augment": "shift"}
IMAGE |= {"learning_rate": 3e-3}
SEQUENCE = {"kind": "convolution", "width": 48, "depth": 3, "kernel": 7, "dropout": 0.2}
TEXT = {"kind": "convolution", "words": 20_000, "longest": 300, "width": 96, "filters": 96}
TEXT |= {"dropout": 0.4, "effort": 0.3}
TABLE = {"width": 128, "depth": 2, "image_width": 12, "categorical": (), "effort": 0.7}
SMOOTH = {"label_smoothing": 0.0}

image_classifier = Make(ImageNetwork, KerasClassifier, IMAGE | SMOOTH | {"dropout": 0.3})
image_regressor = Make(ImageNetwork, KerasRegressor, IMAGE | {"dropout": 0.2})
sequence_classifier = Make(SequenceNetwork, KerasClassifier, SEQUENCE)
sequence_regressor = Make(SequenceNetwork, KerasRegressor, SEQUENCE)
text_classifier = Make(TextNetwork, KerasClassifier, TEXT, fixed={"patience": 4})
text_regressor = Make(TextNetwork, KerasRegressor, TEXT, fixed={"patience": 4})
table_classifier = Make(TableNetwork, KerasClassifier, TABLE | SMOOTH | {"dropout": 0.2})
table_regressor = Make(TableNetwork, KerasRegressor, TABLE | {"dropout": 0.1, "robust": False})
