"""Programs as Keras' users write them run, with lepton_automl's names."""

from __future__ import annotations

import json
import lzma
import math

import numpy as np
import pytest
from lepton_keras.images.resize import resized
from lepton_keras.networks.backend import load_keras

import lepton_automl as lai
from lepton_automl import LeptonAutoML

pytestmark = [
    pytest.mark.filterwarnings("ignore:Do not pass an `input_shape`:UserWarning"),
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),  # Keras'
]


@pytest.fixture(autouse=True)
def same_chance():
    """Begin each program with the same weights: some do not learn three words in a second."""
    before = np.random.get_state()
    load_keras().utils.set_random_seed(0)
    yield
    np.random.set_state(before)


@pytest.fixture
def home(tmp_path, monkeypatch, digits):
    """Return a data folder with a few images by the name of MNIST, and a few messages."""
    X, y = digits
    images = resized(X[..., None] * 15, 28, 28)[..., 0]
    texts = ["graphics card and screen", "the hockey team scored", "a rocket to the moon"] * 24
    rows = [
        {"text": text, "label": i % 3, "split": "test" if i >= 48 else "train"}
        for i, text in enumerate(texts)
    ]
    (tmp_path / "other" / "mnist").mkdir(parents=True)
    (tmp_path / "other" / "newsgroups20").mkdir()
    parted = {"x_train": images[:256], "y_train": y[:256], "x_test": images[256:],
              "y_test": y[256:]}  # fmt: skip
    np.savez(tmp_path / "other" / "mnist" / "mnist.npz", **parted)
    with lzma.open(
        tmp_path / "other" / "newsgroups20" / "20news_bydate.jsonl.xz", "wt", encoding="utf-8"
    ) as stream:
        stream.writelines(json.dumps(row) + "\n" for row in rows)
    index = [
        {"name": "mnist", "files": ["mnist.npz"]},
        {
            "name": "newsgroups20",
            "files": ["20news_bydate.jsonl.xz"],
            "classes": ["graphics", "hockey", "space"],
        },
    ]
    (tmp_path / "other" / "index.json").write_text(json.dumps(index), encoding="utf-8")
    monkeypatch.setenv("LEPTON_DATA_HOME", str(tmp_path))


def test_digits_are_learned_by_a_program_as_it_is_written(home):
    data = lai.datasets.load_mnist()
    model = lai.models.Sequential()
    model.add(lai.layers.Conv2D(32, (3, 3), activation="relu", input_shape=(28, 28, 1)))
    model.add(lai.layers.MaxPooling2D((2, 2)))
    model.add(lai.layers.Flatten())
    model.add(lai.layers.Dense(128, activation="relu"))
    model.add(lai.layers.Dense(10, activation="softmax"))
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    model.fit(data.x_train, data.y_train, epochs=4, batch_size=64, verbose=0,
              validation_data=(data.x_test, data.y_test))  # fmt: skip
    loss, accuracy = model.evaluate(data.x_test, data.y_test, verbose=0)

    assert data.x_train.shape == (256, 28, 28, 1)
    assert data.x_train.max() == 240 / 255
    assert data.y_train.dtype == np.int64
    assert loss < 2.0
    assert accuracy > 0.5


def test_messages_are_learned_by_a_program_as_it_is_written(home):
    data = lai.datasets.load_20newsgroups(length=8)
    model = lai.models.Sequential()
    model.add(lai.layers.Embedding(data.n_words, 16))
    model.add(lai.layers.Conv1D(16, 3, activation="relu"))
    model.add(lai.layers.GlobalMaxPooling1D())
    model.add(lai.layers.Dense(3, activation="softmax"))
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    model.fit(data.x_train, data.y_train, epochs=20, batch_size=16, verbose=0)
    _, accuracy = model.evaluate(data.x_test, data.y_test, verbose=0)

    assert data.text_train[1] == "the hockey team scored"
    assert data.x_train.shape == (48, 8)
    assert data.classes == ("graphics", "hockey", "space")
    assert accuracy == 1.0


@pytest.fixture(scope="module")
def model():
    found = lai.models.Sequential([lai.layers.Input((8, 8, 1))])
    found.add(lai.layers.Rescaling(1 / 16))
    found.add(lai.layers.Flatten())
    found.add(lai.layers.Dense(10, activation="softmax"))
    found.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return found


def test_classes_are_taken_as_numbers_or_one_hot():
    loss = lai.models.CategoricalCrossentropy()
    said = np.array([[0.5, 0.25, 0.25], [0.1, 0.8, 0.1]], dtype=np.float32)
    expected = -np.mean(np.log([0.25, 0.8]))

    for y in ([2, 1], [[2], [1]], [[0, 0, 1], [0, 1, 0]]):
        assert float(loss(np.array(y), said)) == pytest.approx(expected, rel=1e-5)


def test_a_model_from_a_file_trains_on(model, digits, tmp_path):
    X, y = digits
    model.fit(X[:64, ..., None], y[:64], epochs=1, verbose=0)
    model.save(tmp_path / "model.keras")

    again = lai.models.load_model(tmp_path / "model.keras")
    again.fit(X[:64, ..., None], y[:64], epochs=1, verbose=0)

    assert type(again) is lai.models.Sequential
    assert type(again.loss).__name__ == "CategoricalCrossentropy"


def build(shape, n_outputs):
    """Build a model that suits the data."""
    dense = lai.layers.Dense(n_outputs, activation="softmax")
    return lai.models.Sequential([lai.layers.Input(shape), lai.layers.Flatten(), dense])


@pytest.mark.slow
@pytest.mark.parametrize("way", ["as it is", "wrapped", "function"])
def test_a_model_takes_part_in_a_search(way, model, digits):
    X, y = digits
    X = X[..., None]
    given = {
        "as it is": model,
        "wrapped": lai.wrap(model, epochs=40),
        "function": lai.wrap(build, epochs=40),
    }
    enough = {"n_trials": 1, "time_budget": math.inf}
    automl = LeptonAutoML(**enough, estimators=[given[way]], cv=2, n_jobs=1, verbose=0)

    automl.fit(X[:200], y[:200])

    assert set(automl.leaderboard()["estimator"]) == {"keras_model", "baseline"}
    assert automl.score(X[200:], y[200:]) > 0.5
