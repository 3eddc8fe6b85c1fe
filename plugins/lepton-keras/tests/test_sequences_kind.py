from __future__ import annotations

import numpy as np
import pytest
from lepton_keras.sequences import kind

from lepton_automl.plugin import Input, InputError, Task
from lepton_automl.task import Schema

INPUTS = (Input(None, "sequence", 128),)


def objects(*values):
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def test_sequences_are_read_with_steps_and_channels():
    assert kind.read(np.zeros((4, 7, 2))).shape == (4, 7, 2)
    assert kind.read(np.zeros((4, 7))).shape == (4, 7, 1)
    assert kind.read(objects([1, 2], [3.0, 4.0])).shape == (2, 2, 1)


def test_ragged_sequences_stay_objects():
    found = kind.read(objects(np.zeros((3, 2)), np.zeros((5, 2))))

    assert found.shape == (2,)
    assert found[1].shape == (5, 2)
    assert found[1].dtype == np.float32


def test_gaps_are_bridged():
    found = kind.read(np.array([[0.0, np.nan, 2.0, np.nan], [np.nan] * 4]))

    assert found[:, :, 0].tolist() == [[0, 1, 2, 2], [0, 0, 0, 0]]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (objects("abc", "de"), "Row 0 of X is no sequence of numbers"),
        (objects(np.zeros((2, 2)), np.zeros((2, 3))), r"they have \[2, 3\]"),
        (objects(np.zeros((2, 2)), np.zeros((0, 2))), "at least one step"),
        (objects(np.zeros((2, 2, 2))), r"has the shape \(2, 2, 2\)"),
        (np.full((2, 3), np.inf), "infinite"),
        (np.zeros((2, 3, 4, 5)), "holds no sequences"),
    ],
)
def test_what_is_no_sequence_is_refused_in_a_sentence(values, message):
    with pytest.raises(InputError, match=message):
        kind.read(values)


def test_there_are_fewer_convolutions_where_there_are_many_rows(needs):
    def kernels(n_rows, **claims):
        task = Task("multiclass", Schema("array", INPUTS), n_rows)
        return kind.space(needs(**claims), INPUTS, task)["kernels"].values

    assert kernels(300, wants={"scaled"}) == (9996, 1932)
    assert kernels(300) == (1932, 9996)
    assert kernels(100_000, wants={"scaled"})[0] == 252
    assert kernels(10**9, wants={"scaled"}) == (84,)


def test_linear_models_get_convolutions_first_and_trees_intervals(needs):
    task = Task("multiclass", Schema("array", INPUTS), 300)

    linear = kind.space(needs(wants={"scaled"}), INPUTS, task)
    trees = kind.space(needs(), INPUTS, task)

    assert linear["features"].values[0] == "convolutions"
    assert trees["features"].values[0] == "intervals"
    assert kind.space(needs(accepts={"sequence"}), INPUTS, task) == {}


@pytest.mark.parametrize("features", ["convolutions", "intervals"])
@pytest.mark.parametrize("wants", [(), ("scaled",)])
def test_numbers_are_scaled_for_whom_wants_them_so(features, wants, needs, rng):
    X = rng.normal(size=(20, 30, 2)).astype(np.float32)
    params = {"features": features, "kernels": 84}

    found = kind.to_number(INPUTS, params, needs(wants=wants)).fit_transform(X)

    assert found.ndim == 2
    assert bool(np.abs(found.mean(axis=0)).max() < 1e-3) == bool(wants)
