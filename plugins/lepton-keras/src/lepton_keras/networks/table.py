"""Networks for tables: numbers, categories, texts and images in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

from lepton_keras.networks.image import ImageNetwork
from lepton_keras.texts.words import Vocabulary

__all__ = ["TableNetwork"]

MOST_NUMBERS = 50  # that stand for a category
KINDS = ("number", "category", "text", "image")
WORDS, WORD_NUMBERS, LONGEST = 10_000, 48, 200


class TableNetwork(BaseEstimator):
    """Layers over all columns; each category, text and image has a part that reads it first.

    A text that is empty and an image that is None count as zeros, and the layers are told
    that it is missing.

    Parameters
    ----------
    width, depth : int
        Of the layers over everything.
    dropout : float
    categorical : sequence of int
        The columns that hold codes 0, 1, ... of categories, NaN for unknown ones.
    image_width : int
        Channels of the first convolutions of images.

    Attributes
    ----------
    parts_ : dict from str to list of int
        The columns of ``"number"``, ``"category"``, ``"text"`` and ``"image"``.
    """

    takes_objects = True

    def __init__(
        self,
        width: int = 128,
        depth: int = 2,
        dropout: float = 0.2,
        categorical: Sequence[int] = (),
        image_width: int = 12,
    ) -> None:
        self.width = width
        self.depth = depth
        self.dropout = dropout
        self.categorical = categorical
        self.image_width = image_width

    def fit(self, X: Any) -> TableNetwork:
        """Learn what the columns hold."""
        self.parts_: dict[str, list[int]] = {
            k: [] for k in ("number", "category", "text", "image")
        }
        for column in range(X.shape[1]):
            self.parts_[self._holds(X, column)].append(column)
        numbers = self._numbers(X)
        self.mean_ = numbers.mean(axis=0)
        self.variance_ = np.maximum(numbers.var(axis=0), 1e-12)
        self.levels_ = [int(codes.max(initial=0)) for codes in self._codes(X).T]
        self.vocabularies_ = [
            Vocabulary(WORDS, LONGEST).fit(X[:, c]) for c in self.parts_["text"]
        ]
        self.images_ = [
            ImageNetwork(width=self.image_width, dense=64, dropout=self.dropout).fit(
                np.stack([image for image in X[:, c] if image is not None])
            )
            for c in self.parts_["image"]
        ]
        return self

    def arrays(self, X: Any) -> Mapping[str, Any]:
        """Return what each part reads, by name."""
        found: dict[str, Any] = {}
        if self.parts_["number"]:
            found["numbers"] = self._numbers(X)
        codes = self._codes(X)
        for i, levels in enumerate(self.levels_):
            found[f"category_{i}"] = np.where(codes[:, i] <= levels, codes[:, i], 0)[:, None]
        for i, c in enumerate(self.parts_["text"]):
            found[f"text_{i}"] = self.vocabularies_[i].numbers(X[:, c])
        for i, c in enumerate(self.parts_["image"]):
            there = np.array([image is not None for image in X[:, c]])
            images = np.zeros((len(X), *self.images_[i].shape_), dtype=np.float32)
            if there.any():
                images[there] = np.stack(list(X[there, c]))
            found[f"image_{i}"] = images
            found[f"image_{i}_there"] = there[:, None].astype(np.float32)
        return found

    def body(self, keras: Any) -> tuple[Mapping[str, Any], Any]:
        """Return the inputs by name, and features."""
        layers = keras.layers
        inputs: dict[str, Any] = {}
        seen: list[Any] = []
        if self.parts_["number"]:
            inputs["numbers"] = keras.Input((len(self.mean_),), name="numbers")
            scale = {"mean": self.mean_.tolist(), "variance": self.variance_.tolist()}
            seen.append(layers.Normalization(**scale)(inputs["numbers"]))
        for i, levels in enumerate(self.levels_):
            codes = inputs[f"category_{i}"] = keras.Input(
                (1,), dtype="int32", name=f"category_{i}"
            )
            numbers = min(MOST_NUMBERS, round(1.6 * (levels + 1) ** 0.56))
            seen.append(layers.Flatten()(layers.Embedding(levels + 1, numbers)(codes)))
        self._add_texts(keras, inputs, seen)
        self._add_images(keras, inputs, seen)
        x = layers.Concatenate()(seen) if len(seen) > 1 else seen[0]
        for _ in range(self.depth):
            x = layers.Dense(self.width, use_bias=False)(x)
            x = layers.Activation("relu")(layers.BatchNormalization()(x))
            x = layers.Dropout(self.dropout)(x)
        return inputs, x

    def _add_texts(self, keras: Any, inputs: dict[str, Any], seen: list[Any]) -> None:
        from lepton_keras.networks.layers import MaskedPooling, WordMask

        for i, vocabulary in enumerate(self.vocabularies_):
            name = f"text_{i}"
            words = inputs[name] = keras.Input((vocabulary.length_,), dtype="int32", name=name)
            read = keras.layers.Embedding(vocabulary.n_numbers, WORD_NUMBERS)(words)
            pooled = MaskedPooling()([read, WordMask()(words)])
            seen.append(keras.layers.Dropout(self.dropout)(pooled))

    def _add_images(self, keras: Any, inputs: dict[str, Any], seen: list[Any]) -> None:
        for i, network in enumerate(self.images_):
            named, features = network.body(keras)
            model = keras.Model(named, features, name=f"reads_image_{i}")
            image = inputs[f"image_{i}"] = keras.Input(network.shape_, name=f"image_{i}")
            name = f"image_{i}_there"
            there = inputs[name] = keras.Input((1,), name=name)
            seen += [keras.layers.Multiply()([model({"image": image}), there]), there]

    def _holds(self, X: Any, column: int) -> str:
        if column in self.categorical:
            return "category"
        if X.dtype != object:
            return "number"
        present = (cell for cell in X[:, column] if cell is not None)
        first = next(present, 0.0)
        return {str: "text", np.ndarray: "image"}.get(type(first), "number")

    def _numbers(self, X: Any) -> Any:
        found = X[:, self.parts_["number"]].astype(np.float64)
        if not np.isfinite(found).all():
            raise ValueError(
                "Input X contains NaN or infinity. Networks take neither: fill it before."
            )
        return found.astype(np.float32)

    def _codes(self, X: Any) -> Any:
        """Return codes from 1 on; 0 for unknown ones."""
        found = X[:, self.parts_["category"]].astype(np.float64)
        return np.where(np.isnan(found) | (found < 0), 0, found + 1).astype(np.int32)
