from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from lepton_keras.images import kind
from lepton_keras.sequences import kind as sequences

from lepton_automl.plugin import Input, InputError, Task
from lepton_automl.task import Schema


def objects(*values):
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


BYTES = np.zeros((5, 9, 12), dtype=np.uint8)
IMAGES = {
    "bytes": BYTES,
    "colour": np.zeros((5, 9, 12, 3)),
    "square": np.zeros((5, 12, 12)),
    "objects": objects(np.zeros((3, 4, 3)), np.zeros((5, 4, 1))),
    "paths": objects("a.png", "b.JPEG"),
}
SEQUENCES = {
    "steps": np.zeros((5, 40, 3)),
    "objects": objects(np.zeros((3, 2)), np.zeros((5, 2))),
    "lists": objects([1.0, 2.0], [3, 4, 5]),
}
NEITHER = {
    "strings": objects("a cat", "a dog"),
    "dicts": objects({}, {}),
    "five": np.zeros((2, 2, 2, 2, 2)),
    "many_channels": np.zeros((2, 8, 8, 9)),
    "empty": objects(),
}


@pytest.mark.parametrize("name", IMAGES)
def test_images_are_surer_images_than_sequences(name):
    assert kind.recognise(IMAGES[name]) > sequences.recognise(IMAGES[name])


@pytest.mark.parametrize("name", SEQUENCES)
def test_sequences_are_surer_sequences_than_images(name):
    assert sequences.recognise(SEQUENCES[name]) > kind.recognise(SEQUENCES[name])


@pytest.mark.parametrize("name", NEITHER)
def test_other_things_are_neither(name):
    assert kind.recognise(NEITHER[name]) == sequences.recognise(NEITHER[name]) == 0.0


@pytest.mark.parametrize("dtype", ["string", object])
def test_missing_cells_of_any_sort_are_no_images(dtype):
    names = pd.Series(["a", pd.NA, None], dtype=dtype)

    assert kind.recognise_column(names) == 0.0


def test_images_are_read_with_their_channels_last():
    assert kind.read(BYTES).shape == (5, 9, 12, 1)
    assert kind.read(np.zeros((5, 9, 12, 4))).shape == (5, 9, 12, 3)
    assert kind.read(IMAGES["objects"]).shape == (2,)


@pytest.mark.parametrize("shape", [(5, 9, 12, 7), (5, 9)])
def test_arrays_that_hold_no_images_are_refused(shape):
    with pytest.raises(InputError, match="channels|holds no images"):
        kind.read(np.zeros(shape))


def test_a_column_of_images_or_paths_is_recognised():
    assert kind.recognise_column(pd.Series(["a.png", None, "b.png"])) > 0.9
    assert kind.recognise_column(pd.Series(list(BYTES), dtype=object)) > 0.9
    assert kind.recognise_column(pd.Series(["red", "blue"])) == 0.0
    assert kind.recognise_column(pd.Series([1.0, 2.0])) == 0.0
    assert kind.recognise_column(pd.Series([None, None], dtype=object)) == 0.0


def test_a_column_is_read_with_its_gaps():
    found = kind.read_column(pd.Series([BYTES[0], None, float("nan"), ""], dtype=object))

    assert found[0].shape == (9, 12, 1)
    assert found[1:].tolist() == [None] * 3


@pytest.mark.parametrize(
    ("side", "channels", "sides"),
    [(28, 1, None), (32, 3, None), (64, 3, (64, 32)), (200, 3, (64, 32, 96, 128))],
)
def test_large_images_may_be_seen_smaller(side, channels, sides, needs):
    inputs = (Input(None, "image", side * side * channels),)
    task = Task("multiclass", Schema("array", inputs), 100)

    found = kind.space(needs(accepts={"image"}), inputs, task)

    assert found == {} if sides is None else found["longest"].values == sides


def test_trees_see_pixels_first_and_linear_models_gradients(needs):
    inputs = (Input(None, "image", 784),)
    small, large = (Task("multiclass", Schema("array", inputs), n) for n in (100, 60_000))

    trees, linear = needs(), needs(wants={"scaled"})

    assert kind.space(trees, inputs, small)["features"].values[0] == "pixels"
    assert kind.space(trees, inputs, large)["longest"].values[0] == 14
    assert kind.space(linear, inputs, large)["features"].values[0] == "gradients"


@pytest.mark.parametrize("wants", [(), ("scaled",)])
def test_each_way_leads_to_arrays(wants, needs, rng):
    images = kind.read(rng.integers(0, 256, size=(6, 9, 12, 3), dtype=np.uint8))
    column = pd.DataFrame({"a": objects(*images)})
    inputs = (Input("a", "image_column"),)

    arrays = [
        kind.to_image(inputs, {}, needs()).fit_transform(images),
        kind.to_number(inputs, {"cells": 4}, needs(wants=wants)).fit_transform(images),
        kind.column_to_image(inputs, {}, needs()).fit_transform(column),
        kind.column_to_number(inputs, {}, needs(wants=wants)).fit_transform(column),
        kind.column_to_column(inputs, {}, needs()).fit_transform(column),
    ]

    assert [a.ndim for a in arrays] == [4, 2, 4, 2, 2]
    assert {len(a) for a in arrays} == {6}
