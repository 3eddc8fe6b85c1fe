"""The kinds ``"image"`` (an array, or a list of files) and ``"image_column"`` (of a table)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl.plugin import Choice, EstimatorSpec, Input, InputError, Task
from lepton_keras.images.read import CHANNELS, as_image, as_numbers, is_image, stacked

SIDES = (32, 64, 96, 128)
LEAST_SIDE = 8
LOOKED_AT = 100
SLOW_CELLS = 5_000_000  # so many pixels in all are too many for trees at full size


def recognise(values: Any) -> float:
    """Return how sure it is that an array, or an array of objects, holds images."""
    if values.ndim == 1:
        some = values[:LOOKED_AT]
        return 0.95 if len(some) and all(map(is_image, some)) else 0.0
    if values.dtype.kind not in "biuf":
        return 0.0
    if values.ndim == 4:
        return 0.95 if values.shape[3] in CHANNELS else 0.0
    if values.ndim != 3:
        return 0.0
    if values.dtype == np.uint8:
        return 0.95
    height, width = values.shape[1:]
    return 0.8 if height == width >= LEAST_SIDE else 0.2 if min(height, width) > 16 else 0.0


def read(values: Any) -> Any:
    """Return an array of shape (n, height, width, channels), or one image an object.

    Raises
    ------
    InputError
        If something is no image, or a file cannot be read.
    """
    if values.ndim == 3:
        values = values[..., None]
    if values.ndim == 4:
        if values.shape[3] not in CHANNELS:
            raise InputError(
                f"Images of shape {values.shape} have {values.shape[3]} channels; give (rows, "
                "height, width, channels) with 1, 3 or 4 of them."
            )
        return as_numbers(values[..., :3])
    if values.ndim != 1:
        raise InputError(f"An array of shape {values.shape} holds no images.")
    return stacked(map(as_image, values))


def recognise_column(values: pd.Series) -> float:
    """Return how sure it is that a column holds images or the paths of image files."""
    if values.dtype.kind not in "OT" and str(values.dtype) not in ("str", "string"):
        return 0.0
    cells = [cell for cell in values.iloc[:LOOKED_AT] if not _is_missing(cell)]
    return 0.95 if cells and all(map(is_image, cells)) else 0.0


def read_column(values: pd.Series) -> Any:
    """Return an object array of images, None where a cell is missing."""
    found = np.empty(len(values), dtype=object)
    for i, cell in enumerate(values):
        found[i] = None if _is_missing(cell) else as_image(cell)
    return found


def space(spec: EstimatorSpec, inputs: tuple[Input, ...], task: Task) -> dict[str, Any]:
    """Return how large images are seen, or by which numbers they are described."""
    pixels = max((i.width for i in inputs), default=1)
    if {"image", "image_column"} & spec.accepts:
        return _sizes(pixels) if inputs[0].name is None else {"longest": Choice(*SIDES[:2])}
    slow = "scaled" not in spec.wants
    first = ("pixels", "gradients") if slow else ("gradients", "pixels")
    many = slow and pixels * task.n_rows > SLOW_CELLS
    return {
        "features": Choice(*first),
        "longest": Choice(*((14, 28) if many else (28, 14)), when={"features": "pixels"}),
        "cells": Choice(7, 4, 10, when={"features": "gradients"}),
    }


def to_image(inputs: tuple[Input, ...], params: Mapping[str, Any], needs: EstimatorSpec) -> Any:
    """Return what makes images of one size."""
    from lepton_keras.images.uniform import UniformImages

    return UniformImages(params.get("longest", 64))


def to_number(
    inputs: tuple[Input, ...], params: Mapping[str, Any], needs: EstimatorSpec
) -> Any:
    """Return what describes images by numbers."""
    from lepton_keras.images.numbers import ImageNumbers

    return _scaled(ImageNumbers(**_chosen(params)), needs)


def column_to_image(
    inputs: tuple[Input, ...], params: Mapping[str, Any], needs: EstimatorSpec
) -> Any:
    """Return what lays a row's images side by side."""
    from lepton_keras.images.montage import Montage

    return Montage(params.get("longest", 64))


def column_to_column(
    inputs: tuple[Input, ...], params: Mapping[str, Any], needs: EstimatorSpec
) -> Any:
    """Return what makes each column's images of one size."""
    from lepton_keras.images.uniform import UniformColumns

    return UniformColumns(params.get("longest", 64))


def column_to_number(
    inputs: tuple[Input, ...], params: Mapping[str, Any], needs: EstimatorSpec
) -> Any:
    """Return what describes each column's images by numbers."""
    from lepton_keras.images.numbers import ImageColumnNumbers

    return _scaled(ImageColumnNumbers(**_chosen(params)), needs)


def _sizes(pixels: int) -> dict[str, Any]:
    """Return the sides at which images may be seen; by default the largest up to 64."""
    sides = [side for side in SIDES if 3 * side**2 <= pixels]
    if len(sides) < 2:
        return {}
    first = max(side for side in sides if side <= 64)
    return {"longest": Choice(first, *(side for side in sides if side != first))}


def _chosen(params: Mapping[str, Any]) -> dict[str, Any]:
    known = ("features", "longest", "cells")
    return {name: params[name] for name in known if name in params}


def _scaled(numbers: Any, needs: EstimatorSpec) -> Any:
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(numbers, StandardScaler()) if "scaled" in needs.wants else numbers


def _is_missing(cell: Any) -> bool:
    if isinstance(cell, (np.ndarray, os.PathLike)):
        return False
    if cell is None or cell is pd.NA:  # which is neither equal to itself nor not
        return True
    return bool(cell != cell) or (isinstance(cell, str) and not cell.strip())
