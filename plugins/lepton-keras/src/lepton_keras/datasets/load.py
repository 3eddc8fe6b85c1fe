"""Data sets in their usual two parts: from the data folder, else by a download."""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lepton_automl.plugin import InputError
from lepton_keras.datasets import HOME, SEQUENCES
from lepton_keras.datasets.home import entry, file

__all__ = ["Parts", "parts", "with_labels"]

CLOTHES = "T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot"
CLASSES = {
    "fashion_mnist": CLOTHES,
    "cifar10": "airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck",
    "imdb": "negative,positive",
    "rt_polarity": "negative,positive",
}
TARGETS = {"newsgroups": "group", "imdb": "sentiment", "rt_polarity": "sentiment"}


@dataclass(frozen=True, eq=False)
class Parts:
    """A data set in two parts.

    Attributes
    ----------
    name : str
    x_train, x_test : ndarray
        Images, sequences, or an object array of texts.
    y_train, y_test : ndarray
        Whole numbers.
    classes : tuple of str
        What they mean; empty if they mean themselves.
    """

    name: str
    x_train: Any
    y_train: Any
    x_test: Any
    y_test: Any
    classes: tuple[str, ...] = ()


def parts(name: str) -> Parts:
    """Return a data set by name.

    Raises
    ------
    InputError
        If it is neither in the data folder nor to be downloaded.
    """
    found = _from_home(name)
    if found is None:
        found = _downloaded(name)
    return found


def with_labels(data: Parts, part: str) -> tuple[Any, Any]:
    """Return X and y of one part as `fit` takes them: labels by name, texts as a table."""
    X, y = (data.x_train, data.y_train) if part == "train" else (data.x_test, data.y_test)
    labels = np.array(data.classes, dtype=object)[y] if data.classes else y
    if X.dtype == object and X.ndim == 1 and isinstance(X[0], str):
        X = pd.DataFrame({"text": X})
    return X, pd.Series(labels, name=TARGETS.get(data.name, "label"))


def _from_home(name: str) -> Parts | None:
    if name.startswith(f"{SEQUENCES}/"):
        return _sequences(name)
    if name == "newsgroups":
        path = file("newsgroups20", "20news_bydate.jsonl.xz")
        return None if path is None else _newsgroups(path)
    if name == "rt_polarity":
        path = file("rt_polarity", "rt_polarity.csv.gz")
        return None if path is None else _polarity(path)
    path = file(name, f"{name}.npz")
    if path is None:
        return None
    with np.load(path) as found:
        arrays = (found[key] for key in ("x_train", "y_train", "x_test", "y_test"))
        return Parts(name, *arrays, classes=_classes(name))


def _classes(name: str) -> tuple[str, ...]:
    return tuple(CLASSES[name].split(",")) if name in CLASSES else ()


def _sequences(name: str) -> Parts | None:
    folder, _, stem = name.partition("/")
    path = file(folder, f"{stem}.npz")
    if path is None:
        return None
    with np.load(path) as found:
        # There it is (rows, channels, steps).
        series = [found[key].swapaxes(1, 2) for key in ("x_train", "x_test")]
        labels = [found["y_train"], found["y_test"]]
    classes, codes = np.unique(np.concatenate(labels), return_inverse=True)
    train, test = codes[: len(labels[0])], codes[len(labels[0]) :]
    return Parts(name, series[0], train, series[1], test, tuple(map(str, classes)))


def _newsgroups(path: Any) -> Parts:
    with lzma.open(path, "rt", encoding="utf-8") as stream:
        table = pd.DataFrame([json.loads(line) for line in stream])
    listed = (entry("newsgroups20") or {}).get("classes") or sorted(table["label"].unique())
    if pd.api.types.is_numeric_dtype(table["label"]):
        codes = table["label"].to_numpy()
    else:
        codes = np.array([listed.index(label) for label in table["label"]])
    texts, train = _texts(table["text"]), (table["split"] == "train").to_numpy()
    return Parts(
        "newsgroups", texts[train], codes[train], texts[~train], codes[~train], tuple(listed)
    )


def _polarity(path: Any) -> Parts:
    table = pd.read_csv(path)
    texts, codes = _texts(table["text"]), table["label"].to_numpy()
    none = np.zeros(len(codes), dtype=bool)  # it has no part for tests
    classes = _classes("rt_polarity")
    return Parts("rt_polarity", texts, codes, texts[none], codes[none], classes)


def _texts(values: Any) -> Any:
    found = np.empty(len(values), dtype=object)
    found[:] = [str(value) for value in values]
    return found


def _downloaded(name: str) -> Parts:
    getters: dict[str, Callable[[], Parts]] = {
        "newsgroups": _fetch_newsgroups,
        **{n: _KerasSet(n) for n in ("mnist", "fashion_mnist", "cifar10", "imdb", "reuters")},
    }
    where = f"The data set {name!r} is not in {HOME}"
    if name not in getters:
        raise InputError(f"{where} (other/{name}), and there is no other place to get it from.")
    try:
        return getters[name]()
    except ImportError as error:
        raise InputError(f"{where}, and its download needs Keras: {error}.") from None
    except Exception as error:
        reason = str(error).strip().split("\n")[0]
        raise InputError(
            f"{where}, and could not be downloaded ({reason}). Put it into {HOME}/other/"
            f"{name}, listed in other/index.json, or try again with a network."
        ) from error


def _fetch_newsgroups() -> Parts:
    from sklearn.datasets import fetch_20newsgroups

    train, test = (fetch_20newsgroups(subset=part) for part in ("train", "test"))
    both = (_texts(train.data), train.target, _texts(test.data), test.target)
    return Parts("newsgroups", *both, classes=tuple(train.target_names))


@dataclass(frozen=True)
class _KerasSet:
    """Gets a data set with Keras, which keeps it in its own folder."""

    name: str

    def __call__(self) -> Parts:
        from lepton_keras.networks.backend import load_keras

        module = getattr(load_keras().datasets, self.name)
        (x_train, y_train), (x_test, y_test) = module.load_data()
        if self.name in ("imdb", "reuters"):
            words = {code + 3: word for word, code in module.get_word_index().items()}
            x_train, x_test = (_spelled(rows, words) for rows in (x_train, x_test))
        labels = (np.ravel(y) for y in (y_train, y_test))
        y_train, y_test = labels
        return Parts(self.name, x_train, y_train, x_test, y_test, _classes(self.name))


def _spelled(rows: Any, words: dict[int, str]) -> Any:
    """Return texts of the words that codes stand for; codes below 3 stand for none."""
    return _texts([" ".join(words[code] for code in row if code in words) for row in rows])
