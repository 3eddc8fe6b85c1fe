from __future__ import annotations

import hashlib
import json
import os
import sys

import numpy as np
import pandas as pd
import pytest
from lepton_keras import DATASETS, home_sequences
from lepton_keras.datasets import HOME
from lepton_keras.datasets.bundled import digits_images, listings_demo
from lepton_keras.datasets.home import file
from lepton_keras.datasets.load import parts, with_labels

from lepton_automl._lazy import resolve
from lepton_automl.plugin import InputError, Registry

MADE = ("digits_images", "cylinder_bell_funnel", "listings_demo")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Make a data folder with ten images and two sets of texts."""
    monkeypatch.setenv(HOME, str(tmp_path))
    folder = tmp_path / "other" / "fashion_mnist"
    folder.mkdir(parents=True)
    X, y = np.zeros((10, 4, 4), dtype=np.uint8), np.arange(10)
    np.savez(folder / "fashion_mnist.npz", x_train=X, y_train=y, x_test=X[:2], y_test=y[:2])
    said = hashlib.sha256((folder / "fashion_mnist.npz").read_bytes()).hexdigest()
    reviews = tmp_path / "other" / "rt_polarity"
    reviews.mkdir()
    table = pd.DataFrame({"text": ["a fine film", "a dull film"], "label": [1, 0]})
    table.to_csv(reviews / "rt_polarity.csv.gz", index=False)
    entries = [
        {
            "name": "fashion_mnist",
            "files": ["fashion_mnist.npz"],
            "sha256": {"fashion_mnist.npz": said},
        },
        {"name": "rt_polarity", "files": ["rt_polarity.csv.gz"]},
        {"name": "ucr_time_series", "files": ["GunPoint.npz"]},
    ]
    (tmp_path / "other" / "index.json").write_text(json.dumps(entries))
    return tmp_path


@pytest.mark.parametrize("name", MADE)
def test_what_needs_no_file_is_there_and_always_the_same(name):
    (spec,) = (spec for spec in DATASETS if spec.name == name)

    X, y = resolve(spec.load)()

    assert len(X) == len(y)
    assert str(len(X)) in spec.summary
    pd.testing.assert_series_equal(y, resolve(spec.load)()[1])


def test_a_listing_has_a_column_of_each_kind():
    X, _ = listings_demo(40)

    assert X["picture"].isna().sum() < 10
    assert {type(p) for p in X["picture"]} == {np.ndarray, type(None)}
    assert digits_images()[0].dtype == np.uint8


def test_both_parts_are_offered_and_labelled(home):
    registry = Registry(load_installed=False)
    registry.add(sys.modules["lepton_keras"])

    X, y = resolve(registry.datasets["fashion_mnist_test"].load)()

    assert X.shape == (2, 4, 4)
    assert y.tolist() == ["T-shirt/top", "Trouser"]
    assert {"ucr_gunpoint", "ucr_gunpoint_test"} <= set(registry.datasets)


def test_texts_come_as_a_table(home):
    X, y = with_labels(parts("rt_polarity"), "train")

    assert X["text"].tolist() == ["a fine film", "a dull film"]
    assert y.tolist() == ["positive", "negative"]


def test_a_damaged_file_is_refused(home):
    path = home / "other/fashion_mnist/fashion_mnist.npz"
    path.write_bytes(path.read_bytes() + b"x")

    with pytest.raises(InputError, match="is damaged"):
        parts("fashion_mnist")


def test_a_damaged_index_is_named(home):
    (home / "other/index.json").write_text("{")

    with pytest.raises(InputError, match="index.json cannot be read"):
        parts("fashion_mnist")
    assert list(home_sequences()) == []


@pytest.mark.parametrize("name", ["rt_polarity", "ucr_time_series/GunPoint"])
def test_what_is_nowhere_is_told_with_the_place_where_it_is_looked_for(name, monkeypatch):
    monkeypatch.delenv(HOME, raising=False)

    with pytest.raises(InputError, match=f"'{name}' is not in {HOME}"):
        parts(name)


def test_without_a_network_the_cure_is_told(monkeypatch):
    import sklearn.datasets

    def unreachable(subset):
        raise OSError("no route to host")

    monkeypatch.delenv(HOME, raising=False)
    monkeypatch.setattr(sklearn.datasets, "fetch_20newsgroups", unreachable)

    with pytest.raises(InputError, match=r"could not be downloaded \(no route to host\)"):
        parts("newsgroups")


@pytest.mark.skipif(HOME not in os.environ, reason=f"needs the data that {HOME} names")
@pytest.mark.parametrize(
    ("name", "rows", "classes"),
    [
        ("fashion_mnist", 60_000, 10),
        ("newsgroups", 11_314, 20),
        ("rt_polarity", 10_662, 2),
        ("ucr_time_series/BasicMotions", 40, 4),
    ],
)
def test_real_data_are_whole(name, rows, classes):
    found = parts(name)

    assert len(found.x_train) == len(found.y_train) == rows
    assert len(found.classes) == classes == len(np.unique(found.y_train))
    assert file("no such", "file") is None
