"""The networks, as they take part in a search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lepton_automl.plugin import Choice, Cost, EstimatorSpec, Float, Int
from lepton_keras.board.searches import board_for_networks
from lepton_keras.networks.backend import gpu_is_there, requirements

__all__ = ["networks"]

_MAKE = "lepton_keras.networks.make"
_CLASSES = ("binary", "multiclass")
_CLAIMS = frozenset({"sample_weight", "validation", "deadline", "pruning"})
_TRAINING: Mapping[str, Any] = {
    "learning_rate": Float(3e-4, 1e-2, log=True),
    "weight_decay": Float(1e-4, 1e-1, log=True),
}
_IMAGES: tuple[Mapping[str, Any], ...] = (
    # Little training first: it shows within any time what networks are worth.
    {"block": "plain", "width": 16, "augment": "none", "effort": 0.35},
    {"block": "plain", "width": 16, "augment": "shift"},
    {"block": "plain", "width": 24, "augment": "flip", "convolutions": 2},
    {"block": "residual", "width": 24, "augment": "shift", "effort": 1.5},
    {"block": "separable", "width": 32, "augment": "none"},
)
_WIDE = {"block": "residual", "width": 64, "convolutions": 2, "weight_decay": 0.05}
# To begin takes a GPU longer than little training does: large and long at once.
_IMAGES_ON_GPU: tuple[Mapping[str, Any], ...] = (
    {**_WIDE, "augment": "erase", "effort": 4.0},
    {**_WIDE, "augment": "shift", "effort": 3.0, "width": 32},
    {**_WIDE, "augment": "flip", "effort": 4.0, "block": "plain"},
)


def networks() -> Iterable[EstimatorSpec]:
    """Return the specs, by what is installed and by the device that there is."""
    on_gpu = gpu_is_there()
    shared: dict[str, Any] = {
        "tasks": {*_CLASSES, "regression"},
        "handles": _CLAIMS,
        "requires": requirements(),
        "alone": on_gpu,
        "fixed": board_for_networks(),
    }
    return [
        EstimatorSpec(
            name="keras_image",
            estimator=_references("image"),
            accepts={"image"},
            space={
                "block": Choice("plain", "residual", "separable"),
                "width": Int(8, 128 if on_gpu else 64, log=True),
                "depth": Int(2, 4),
                "convolutions": Int(1, 2),
                "dropout": Float(0.0, 0.6),
                "augment": Choice("shift", "flip", "erase", "none"),
                **_TRAINING,
                "effort": Float(0.3, 5.0 if on_gpu else 2.0, log=True),
            },
            opening=_IMAGES_ON_GPU if on_gpu else _IMAGES,
            priority=8.0,
            cost=Cost(base=15.0, rate=1.5e-6) if on_gpu else Cost(base=8.0, rate=7e-7),
            **shared,
        ),
        EstimatorSpec(
            name="keras_sequence",
            estimator=_references("sequence"),
            accepts={"sequence"},
            space={
                "kind": Choice("convolution", "inception", "gru", "lstm", "attention"),
                "width": Int(16, 96, log=True),
                "depth": Int(1, 4),
                "kernel": Int(3, 15, when={"kind": ("convolution", "attention")}),
                "dropout": Float(0.0, 0.5),
                **_TRAINING,
                "effort": Float(0.3, 2.0, log=True),
            },
            opening=(
                {"kind": "convolution", "width": 32, "effort": 0.5},
                {"kind": "inception", "width": 32},
                {"kind": "gru", "width": 48, "depth": 2},
            ),
            priority=3.0,
            cost=Cost(base=8.0, rate=3e-5),
            **shared,
        ),
        EstimatorSpec(
            name="keras_text",
            estimator=_references("text"),
            accepts={"text"},
            space={
                "kind": Choice("convolution", "gru", "average"),
                "words": Int(2_000, 50_000, log=True),
                "longest": Int(50, 500, log=True),
                "width": Int(32, 192, log=True),
                "filters": Int(32, 192, log=True, when={"kind": ("convolution", "gru")}),
                "dropout": Float(0.1, 0.7),
                **_TRAINING,
                "effort": Float(0.1, 1.0, log=True),
            },
            opening=({"kind": "average"}, {"kind": "convolution"}),
            priority=2.0,
            cost=Cost(base=8.0, rate=2e-3, columns=0.0),  # so many words are read at most
            **shared,
        ),
        EstimatorSpec(
            name="keras_table",
            estimator=_references("table"),
            accepts={"number", "category", "text", "image_column"},
            wants={"scaled"},
            meant_for={"text", "image_column"},  # of numbers alone, others learn more a second
            categorical="categorical",
            space={
                "width": Int(32, 384, log=True),
                "depth": Int(1, 4),
                "dropout": Float(0.0, 0.6),
                **_TRAINING,
                "effort": Float(0.3, 2.0, log=True),
            },
            opening=({}, {"width": 256, "depth": 3, "dropout": 0.35}),
            priority=8.0,
            cost=Cost(base=8.0, rate=2e-4, columns=0.5),
            **shared,
        ),
    ]


def _references(kind: str) -> dict[str, str]:
    classifier, regressor = f"{_MAKE}:{kind}_classifier", f"{_MAKE}:{kind}_regressor"
    return {**dict.fromkeys(_CLASSES, classifier), "regression": regressor}
