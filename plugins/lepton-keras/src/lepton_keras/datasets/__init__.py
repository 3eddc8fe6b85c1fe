"""Data sets of images, texts and sequences: bundled, made up, found, or downloaded."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lepton_automl.plugin import DatasetSpec

__all__ = ["DATASETS", "HOME", "Load", "home_sequences"]

HOME = "LEPTON_DATA_HOME"
SEQUENCES = "ucr_time_series"


@dataclass(frozen=True)
class Load:
    """Loads one part of a data set; equal to its copy in another process, as specs must be.

    Attributes
    ----------
    name : str
        The data set.
    part : {"train", "test"}
    """

    name: str
    part: str = "train"

    def __call__(self) -> tuple[Any, Any]:
        """Return X and y."""
        from lepton_keras.datasets.load import parts, with_labels

        return with_labels(parts(self.name), self.part)


def _both(name: str, rows: tuple[int, int], summary: str) -> Iterable[DatasetSpec]:
    """Yield the specs of the training and the test part, as they are usually split."""
    for part, count in zip(("train", "test"), rows, strict=True):
        shown = name if part == "train" else f"{name}_test"
        yield DatasetSpec(
            shown, Load(name, part), f"multiclass, {count} rows: {summary}, {part}"
        )


def _made(name: str, summary: str) -> DatasetSpec:
    return DatasetSpec(name, f"lepton_keras.datasets.bundled:{name}", summary)


DATASETS: tuple[DatasetSpec, ...] = (
    _made("digits_images", "multiclass, 1797 images of 8 by 8: handwritten digits"),
    _made(
        "cylinder_bell_funnel",
        "multiclass, 300 sequences of 128 steps, generated: three shapes in noise",
    ),
    _made(
        "listings_demo",
        "binary, 600 rows, generated: number, category, text and an image column",
    ),
    *_both("mnist", (60_000, 10_000), "handwritten digits, images of 28 by 28"),
    *_both("fashion_mnist", (60_000, 10_000), "pieces of clothing, images of 28 by 28"),
    *_both("cifar10", (50_000, 10_000), "things and animals, images of 32 by 32, in colour"),
    *_both("imdb", (25_000, 25_000), "film reviews, positive or negative"),
    *_both("reuters", (8_982, 2_246), "news wires on 46 topics"),
    *_both("newsgroups", (11_314, 7_532), "messages to 20 newsgroups, split by date"),
    DatasetSpec(
        "rt_polarity",
        Load("rt_polarity"),
        f"binary, 10662 rows: sentences of film reviews, from {HOME}",
    ),
)


def home_sequences() -> Iterable[DatasetSpec]:
    """Yield the sets of sequences in the folder that ``LEPTON_DATA_HOME`` names."""
    home = os.environ.get(HOME)
    if not home:
        return
    try:
        entries = json.loads((Path(home) / "other" / "index.json").read_text(encoding="utf-8"))
        files = [file for e in entries if e["name"] == SEQUENCES for file in e["files"]]
    except (OSError, ValueError, KeyError, TypeError):
        return  # said when one of the others is loaded
    for file in files:
        stem = Path(file).stem
        for part in ("train", "test"):
            shown = f"ucr_{stem.lower()}" + ("" if part == "train" else "_test")
            load = Load(f"{SEQUENCES}/{stem}", part)
            yield DatasetSpec(shown, load, f"sequences, {stem} of the UCR archive, {part}")
