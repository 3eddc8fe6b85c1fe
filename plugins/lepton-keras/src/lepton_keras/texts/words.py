"""A vocabulary: words by number, the most frequent first."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

__all__ = ["Vocabulary", "joined"]

WORD = re.compile(r"\w+|[^\w\s]")
PAD, UNKNOWN, FIRST = 0, 1, 2
MOST_LETTERS = 40  # of a word


class Vocabulary(BaseEstimator):
    """Numbers words: 0 is none, 1 unknown, 2 the most frequent one.

    Parameters
    ----------
    size : int
        How many words have a number of their own.
    longest : int
        How many words of a text are looked at, at most; fewer if nearly all texts are shorter.
    least : int
        How often a word must occur.

    Attributes
    ----------
    words_ : list of str
        The words, from number 2 on.
    length_ : int
        How many words of a text are looked at.

    Examples
    --------
    >>> Vocabulary(least=1).fit(["a good film", "a film"]).numbers(["a bad film"]).tolist()
    [[2, 1, 3, 0, 0, 0, 0, 0]]
    """

    def __init__(self, size: int = 20_000, longest: int = 400, least: int = 2) -> None:
        self.size = size
        self.longest = longest
        self.least = least

    def fit(self, X: Any, y: Any = None) -> Vocabulary:
        """Learn the words."""
        texts = [split(text) for text in X]
        counts = Counter(word for text in texts for word in text)
        known = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        self.words_ = [word for word, count in known if count >= self.least][: self.size]
        usual = int(np.quantile([len(text) for text in texts], 0.95)) if texts else 1
        self.length_ = max(8, min(self.longest, usual))
        self._number = {word: i + FIRST for i, word in enumerate(self.words_)}
        return self

    @property
    def n_numbers(self) -> int:
        """How many numbers there are."""
        return len(self.words_) + FIRST

    def numbers(self, X: Any) -> Any:
        """Return int32 of shape (n, length), zeros after a text's end."""
        found = np.zeros((len(X), self.length_), dtype=np.int32)
        for row, text in enumerate(X):
            words = split(text)[: self.length_]
            found[row, : len(words)] = [self._number.get(word, UNKNOWN) for word in words]
        return found


def split(text: str) -> list[str]:
    """Return the words and marks of a text, in small letters.

    Examples
    --------
    >>> split("Don't!")
    ['don', "'", 't', '!']
    """
    return [word[:MOST_LETTERS] for word in WORD.findall(text.lower())]


def joined(X: Any) -> list[str]:
    """Return the texts of each row as one."""
    cells = np.asarray(X, dtype=object)
    return [" ".join(map(str, row)) for row in cells.reshape(len(cells), -1)]


def pairs(numbers: Any, buckets: int) -> Any:
    """Return a number from 1 to below `buckets` for each two words that follow each other.

    Examples
    --------
    >>> pairs(np.array([[5, 6, 0]]), 8).shape
    (1, 2)
    """
    first, second = numbers[:, :-1].astype(np.int64), numbers[:, 1:].astype(np.int64)
    hashed = (first * 1_000_003 + second) * 0x9E3779B1 % 2**31
    found = hashed % (buckets - 1) + 1
    return np.where(second > PAD, found, PAD).astype(np.int32)
