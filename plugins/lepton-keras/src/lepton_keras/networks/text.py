"""Networks for texts: convolutions, recurrence, or the average of the words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sklearn.base import BaseEstimator

from lepton_keras.texts.words import Vocabulary, joined, pairs

__all__ = ["TextNetwork"]

KERNELS = (3, 4, 5)
BUCKETS = 2**15
PAIR_WIDTH = 32  # numbers that stand for a pair of words, of which there are many


class TextNetwork(BaseEstimator):
    """A network that reads words; all columns of text together.

    Parameters
    ----------
    kind : {"convolution", "gru", "average"}
        Convolutions over three to five words (Kim, EMNLP 2014), recurrence in both
        directions, or the average of words and of pairs of words (Joulin, Grave, Bojanowski
        and Mikolov, Bag of tricks for efficient text classification, 2016).
    words : int
        The size of the vocabulary.
    longest : int
        How many words of a text are read.
    width : int
        Numbers that stand for a word.
    filters : int
        Width of what reads them.
    dropout : float

    Attributes
    ----------
    vocabulary_ : Vocabulary
    """

    takes_objects = True

    def __init__(
        self,
        kind: str = "convolution",
        words: int = 20_000,
        longest: int = 400,
        width: int = 96,
        filters: int = 96,
        dropout: float = 0.4,
    ) -> None:
        self.kind = kind
        self.words = words
        self.longest = longest
        self.width = width
        self.filters = filters
        self.dropout = dropout

    def fit(self, X: Any) -> TextNetwork:
        """Learn the vocabulary."""
        self.vocabulary_ = Vocabulary(self.words, self.longest).fit(joined(X))
        return self

    def arrays(self, X: Any) -> Mapping[str, Any]:
        """Return the numbers of the words, and of pairs where these are read."""
        numbers = self.vocabulary_.numbers(joined(X))
        if self.kind != "average":
            return {"words": numbers}
        return {"words": numbers, "pairs": pairs(numbers, BUCKETS)}

    def body(self, keras: Any) -> tuple[Mapping[str, Any], Any]:
        """Return the inputs by name, and features."""
        from lepton_keras.networks.layers import MaskedPooling, WordMask

        layers, length = keras.layers, self.vocabulary_.length_
        words = keras.Input((length,), dtype="int32", name="words")
        there = WordMask()(words)
        x = layers.Embedding(self.vocabulary_.n_numbers, self.width)(words)
        x = layers.SpatialDropout1D(self.dropout / 2)(x)
        x = layers.Multiply()([x, there])
        if self.kind == "average":
            pair = keras.Input((length - 1,), dtype="int32", name="pairs")
            y = layers.Embedding(BUCKETS, min(self.width, PAIR_WIDTH))(pair)
            both = [MaskedPooling()([x, there]), MaskedPooling()([y, WordMask()(pair)])]
            x = layers.Dropout(self.dropout)(layers.Concatenate()(both))
            return {"words": words, "pairs": pair}, x
        if self.kind == "gru":
            both = layers.Bidirectional(layers.GRU(self.filters // 2, return_sequences=True))
            x = MaskedPooling()([both(x, mask=keras.ops.squeeze(there, -1) > 0.5), there])
        else:
            sides = [
                layers.GlobalMaxPooling1D()(
                    layers.Conv1D(self.filters, kernel, padding="same", activation="relu")(x)
                )
                for kernel in KERNELS
            ]
            x = layers.Concatenate()(sides)
        return {"words": words}, layers.Dropout(self.dropout)(x)
