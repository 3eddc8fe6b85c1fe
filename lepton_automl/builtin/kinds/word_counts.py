"""A transformer from texts to counts of words and of runs of words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from lepton_automl.builtin.kinds.text import WORDS
from lepton_automl.builtin.make.plain import SavedAsParent

__all__ = ["WordCounts"]

Array = NDArray[np.int64]


class WordCounts(SavedAsParent, CountVectorizer):
    """`CountVectorizer` of words that learns in a third of the time.

    The parent writes each run of words as a string to look it up. Here words are numbered
    once, runs are pairs of numbers, counted as arrays, and only those kept become strings.

    Parameters
    ----------
    ngram_range : (int, int)
        How many words a run has, at least and at most.
    max_features : int or None
        The most columns; what occurs most often is kept, of equals the shorter runs.
    min_df : int
        In how many texts a run must occur.

    Attributes
    ----------
    vocabulary_ : dict
        The column of each run.

    Examples
    --------
    >>> counts = WordCounts(ngram_range=(1, 2)).fit(["A film", "a bad film"])
    >>> counts.get_feature_names_out().tolist()
    ['a', 'a bad', 'a film', 'bad', 'bad film', 'film']
    """

    def __init__(
        self,
        *,
        ngram_range: tuple[int, int] = (1, 1),
        max_features: int | None = None,
        min_df: int = 1,
    ) -> None:
        super().__init__(
            token_pattern=WORDS,
            ngram_range=ngram_range,
            max_features=max_features,
            min_df=min_df,
        )

    def fit_transform(self, raw_documents: Any, y: Any = None) -> Any:
        """Learn the columns, and return counts as a CSR matrix, one row a text."""
        if isinstance(raw_documents, str):
            raise ValueError("One string is no list of texts; pass [text] for a single one.")
        words: defaultdict[str, int] = defaultdict(lambda: len(words))
        lengths, word = self._numbered(raw_documents, words)
        shortest, longest = self.ngram_range
        runs = list(_runs(lengths, word, list(words), longest, self.min_df))[shortest - 1 :]
        kept = _most(runs, self.max_features, self.min_df)
        if not any(map(len, kept)):
            raise ValueError(
                f"No run of words occurs in {self.min_df} texts; take a lower min_df."
            )
        names = [
            name for run, which in zip(runs, kept, strict=True) for name in run.names(which)
        ]
        order = sorted(range(len(names)), key=names.__getitem__)
        self.vocabulary_ = {names[place]: column for column, place in enumerate(order)}
        self.fixed_vocabulary_ = False
        columns = np.empty(len(names), dtype=np.int64)
        columns[order] = np.arange(len(names))
        return _matrix(runs, kept, columns, len(lengths))

    def _is_plain(self) -> bool:
        # Unfitted too: a fitted ColumnTransformer keeps what it was made of.
        return True

    def _numbered(
        self, texts: Iterable[Any], words: defaultdict[str, int]
    ) -> tuple[Array, Array]:
        """Return how many words each text has, and the numbers of all, one after the other."""
        find = re.compile(WORDS).findall
        found = [find(self.decode(text).lower()) for text in texts]
        lengths = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
        numbers = map(words.__getitem__, chain.from_iterable(found))
        return lengths, np.fromiter(numbers, dtype=np.int64, count=int(lengths.sum()))


@dataclass(frozen=True)
class _Runs:
    """Runs of so many words: what they consist of, and how often they occur where.

    Attributes
    ----------
    rows, codes, counts : array
        One entry a run and text: where, which, how often.
    heads, tails : array or None
        Of each run, which it is without its last word, and that word.
    shorter : _Runs or None
        What `heads` refers to.
    words : list of str
        What `tails` refers to.
    """

    rows: Array
    codes: Array
    counts: Array
    n_codes: int
    words: list[str]
    heads: Array | None = None
    tails: Array | None = None
    shorter: _Runs | None = None

    @property
    def texts(self) -> Array:
        """In how many texts each run occurs."""
        return np.bincount(self.codes, minlength=self.n_codes)

    @property
    def total(self) -> Array:
        """How often each run occurs."""
        return np.bincount(self.codes, self.counts, minlength=self.n_codes).astype(np.int64)

    def names(self, which: Array) -> list[str]:
        """Return some runs in writing."""
        if self.shorter is None or self.heads is None or self.tails is None:
            return [self.words[code] for code in which.tolist()]
        heads = self.shorter.names(self.heads[which])
        tails = self.tails[which].tolist()
        return [f"{head} {self.words[tail]}" for head, tail in zip(heads, tails, strict=True)]


def _runs(
    lengths: Array, word: Array, words: list[str], longest: int, min_df: int
) -> Iterator[_Runs]:
    """Yield the runs of one word, of two, and so on."""
    row = np.repeat(np.arange(len(lengths)), lengths)
    start, code = np.arange(len(word)), word
    found = _Runs(*_counted(row, code, len(words)), len(words), words)
    yield found
    for length in range(2, longest + 1):
        # What goes on from a run that is too rare is too rare itself.
        going = (found.texts >= min_df)[code] & (start + length <= len(word))
        start, code = start[going], code[going]
        inside = row[start] == row[start + length - 1]
        start, code = start[inside], code[inside]
        pair = code * len(words) + word[start + length - 1]
        different, code = np.unique(pair, return_inverse=True)
        parts = different // max(1, len(words)), different % max(1, len(words))
        counted = _counted(row[start], code, len(different))
        found = _Runs(*counted, len(different), words, *parts, found)
        yield found


def _counted(row: Array, code: Array, n_codes: int) -> tuple[Array, Array, Array]:
    key, counts = np.unique(row * n_codes + code, return_counts=True)
    return key // max(1, n_codes), key % max(1, n_codes), counts


def _most(runs: list[_Runs], most: int | None, min_df: int) -> list[Array]:
    """Return which runs of each length are kept."""
    kept = [np.flatnonzero(run.texts >= min_df) for run in runs]
    sizes = np.cumsum([0, *map(len, kept)])
    if most is None or sizes[-1] <= most:
        return kept
    total = np.concatenate([run.total[which] for run, which in zip(runs, kept, strict=True)])
    chosen = np.sort(np.argsort(-total, kind="stable")[:most])
    bounds = np.searchsorted(chosen, sizes)
    return [which[chosen[bounds[k] : bounds[k + 1]] - sizes[k]] for k, which in enumerate(kept)]


def _matrix(runs: list[_Runs], kept: list[Array], columns: Array, n_rows: int) -> Any:
    """Return the counts of what is kept, with sorted columns."""
    entries, before = [], 0
    for run, which in zip(runs, kept, strict=True):
        place = np.full(run.n_codes, -1, dtype=np.int64)
        place[which] = columns[before : before + len(which)]
        before += len(which)
        column = place[run.codes]
        there = column >= 0
        entries.append((run.counts[there], run.rows[there], column[there]))
    counts, rows, column = (np.concatenate(parts) for parts in zip(*entries, strict=True))
    found = sparse.csr_matrix((counts, (rows, column)), shape=(n_rows, len(columns)))
    found.sort_indices()
    return found
