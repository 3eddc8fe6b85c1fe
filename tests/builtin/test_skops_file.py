"""The safe format holds all that ships, and runs nothing."""

import functools
import json
import operator
import os
import pickle
import re
import zipfile

import numpy as np
import pandas as pd
import pytest
import skops.io
from scipy import sparse
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.tree import DecisionTreeClassifier
from threadpoolctl import threadpool_limits

from lepton_automl.builtin.skops_file import FILE_NAME, load, save
from lepton_automl.errors import ArtifactError, InputError
from lepton_automl.plugin import Registry
from lepton_automl.prepare import obstacle, pipeline
from lepton_automl.task import Input, Schema, Task

BUILT_IN = Registry(load_installed=False)
N = 60
KINDS = {
    "size": "number",
    "colour": "category",
    "sold": "boolean",
    "when": "datetime",
    "note": "text",
}
QUICK = [
    ("mixed", "logistic_regression"),
    ("mixed", "hist_gradient_boosting"),
    ("text", "complement_nb"),
    ("text", "nb_svm_characters"),
    ("text", "k_neighbors"),
    ("sparse", "gaussian_nb"),
    ("sparse", "linear_svm"),
]


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Threads that wait for each other on a busy machine cost more than the work."""
    with threadpool_limits(1):
        yield


def table():
    random = np.random.default_rng(0)
    words = ["good", "bad", "ugly", "film", "plot"]
    return pd.DataFrame(
        {
            "size": random.normal(size=N),
            "colour": pd.Series(random.choice(["red", "green"], N), dtype=object),
            "sold": random.integers(0, 2, N).astype(float),
            "when": pd.date_range("2020", periods=N).to_numpy("M8[ns]"),
            "note": pd.Series(
                [" ".join(random.choice(words, 5)) for _ in range(N)], dtype=object
            ),
        }
    )


def data(form):
    """Return X and its schema."""
    if form == "sparse":
        X = sparse.random_array((N, 6), density=0.5, rng=0, format="csr")
        return X, Schema("sparse", (Input(None, "number", 6),))
    columns = tuple(KINDS) if form == "mixed" else ("note",)
    inputs = tuple(Input(name, KINDS[name]) for name in columns)
    return table()[list(columns)], Schema("table", inputs, columns, named=True)


def target(type_):
    random = np.random.default_rng(0)
    if type_ in ("binary", "multiclass"):
        y = np.arange(N) % (2 if type_ == "binary" else 3)
        return y, {"classes": tuple(range(y.max() + 1)), "label_dtype": "int64"}
    if type_ in ("multilabel", "multioutput"):
        y = random.integers(0, 2, (N, 2)) if type_ == "multilabel" else random.random((N, 2))
        return y, {"outputs": ("a", "b")}
    outputs = {"outputs": (0.1, 0.9)} if type_ == "quantile" else {}
    return random.normal(size=N), outputs


def there_and_back(folder, form, type_, name):
    X, schema = data(form)
    y, more = target(type_)
    task = Task(type_, schema, N, **more)
    spec = BUILT_IN.estimators[name]
    if (why := obstacle(spec, task, BUILT_IN.kinds)) is not None:
        pytest.skip(why)
    model = pipeline(spec, {}, task, BUILT_IN.kinds, random_state=0).fit(X, y)
    assert "skops" in save(model, folder, task)
    np.testing.assert_array_equal(load(folder, task).predict(X), model.predict(X))


@pytest.mark.filterwarnings("ignore")  # a few do not converge in 60 rows; it does not matter
@pytest.mark.parametrize(("form", "name"), QUICK)
def test_what_ships_is_trusted_and_comes_back_to_the_bit(tmp_path, form, name):
    there_and_back(tmp_path, form, "binary", name)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # a few do not converge in 60 rows; it does not matter
@pytest.mark.parametrize("form", ["mixed", "text", "sparse"])
@pytest.mark.parametrize(
    "type_", ["binary", "multiclass", "regression", "multilabel", "multioutput", "quantile"]
)
@pytest.mark.parametrize("name", sorted(BUILT_IN.estimators))
def test_all_that_ships_comes_back_to_the_bit(tmp_path, form, type_, name):
    there_and_back(tmp_path, form, type_, name)


class Evil:
    """Leaves a mark when it is unpickled."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return open, (self.mark, "w")


def test_a_pickle_in_its_place_is_not_run(tmp_path, made_task):
    (tmp_path / FILE_NAME).write_bytes(pickle.dumps(Evil(str(tmp_path / "mark"))))
    with pytest.raises(zipfile.BadZipFile):
        load(tmp_path, made_task)
    assert not (tmp_path / "mark").exists()


@pytest.fixture
def made_task():
    return Task("binary", Schema("array", (Input(None, "number", 1),)), 3, (0, 1))


@pytest.mark.parametrize(
    ("function", "named"),
    [
        (os.system, r"posix\.system|nt\.system"),
        (functools.partial(os.system, "touch mark"), r"posix\.system|nt\.system"),
        (operator.methodcaller("eval", "1"), r"operator\.methodcaller"),
        (operator.methodcaller("to_pickle", "mark"), r"operator\.methodcaller"),
        (operator.methodcaller("toarray", "C"), r"operator\.methodcaller"),
        (np.save, r"numpy\.save"),
        (pickle.loads, r"pickle\.loads"),
    ],
)
def test_a_function_that_could_do_harm_is_named_and_nothing_is_made(
    tmp_path, made_task, monkeypatch, function, named
):
    model = make_pipeline(FunctionTransformer(function), StandardScaler())
    skops.io.dump(model, tmp_path / FILE_NAME)
    monkeypatch.setattr(skops.io, "load", lambda *a, **k: pytest.fail("made"))
    with pytest.raises(ArtifactError, match=rf"holds .*({named}).*nothing of it was loaded"):
        load(tmp_path, made_task)


def test_one_harmless_call_does_not_excuse_another(tmp_path, made_task):
    calls = [operator.methodcaller(name) for name in ("toarray", "to_clipboard")]
    model = make_pipeline(*map(FunctionTransformer, calls))
    skops.io.dump(model, tmp_path / FILE_NAME)
    with pytest.raises(ArtifactError, match=r"operator\.methodcaller"):
        load(tmp_path, made_task)


def test_a_call_whose_name_is_not_plain_is_not_harmless(tmp_path, made_task):
    """What the schema says in another way than `save` writes it is not looked into."""
    model = FunctionTransformer(operator.methodcaller("toarray"))
    skops.io.dump(model, tmp_path / FILE_NAME)
    with zipfile.ZipFile(tmp_path / FILE_NAME) as file:
        schema = json.loads(file.read("schema.json"))
    call = schema["content"]["content"]["func"]
    call["attrs"] = {**call["attrs"], "content": call["attrs"]["content"] * 2}
    with zipfile.ZipFile(tmp_path / FILE_NAME, "w") as file:
        file.writestr("schema.json", json.dumps(schema))
    with pytest.raises(ArtifactError, match=r"operator\.methodcaller"):
        load(tmp_path, made_task)


class Mine(StandardScaler):
    """A type that nobody knows."""


def test_a_type_may_be_trusted_by_name(tmp_path, made_task):
    skops.io.dump(Mine().fit([[1.0], [3.0]]), tmp_path / FILE_NAME)
    name = f"{Mine.__module__}.Mine"
    with pytest.raises(ArtifactError, match=re.escape(f"load(path, trusted=[{name!r}])")):
        load(tmp_path, made_task)
    assert load(tmp_path, made_task, trusted=[name]).transform([[3.0]]).tolist() == [[1.0]]


def test_what_cannot_be_read_elsewhere_is_refused(tmp_path, made_task):
    with pytest.raises(InputError, match="cannot be pickled"):
        save(FunctionTransformer(lambda X: X), tmp_path, made_task)


def test_the_file_is_packed(tmp_path, made_task):
    random = np.random.default_rng(0)
    X = random.normal(size=(500, 3))
    model = DecisionTreeClassifier().fit(X, random.integers(0, 2, 500))
    save(model, tmp_path, made_task)
    assert (tmp_path / FILE_NAME).stat().st_size < len(pickle.dumps(model))
