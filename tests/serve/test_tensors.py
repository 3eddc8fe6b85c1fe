"""The tensors of the Open Inference Protocol."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lepton_automl.serve.refusal import Refusal
from lepton_automl.serve.tensors import (
    DTYPES,
    datatype_of,
    decode,
    pack,
    plain_cells,
    unpack,
)

NOTHING = memoryview(b"")
NUMERIC = sorted(name for name in DTYPES if name != "BYTES")


def read(binary=b"", **described):
    """Return the values of a described tensor."""
    tensor, rest = decode({"name": "x", **described}, memoryview(binary))
    assert not len(rest)
    return tensor.values


@pytest.mark.parametrize("datatype", NUMERIC)
@given(data=st.data())
def test_numbers_survive_the_way_as_bytes(datatype, data):
    shape = st.tuples(st.integers(0, 4), st.integers(1, 3))
    values = data.draw(hnp.arrays(DTYPES[datatype], shape))
    again = unpack("x", values.shape, datatype, memoryview(pack(values)))
    assert again.dtype == values.dtype
    assert again.tobytes() == values.tobytes()


@given(st.lists(st.text()))
def test_text_survives_the_way_as_bytes(words):
    values = np.array(words, dtype=object)
    found = unpack("x", values.shape, "BYTES", memoryview(pack(values)))
    assert found.tolist() == words


def test_big_endian_numbers_are_sent_little():
    assert pack(np.array([1], dtype=">i4")) == b"\x01\0\0\0"


@pytest.mark.parametrize("data", [[1, 2, 3, 4], [[1, 2], [3, 4]], [[[1], [2]], [[3], [4]]]])
def test_data_may_be_flat_or_nested(data):
    found = read(shape=[2, 2], datatype="INT64", data=data)
    assert found.tolist() == [[1, 2], [3, 4]]


def test_null_is_nan_among_floats_and_none_among_text():
    assert np.isnan(read(shape=[1], datatype="FP32", data=[None]))[0]
    assert read(shape=[1], datatype="BYTES", data=[None]).tolist() == [None]


def test_binary_data_are_taken_in_order():
    described = {"shape": [1], "datatype": "FP64", "parameters": {"binary_data_size": 8}}
    body = memoryview(np.array([1.0, 2.0]).tobytes())
    first, body = decode({"name": "a", **described}, body)
    second, body = decode({"name": "b", **described}, body)
    assert (first.values[0], second.values[0], len(body)) == (1.0, 2.0, 0)


@pytest.mark.parametrize(
    ("described", "said"),
    [
        ({"shape": [2], "datatype": "FP64", "data": [1]}, "is 2 values, but 1 are given"),
        ({"shape": [1], "datatype": "FP65", "data": [1]}, "datatype 'FP65'. Known: BOOL"),
        ({"shape": [-1], "datatype": "FP64", "data": [1]}, "the shape [-1]"),
        ({"shape": [], "datatype": "FP64", "data": [1]}, "the shape []"),
        ({"shape": [True], "datatype": "FP64", "data": [1]}, "the shape [True]"),
        ({"shape": [1], "datatype": "FP64"}, "has no list as its data"),
        ({"shape": [1], "datatype": "FP64", "data": ["1"]}, "element 0 is '1'"),
        ({"shape": [2], "datatype": "BOOL", "data": [True, 1]}, "element 1 is 1"),
        ({"shape": [1], "datatype": "INT8", "data": [1000]}, "values that are no INT8"),
        ({"shape": [1], "datatype": "UINT8", "data": [-1]}, "values that are no UINT8"),
        ({"shape": [1], "datatype": "INT64", "data": [None]}, "element 0 is None"),
        ({"shape": [2], "datatype": "INT64", "data": [1, [2]]}, "mixes lists and values"),
        (
            {"shape": [10**9, 10**9], "datatype": "FP64", "data": []},
            "1,000,000,000,000,000,000",
        ),
        ({"shape": [1] * 33, "datatype": "FP64", "data": [1]}, "33 dimensions: more than 32"),
        ({"shape": [2**62] * 10**5, "datatype": "FP64", "data": [1]}, "100,000 dimensions"),
        ({"shape": [2**62] * 32, "datatype": "FP64", "data": [1]}, "values, but 1 are given"),
        ({"shape": [1], "datatype": "FP64", "parameters": {"binary_data_size": 8}}, "0 bytes"),
        ({"shape": [1], "datatype": "FP64", "parameters": {"binary_data_size": -1}}, "is -1"),
        ({"shape": [1], "datatype": "FP64", "parameters": {"binary_data_size": "8"}}, "is '8'"),
    ],
)
def test_what_does_not_fit_is_refused(described, said):
    with pytest.raises(Refusal) as caught:
        read(**described)
    assert said in caught.value.sentence
    assert caught.value.status in (400, 422)


@pytest.mark.parametrize("described", [None, 3, "x", [], {}, {"name": 3}])
def test_what_is_no_tensor_is_refused(described):
    with pytest.raises(Refusal):
        decode(described, NOTHING)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x05\0\0\0abc", "element 0 is cut off"),
        (b"\x01\0\0", "element 0 is cut off"),
        (b"\xff\xff\xff\xff", "element 0 is cut off"),
        (b"\x01\0\0\0\xff", "element 0 is not in UTF-8"),
    ],
)
def test_broken_text_is_refused(data, said):
    with pytest.raises(Refusal, match=said):
        unpack("x", (1,), "BYTES", memoryview(data))


def test_a_broken_number_is_refused():
    with pytest.raises(Refusal, match="5 bytes are no whole FP32s"):
        unpack("x", (1,), "FP32", memoryview(b"12345"))


def test_what_is_no_text_is_sent_as_json():
    values = np.empty(2, dtype=object)
    values[:] = [{"box": np.array([1])}, "a"]
    assert datatype_of(values) == "BYTES"
    assert plain_cells(values) == ['{"box": [1]}', "a"]
