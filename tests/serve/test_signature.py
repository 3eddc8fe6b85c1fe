"""What a model takes, and how rows become the X of a predictor."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lepton_automl.plugin import Input, Task
from lepton_automl.serve.rows import Rows
from lepton_automl.serve.signature import OBJECTS, Signature
from lepton_automl.task import Schema


def test_columns_that_are_not_learned_from_need_not_be_there(signature):
    assert signature.needed == {"age", "income", "town", "member", "since"}
    assert signature.known - signature.needed == {"constant"}
    assert signature.numbers == ("age", "income")


def test_a_table_has_the_columns_in_order(signature):
    others = {"town": ["Ulm"], "member": [True], "since": [None]}
    X = signature.X(Rows(1, np.array([[31.0, 5.0]]), others))
    assert list(X) == ["age", "income", "town", "member", "since"]
    assert X["age"].tolist() == [31.0]
    assert X["town"].dtype == object


def test_numbers_alone_are_one_block():
    schema = Schema("table", (Input("a", "number"), Input("b", "number")), ("a", "b"))
    block = np.array([[1.0, 2.0]])
    X = Signature(Task("regression", schema, 9)).X(Rows(1, block))
    assert np.shares_memory(X.to_numpy(), block)


def test_an_array_is_given_as_it_is(array_signature):
    block = np.zeros((2, 3))
    assert array_signature.X(Rows(2, block)) is block
    assert array_signature.fields[0].shape == (-1, 3)


def test_objects_stay_objects():
    schema = Schema("object", (Input(None, "series"),))
    X = Signature(Task("regression", schema, 9)).X(Rows(2, others={OBJECTS: [[1, 2], [3, 4]]}))
    assert X.shape == (2,)
    assert X[1] == [3, 4]


def test_a_row_without_values_has_all_columns(signature):
    X = signature.X(signature.nothing())
    assert pd.isna(X).all(axis=None)
    assert X.shape == (1, 5)


def test_an_unknown_kind_takes_anything():
    schema = Schema("table", (Input("a", "colour"),), ("a",))
    (field,) = Signature(Task("regression", schema, 9)).fields
    assert field.form.types == ()
    assert field.form.datatypes == ()
