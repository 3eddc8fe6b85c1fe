"""``lepton_automl.datasets``: data sets in their two parts, as Keras' models take them.

Each function looks first in the folder that ``LEPTON_DATA_HOME`` names, else downloads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lepton_keras.datasets.load import Parts, parts

__all__ = [
    "Loaded",
    "load_20newsgroups",
    "load_cifar10",
    "load_digits",
    "load_fashion_mnist",
    "load_imdb",
    "load_mnist",
    "load_reuters",
]

WORDS, LENGTH = 20_000, 400
TESTED = 0.2  # of the digits


@dataclass(frozen=True, eq=False)
class Loaded:
    """A data set.

    Attributes
    ----------
    x_train, x_test : ndarray
        Images of shape (n, height, width, channels) from 0 to 1; or the numbers of words, of
        shape (n, length), 0 after a text's end.
    y_train, y_test : ndarray
        Whole numbers from 0.
    classes : tuple of str
        What they mean.
    text_train, text_test : list of str
        The texts, of sets of texts.
    words : list of str
        The vocabulary: number 2 is the first, 1 any word that is not in it.
    """

    x_train: Any
    y_train: Any
    x_test: Any
    y_test: Any
    classes: tuple[str, ...] = ()
    text_train: list[str] = field(default_factory=list)
    text_test: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def n_words(self) -> int:
        """How many numbers words have: the ``input_dim`` of an ``Embedding``."""
        return len(self.words) + 2


def load_mnist() -> Loaded:
    """Return 60,000 and 10,000 images of digits, 28 by 28."""
    return _images("mnist")


def load_fashion_mnist() -> Loaded:
    """Return 60,000 and 10,000 images of clothing, 28 by 28."""
    return _images("fashion_mnist")


def load_cifar10() -> Loaded:
    """Return 50,000 and 10,000 images of things and animals, 32 by 32, in colour."""
    return _images("cifar10")


def load_digits() -> Loaded:
    """Return 1,797 images of digits, 8 by 8, which come with scikit-learn.

    Examples
    --------
    >>> load_digits().x_train.shape
    (1437, 8, 8, 1)
    """
    from sklearn.model_selection import train_test_split

    from lepton_keras.datasets.bundled import digits_images

    X, y = digits_images()
    X = _scaled(X, 16)
    parted = train_test_split(X, np.asarray(y), test_size=TESTED, random_state=0, stratify=y)
    x_train, x_test, y_train, y_test = parted
    return Loaded(x_train, y_train, x_test, y_test, tuple("0123456789"))


def load_20newsgroups(n_words: int = WORDS, length: int = LENGTH) -> Loaded:
    """Return 11,314 and 7,532 messages to 20 newsgroups, by date, headers included.

    Parameters
    ----------
    n_words : int
        How many words have a number of their own.
    length : int
        How many words of a text are kept.
    """
    return _texts("newsgroups", n_words, length)


def load_imdb(n_words: int = WORDS, length: int = LENGTH) -> Loaded:
    """Return 25,000 and 25,000 film reviews; parameters as `load_20newsgroups`."""
    return _texts("imdb", n_words, length)


def load_reuters(n_words: int = WORDS, length: int = LENGTH) -> Loaded:
    """Return 8,982 and 2,246 news wires; parameters as `load_20newsgroups`."""
    return _texts("reuters", n_words, length)


def _images(name: str) -> Loaded:
    found = parts(name)
    images = (_scaled(x, 255) for x in (found.x_train, found.x_test))
    x_train, x_test = images
    return Loaded(x_train, *_labels(found, x_test), classes=found.classes)


def _labels(found: Parts, x_test: Any) -> tuple[Any, Any, Any]:
    return found.y_train.astype(np.int64), x_test, found.y_test.astype(np.int64)


def _scaled(images: Any, highest: float) -> Any:
    images = images if images.ndim == 4 else images[..., None]
    return images.astype(np.float32) / np.float32(highest)


def _texts(name: str, n_words: int, length: int) -> Loaded:
    from lepton_keras.texts.words import Vocabulary

    found = parts(name)
    texts = list(found.x_train), list(found.x_test)
    vocabulary = Vocabulary(n_words, length).fit(texts[0])
    x_train, x_test = (vocabulary.numbers(some) for some in texts)
    return Loaded(
        x_train,
        *_labels(found, x_test),
        classes=found.classes,
        text_train=texts[0],
        text_test=texts[1],
        words=vocabulary.words_,
    )
