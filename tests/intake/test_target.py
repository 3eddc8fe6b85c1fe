from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from lepton_automl.errors import InputError
from lepton_automl.intake.target import choose, encode, labels, outputs, reencode, target
from lepton_automl.plugin import TaskSpec
from lepton_automl.task import Schema, Task


def sure(value):
    return lambda y, kinds: value


def spec(name, recognise):
    return TaskSpec(name, recognise, "builtins:sorted", ("r2",), "builtins:object")


@pytest.mark.parametrize(
    ("y", "dtype", "values"),
    [
        (["a", "b", "a"], "object", ["a", "b", "a"]),
        (np.array(["a", "bb", "a"]), "<U2", ["a", "bb", "a"]),
        ([True, False, True], "bool", [True, False, True]),
        ([3, 7, 100], "int64", [3, 7, 100]),
        ([0.5, 2, 3], "float64", [0.5, 2.0, 3.0]),
        (pd.Categorical(["u", "v", "u"]), "object", ["u", "v", "u"]),
        (pd.Series(pd.Categorical([5, 6, 5])), "int64", [5, 6, 5]),
        (pd.array([1, 2, 1], dtype="Int64"), "int64", [1, 2, 1]),
        (pd.array([True, False, True], dtype="boolean"), "bool", [True, False, True]),
        (pd.Series(["a", "b", "a"], dtype="string"), "object", ["a", "b", "a"]),
        (np.array([1, 2, 1], dtype=object), "int64", [1, 2, 1]),
        (np.array([1, 2.5, 1], dtype=object), "float64", [1.0, 2.5, 1.0]),
        ([Decimal("1.5"), Decimal(2), Decimal(3)], "float64", [1.5, 2.0, 3.0]),
        ([1, "a", 2.0], "object", [1, "a", 2.0]),
    ],
)
def test_y_gets_its_natural_dtype(y, dtype, values):
    found = target(y, 3, "Me")

    assert found.dtype == np.dtype(dtype)
    assert found.tolist() == values


def test_objects_stay_as_they_are():
    boxes = [{"box": [0, 1]}, {"box": []}]

    found = target(boxes, 2, "Me")

    assert found.dtype == object
    assert found[1] is boxes[1]


def test_lists_of_unequal_length_are_objects():
    found = target([[1, 2], [3], []], 3, "Me")

    assert found.shape == (3,)
    assert found[0] == [1, 2]


@pytest.mark.parametrize("y", [np.ones((3, 1)), pd.DataFrame({"y": [1.0, 1.0, 1.0]})])
def test_a_column_is_made_flat_with_scikit_learns_warning(y):
    from sklearn.exceptions import DataConversionWarning

    with pytest.warns(DataConversionWarning, match="A column-vector y was passed when a 1d"):
        found = target(y, 3, "Me")

    assert found.shape == (3,)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (None, "Me requires y to be passed, but the target y is None"),
        ([1.0, np.nan, np.nan], "Input y contains NaN: 2 of 3 values are missing"),
        (["a", None, "b"], "1 of 3 values are missing"),
        (pd.array([1, None, 2], dtype="Int64"), "1 of 3 values are missing"),
        ([1.0, np.inf, 2.0], r"Input y contains infinity or a value too large for dtype"),
        ([1j, 2, 3], "Complex data not supported"),
        ([1, 2], r"inconsistent numbers of samples: \[3, 2\]"),
        (sparse.eye(3).tocsr(), "y is a sparse matrix"),
        ("abc", r"y is the string 'abc'; .*X\['abc'\]"),
        (5, "of type 'int'"),
        (np.array(5.0), "the single value 5.0"),
    ],
)
def test_what_cannot_be_predicted_is_refused(y, message):
    with pytest.raises(InputError, match=message):
        target(y, 3, "Me")


def test_the_surest_type_of_task_is_chosen():
    known = {"a": spec("a", sure(0.3)), "b": spec("b", sure(0.6)), "c": spec("c", sure(0.0))}

    assert choose(np.arange(3), frozenset(), known).name == "b"
    assert choose(np.arange(3), frozenset(), known, ("a", "c")).name == "a"
    assert choose(np.arange(3), frozenset(), known, "c").name == "c"


def test_a_type_of_task_sees_y_and_the_kinds_of_x():
    seen = []

    def recognise(y, kinds):
        seen.append((y.tolist(), kinds))
        return 1.0

    choose(np.arange(2), frozenset({"image"}), {"a": spec("a", recognise)})

    assert seen == [([0, 1], frozenset({"image"}))]


def test_two_equally_sure_types_ask_the_user():
    known = {"multiclass": spec("multiclass", sure(0.9)), "words": spec("words", sure(0.9))}

    with pytest.raises(InputError, match="Choose with task='multiclass' or task='words'"):
        choose(np.array(["a", "b"]), frozenset(), known)


def test_a_y_that_fits_nothing_is_described():
    known = {"binary": spec("binary", sure(0.0))}

    message = "Unknown label type: y .continuous, dtype float64, 3 different values. fits none"
    with pytest.raises(InputError, match=message):
        choose(np.array([0.1, 0.2, 0.3]), frozenset(), known)


def test_a_misspelt_type_of_task_gets_its_near_miss():
    known = {"regression": spec("regression", sure(1.0))}

    with pytest.raises(InputError, match="Did you mean 'regression'"):
        choose(np.arange(3), frozenset(), known, "regresion")


def test_labels_become_plain_values_and_come_back_in_their_dtype():
    def two(y):
        classes, codes = np.unique(y, return_inverse=True)
        return codes, classes

    y = np.array([7, 3, 7], dtype=np.int16)
    encoded, classes = encode(y, TaskSpec("t", sure(1), two, (), object))
    task = Task("t", Schema("array", ()), 3, classes, y.dtype.name)

    assert encoded.tolist() == [1, 0, 1]
    assert classes == (3, 7)
    assert type(classes[0]) is int
    assert labels(task).dtype == np.int16
    assert labels(task)[encoded].tolist() == y.tolist()


@pytest.mark.parametrize("y", [["a", "b"], np.array(["a", "bbb"]), [True, False]])
def test_a_task_travels_as_json_and_keeps_its_labels(y, registry):
    import json

    from lepton_automl.intake import take

    y = np.array(list(y) * 20, dtype=getattr(y, "dtype", None))
    _, task = take(np.arange(80.0).reshape(40, 2), y, registry=registry)

    again = Task.from_json(json.loads(json.dumps(task.to_json())))

    assert again == task
    assert labels(again).tolist() == sorted(set(y.tolist()))


def test_a_type_that_cannot_be_recognised_is_learned_by_name_alone():
    known = {"a": spec("a", sure(0.3)), "asked": spec("asked", None)}

    assert choose(np.arange(3), frozenset(), known).name == "a"
    assert choose(np.arange(3), frozenset(), known, "asked").name == "asked"


@pytest.mark.parametrize(
    ("y", "dtype"),
    [
        (pd.DataFrame({"a": [True, False], "b": [1, 0]}), "int64"),
        (pd.DataFrame({"a": [True, False], "b": [True, True]}).astype("boolean"), "bool"),
        (pd.DataFrame({"a": [1, 0], "b": [0.5, 2]}).astype(object), "float64"),
        (pd.DataFrame({"a": ["x", "y"], "b": [1, 0]}), "object"),
    ],
)
def test_several_columns_get_their_common_dtype(y, dtype):
    found = target(y, 2, "Me")

    assert found.dtype == np.dtype(dtype)
    assert found.shape == (2, 2)


TABLE = pd.DataFrame({"u": [1.0, 2.0], "v": [3.0, 4.0]})


@pytest.mark.parametrize(
    ("y", "name", "expected"),
    [
        (TABLE, "multioutput", ("u", "v")),
        (TABLE.set_axis([7, 7], axis=1), "multioutput", ("7", "7.1")),
        (TABLE.to_numpy(), "multioutput", (0, 1)),
        ([{"b"}, {"a", "b"}], "multilabel", ("a", "b")),
        ([1.0, 2.0], "regression", ()),
        ([1.0, 2.0], "quantile", (0.1, 0.5, 0.9)),
    ],
)
def test_outputs_are_named_after_what_y_says(y, name, expected, registry):
    known = registry.tasks[name]
    encoded, found = encode(target(y, 2, "Me"), known)

    assert outputs(y, encoded, found, known) == expected


def test_levels_are_for_quantiles_alone(registry):
    encoded, found = encode(target([1.0, 2.0], 2, "Me"), registry.tasks["regression"])

    with pytest.raises(InputError, match="quantiles=.0.5. cannot be had of a regression task"):
        outputs([1.0, 2.0], encoded, found, registry.tasks["regression"], [0.5])


def test_a_later_table_may_have_its_columns_in_another_order(registry):
    task = Task("multioutput", Schema("array", ()), 2, outputs=("u", "v"))

    later = reencode(TABLE[["v", "u"]], task, registry.tasks["multioutput"])

    assert later.tolist() == TABLE.to_numpy().tolist()


def test_a_later_set_of_labels_is_encoded_by_those_that_were_learned(registry):
    task = Task("multilabel", Schema("array", ()), 2, outputs=("a", "b", "c"))

    assert reencode([{"b"}, set()], task, registry.tasks["multilabel"]).tolist() == [
        [0, 1, 0],
        [0, 0, 0],
    ]
