"""A model on a server that is used like a local one."""

from __future__ import annotations

import pickle
import threading

import numpy as np
import pandas as pd
import pytest
from serve.conftest import save_model
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LinearRegression

import lepton_automl
from lepton_automl.errors import InputError, RemoteError
from lepton_automl.plugin import Input, Task
from lepton_automl.serve import RemoteModel, running
from lepton_automl.task import Schema

TOKEN = "a-token-of-a-test"


@pytest.fixture
def remote(url):
    """The model of people on the server."""
    return RemoteModel(url, name="people")


def test_it_says_what_the_local_model_says(remote, local, people_table):
    np.testing.assert_array_equal(remote.predict(people_table), local.predict(people_table))
    expected = local.predict_proba(people_table)
    np.testing.assert_allclose(remote.predict_proba(people_table), expected, rtol=1e-12)
    assert remote.predict(people_table).dtype == local.predict(people_table).dtype


def test_of_rows_that_go_the_same_way_it_says_the_same_to_the_bit(remote, local, people_table):
    X = pd.concat([people_table] * 3, ignore_index=True)
    np.testing.assert_array_equal(remote.predict_proba(X), local.predict_proba(X))


@pytest.mark.parametrize(
    "change",
    [
        lambda X: X[X.columns[::-1]],
        lambda X: X.assign(town="Neverland"),
        lambda X: X.assign(age=np.nan, since=None, member=None),
        lambda X: X.assign(
            age=X["age"].astype("float32"), income=X["income"].astype("float32")
        ),
        lambda X: X.assign(since=pd.to_datetime(X["since"]) + pd.Timedelta("1.5s")),
        lambda X: X.assign(age="31", member="yes"),
        lambda X: X.assign(town=X["town"].astype("category")),
        lambda X: X.assign(constant=1),
        lambda X: X.iloc[:1],
    ],
    ids=["order", "unseen", "missing", "single", "dates", "text", "dtype", "aside", "one"],
)
def test_it_takes_what_the_local_model_takes(remote, local, people_table, change):
    X = change(people_table)
    np.testing.assert_allclose(remote.predict_proba(X), local.predict_proba(X), rtol=1e-12)


def test_it_refuses_what_the_local_model_refuses(remote, local, people_table):
    for model in (remote, local):
        with pytest.raises(InputError, match="lacks a column .* 'age'"):
            model.predict(people_table.drop(columns="age"))
        with pytest.raises(InputError, match="infinity"):
            model.predict(people_table.assign(age=np.inf))


def test_it_knows_itself(remote, local, people_table, url):
    assert remote.classes_.tolist() == ["no", "yes"]
    assert remote.feature_names_in_.tolist() == local.feature_names_in_.tolist()
    assert remote.n_features_in_ == 6
    assert remote.task_ == local.task_
    assert is_classifier(remote)
    assert len(remote.version_) == 12
    assert repr(remote) == f"<RemoteModel: people for binary, 6 columns, 2 classes, at {url}>"
    y = local.predict(people_table)
    assert remote.score(people_table, y) == local.score(people_table, y) == 1.0


def test_it_works_in_the_tools_of_scikit_learn(remote, local, people_table):
    y = local.predict(people_table)
    found = permutation_importance(remote, people_table, y, n_repeats=1, random_state=0)
    expected = permutation_importance(local, people_table, y, n_repeats=1, random_state=0)
    np.testing.assert_allclose(found.importances, expected.importances)
    assert clone(remote) is remote
    with pytest.raises(InputError, match="cannot be fitted again"):
        remote.fit(people_table, y)


def test_a_notebook_shows_no_token(people):
    with running(people, token=TOKEN) as url:
        remote = RemoteModel(url, TOKEN)
        assert TOKEN not in remote._repr_html_() + repr(remote)


def test_it_travels_without_its_connection(remote, people_table):
    expected = remote.predict(people_table)
    again = pickle.loads(pickle.dumps(remote))
    np.testing.assert_array_equal(again.predict(people_table), expected)


def test_threads_may_share_it(remote, local, people_table):
    wrong = []

    def ask(start):
        for i in range(start, 60, 4):
            found = remote.predict(people_table.iloc[[i]])
            wrong.extend([i] if found[0] != expected[i] else [])

    expected = local.predict(people_table)
    threads = [threading.Thread(target=ask, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_arrays_and_values(url, sums):
    remote, local = RemoteModel(url, name="sums"), lepton_automl.load(sums)
    X = np.random.default_rng(1).normal(size=(7, 3))
    np.testing.assert_allclose(remote.predict(X), local.predict(X), rtol=1e-12)
    assert is_regressor(remote)
    assert not hasattr(remote, "predict_proba")
    with pytest.raises(AttributeError):
        remote.classes_  # noqa: B018


def test_sparse_matrices(tmp_path):
    from scipy import sparse

    X = sparse.random(20, 5, density=0.4, random_state=0, format="csr")
    task = Task("regression", Schema("sparse", (Input(None, "number", 5),)), n_rows=20)
    path = save_model(tmp_path / "m", LinearRegression().fit(X, X.toarray().sum(axis=1)), task)
    with running(path) as url:
        found = RemoteModel(url).predict(X)
    np.testing.assert_allclose(found, lepton_automl.load(path).predict(X))


@pytest.mark.parametrize(
    ("labels", "dtype"),
    [((3, 7), "int64"), ((False, True), "bool"), (("a", "bc"), "<U2"), ((0.5, 1.5), "float64")],
)
def test_labels_keep_their_type(tmp_path, labels, dtype):
    from sklearn.linear_model import LogisticRegression

    X = np.linspace(-1, 1, 20)[:, None]
    y = np.array(labels, dtype=dtype)[(X[:, 0] > 0).astype(int)]
    schema = Schema("array", (Input(None, "number", 1),))
    task = Task("binary", schema, 20, classes=labels, label_dtype=dtype)
    model = LogisticRegression().fit(X, y.astype(str) if dtype == "float64" else y)
    if dtype == "float64":
        model.classes_ = np.array(labels)
    path = save_model(tmp_path / "m", model, task)
    with running(path) as url:
        found = RemoteModel(url).predict(X)
    assert found.dtype == np.dtype(dtype)
    assert found.tolist() == y.tolist()


def test_many_rows_go_in_several_requests(people, local, people_table):
    X = pd.concat([people_table] * 50, ignore_index=True)
    with running(people, max_bytes=20_000) as url:
        found = RemoteModel(url).predict(X)
    np.testing.assert_array_equal(found, local.predict(X))


def test_the_token_is_given_or_in_the_environment(people, people_table, monkeypatch):
    monkeypatch.delenv("LEPTON_TOKEN", raising=False)
    with running(people, token=TOKEN) as url:
        with pytest.raises(InputError, match="refused the token: A token is needed"):
            RemoteModel(url)
        with pytest.raises(InputError, match="The token is wrong"):
            RemoteModel(url, "wrong")
        assert RemoteModel(url, TOKEN).predict(people_table).shape == (60,)
        monkeypatch.setenv("LEPTON_TOKEN", TOKEN)
        assert RemoteModel(url).predict(people_table).shape == (60,)


def test_of_several_models_one_must_be_named(url):
    with pytest.raises(InputError, match="serves several models. Choose one with name="):
        RemoteModel(url)
    with pytest.raises(InputError, match="No model is named 'x'"):
        RemoteModel(url, name="x")


def test_a_server_that_has_gone_is_told(people, people_table):
    with running(people) as url:
        remote = RemoteModel(url)
    with pytest.raises(RemoteError, match="cannot be reached: Connection refused"):
        remote.predict(people_table)


def test_a_connection_that_was_closed_meanwhile_is_opened_again(people, people_table):
    with running(people) as url:
        remote = RemoteModel(url)
        expected = remote.predict(people_table)
        remote.model.connection._kept.connection.sock.shutdown(2)
        np.testing.assert_array_equal(remote.predict(people_table), expected)


def test_the_version_is_that_of_the_last_answer(fit_people, tmp_path, people_table):
    import time

    path = fit_people(tmp_path / "m")
    with running(path, look=0.02) as url:
        remote = RemoteModel(url)
        old = remote.version_
        fit_people(path, C=0.1)
        until = time.monotonic() + 60
        while remote.version_ == old:
            assert time.monotonic() < until
            remote.predict(people_table)
