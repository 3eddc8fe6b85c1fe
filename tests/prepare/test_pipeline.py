from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.utils._testing import assert_allclose

from lepton_automl.intake import reread, take
from lepton_automl.plugin import Choice, EstimatorSpec, Input, Int, KindSpec, Task
from lepton_automl.prepare import obstacle, pipeline, space
from lepton_automl.task import Schema

NAMES = ["dense", "sparse", "trees", "plain", "native"]
HOME = os.environ.get("LEPTON_DATA_HOME")


def dense(X):
    return X.toarray() if sparse.issparse(X) else np.asarray(X, dtype=float)


@pytest.mark.parametrize("name", NAMES)
def test_every_estimator_learns_every_kind(name, registry, specs, task, table, y):
    model = pipeline(specs[name], {}, task, registry.kinds, random_state=0)
    model.fit(table[:300], y[:300])

    assert list(model.named_steps) == ["prepare", "estimator"]
    assert model.predict_proba(table[300:]).shape == (100, 2)


@pytest.mark.parametrize("name", NAMES)
def test_the_corners_of_the_preparations_space_work(name, registry, specs, task, table, y):
    found = space(specs[name], task, registry.kinds)
    for corner in (0, -1):
        params = {
            n: p.values[corner] if isinstance(p, Choice) else (p.low, p.high)[corner]
            for n, p in found.items()
        }
        model = pipeline(specs[name], params, task, registry.kinds, random_state=0)
        model.fit(table[:300], y[:300])
        assert np.isfinite(model.predict_proba(table[300:])).all()


@pytest.mark.parametrize("name", NAMES)
def test_each_single_choice_works(name, registry, specs, task, table, y):
    found = space(specs[name], task, registry.kinds)
    tried = {n: p.values for n, p in found.items() if isinstance(p, Choice)}
    for parameter, values in tried.items():
        kind = parameter.split("__")[0]
        inputs = task.schema.of_kind(kind)
        alone = replace(task, schema=replace(task.schema, inputs=inputs))
        columns = [i.name for i in inputs]
        for value in values:
            model = pipeline(specs[name], {parameter: value}, alone, registry.kinds)
            given = dense(model[:-1].fit_transform(table[columns], y))
            assert len(given) == len(table)
            assert "missing" in specs[name].handles or np.isfinite(given).all()


@pytest.mark.parametrize("name", NAMES)
def test_new_values_and_empty_rows_can_be_predicted(name, registry, specs, task, table, y):
    model = pipeline(specs[name], {}, task, registry.kinds, random_state=0)
    model.fit(table, y)
    new = table[:2].copy()
    new.loc[0] = [np.nan, np.nan, np.nan, np.nan, np.nan, np.datetime64("NaT", "us"), ""]
    new.loc[1, ["color", "city", "street", "review"]] = "never seen"

    assert np.isfinite(model.predict_proba(new)).all()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_in_the_training_fold_changes_nothing(
    name, registry, specs, task, table, y
):
    train, held_out = np.arange(0, 300), np.arange(300, 400)
    other, other_y = table.copy(), y.copy()
    other.loc[held_out, "size"] = 1e6
    other.loc[held_out, ["color", "city", "street"]] = "elsewhere"
    other.loc[held_out, "since"] = pd.Timestamp("1999-09-09")
    other.loc[held_out, "review"] = "entirely other words"
    other.loc[held_out, "open"] = 1.0
    other_y[held_out] = 1 - other_y[held_out]

    def prepared(frame, target):
        model = pipeline(specs[name], {}, task, registry.kinds, random_state=0)
        return dense(model[:-1].fit_transform(frame.iloc[train], target[train]))

    assert_allclose(prepared(table, y), prepared(other, other_y), rtol=0, atol=0)


def test_a_rows_own_target_is_not_in_its_encoding(registry, specs):
    rng = np.random.default_rng(0)
    levels = np.repeat(np.arange(200), 2)  # two rows a level: one's own target would shine
    frame = pd.DataFrame({"city": pd.Series([f"c{i}" for i in levels], dtype=object)})
    y = rng.integers(0, 2, 400)
    schema = Schema("table", (Input("city", "category", levels=200),), ("city",))
    task = Task("binary", schema, 400, (0, 1))

    model = pipeline(specs["trees"], {}, task, registry.kinds, random_state=0)
    inner = model[:-1].fit_transform(frame, y)[:, 0]
    outer = model[:-1].transform(frame)[:, 0]

    assert abs(np.corrcoef(inner, y)[0, 1]) < 0.2
    assert np.corrcoef(outer, y)[0, 1] > 0.6


def test_trees_get_clean_numbers_untouched(registry, specs, numbers):
    model = pipeline(specs["trees"], {}, numbers, registry.kinds)

    assert model.named_steps["prepare"] == "passthrough"


def test_a_table_of_numbers_becomes_one_array_without_choosing_columns(registry, specs):
    schema = Schema("table", (Input("a[b]", "number"), Input("c", "number")), ("a[b]", "c"))
    frame = pd.DataFrame({"a[b]": [0.0, 1.0, 2.0, 3.0], "c": [1.0, np.nan, 0.0, 1.0]})
    task = Task("binary", schema, 4, (0, 1))

    model = pipeline(specs["trees"], {}, task, registry.kinds, random_state=0)
    model.fit(frame, [0, 1, 0, 1])

    assert type(model.named_steps["prepare"]).__name__ == "FunctionTransformer"
    assert not hasattr(model.named_steps["estimator"], "feature_names_in_")
    assert model[:-1].get_feature_names_out().tolist() == ["a[b]", "c"]


def test_native_categories_come_first_as_codes(registry, specs, task, table, y):
    model = pipeline(specs["native"], {}, task, registry.kinds, random_state=0)
    model.fit(table, y)
    found = model[:-1].transform(table)

    assert model.named_steps["estimator"].categorical_features == [0, 1]
    assert set(found[:, 0][~np.isnan(found[:, 0])]) == {0.0, 1.0, 2.0}
    assert np.isnan(found[::7, :2]).all()
    assert model.named_steps["estimator"].is_categorical_[:2].all()


def test_sparse_stays_sparse_where_the_estimator_can(registry, specs, numbers):
    X = sparse.random(60, 4, density=0.4, format="csr", random_state=0)
    y = np.arange(60) % 2
    task = replace(numbers, schema=Schema("sparse", (Input(None, "number", 4),)))
    seen = {}
    for name in NAMES:
        model = pipeline(specs[name], {}, task, registry.kinds, random_state=0).fit(X, y)
        seen[name] = sparse.issparse(model[:-1].transform(X))
        again = pickle.loads(pickle.dumps(clone(model))).fit(X, y)
        assert (again.predict_proba(X) == model.predict_proba(X)).all()

    assert seen == {n: n == "sparse" for n in NAMES}


def test_text_is_sparse_or_condensed_as_the_estimator_needs_it(registry, specs, table, y):
    task = Task("binary", Schema("table", (Input("review", "text"),), ("review",)), 400, (0, 1))
    frame = table[["review"]]

    words = pipeline(specs["sparse"], {}, task, registry.kinds)[:-1].fit_transform(frame, y)
    topics = pipeline(specs["dense"], {}, task, registry.kinds)[:-1].fit_transform(frame, y)

    assert sparse.issparse(words)
    assert not sparse.issparse(topics)
    assert topics.shape == (400, 50)


@pytest.mark.parametrize("many", ["onehot", "target"])
def test_a_forest_learns_from_words_levels_and_missing_numbers_together(
    registry, specs, task, table, y, many
):
    forest = replace(specs["trees"], handles={"missing", "sparse"})

    model = pipeline(forest, {"category__many": many}, task, registry.kinds).fit(table, y)

    assert np.isnan(model[:-1].transform(table)).any()
    assert model.predict_proba(table).shape == (400, 2)


def test_parameters_reach_their_step(registry, specs, task):
    params = {"C": 0.5, "number__scaling": "minmax", "text__components": 7}

    model = pipeline(specs["dense"], params, task, registry.kinds)

    assert model.named_steps["estimator"].C == 0.5
    text = repr(model.named_steps["prepare"])
    assert "MinMaxScaler" in text
    assert "n_components=7" in text


class Timed:
    """Takes all that may be offered."""

    def __init__(
        self, random_state=None, n_jobs=None, max_seconds=None, fit_name=None, depth=1
    ):
        self.given = (random_state, n_jobs, max_seconds, fit_name, depth)


def test_an_estimator_is_given_what_its_signature_has(registry, numbers):
    spec = EstimatorSpec("timed", Timed, {"binary"}, handles={"deadline"}, fixed={"depth": 2})
    offer = {"random_state": 3, "n_jobs": 4, "max_seconds": 5.0, "fit_name": "t/fold_1"}

    timed = pipeline(spec, {}, numbers, registry.kinds, **offer)
    chosen = pipeline(spec, {"depth": 9}, numbers, registry.kinds, **offer)
    plain = pipeline(
        replace(spec, estimator="sklearn.naive_bayes:GaussianNB", fixed={}),
        {},
        numbers,
        registry.kinds,
        **offer,
    )

    assert timed.named_steps["estimator"].given == (3, 4, 5.0, "t/fold_1", 2)
    assert chosen.named_steps["estimator"].given[-1] == 9
    assert "random_state" not in plain.named_steps["estimator"].get_params()


def test_the_seed_reaches_the_preparation(registry, specs, task, table, y):
    def prepared(seed):
        model = pipeline(specs["dense"], {}, task, registry.kinds, random_state=seed)
        return model[:-1].fit_transform(table, y)

    assert (prepared(1) == prepared(1)).all()
    assert not (prepared(1) == prepared(2)).all()


def test_the_global_random_state_is_left_alone(registry, specs, task, table, y):
    before = np.random.get_state()[1].copy()

    pipeline(specs["dense"], {}, task, registry.kinds, random_state=0).fit(table, y)

    assert (np.random.get_state()[1] == before).all()


def test_a_kind_of_a_plugin_makes_its_own_preparation():
    from sklearn.preprocessing import FunctionTransformer

    def flat(inputs, params, needs):
        assert needs.tasks == {"binary"}
        size = params["size"]
        return FunctionTransformer(lambda X: X.reshape(len(X), -1)[:, :size])

    def varies(spec, inputs, task):
        return {"size": Choice(3, 4), "unset": Int(1, 9)}

    kinds = {"image": KindSpec("image", "array", "x:y", "x:y", {"number": flat}, varies)}
    spec = EstimatorSpec("nb", "sklearn.naive_bayes:GaussianNB", {"binary", "multiclass"})
    task = Task("binary", Schema("array", (Input(None, "image"),)), 20, (0, 1))
    X = np.random.default_rng(0).normal(size=(20, 4, 4))

    default = pipeline(spec, {}, task, kinds).fit(X, np.arange(20) % 2)
    chosen = pipeline(spec, {"image__size": 4}, task, kinds).fit(X, np.arange(20) % 2)

    assert default.named_steps["estimator"].n_features_in_ == 3
    assert chosen.named_steps["estimator"].n_features_in_ == 4


def test_a_model_of_plain_columns_loads_without_lepton(registry, specs, table, y, tmp_path):
    inputs = tuple(
        Input(n, k, levels=v)
        for n, k, v in [
            ("size", "number", 0),
            ("color", "category", 3),
            ("city", "category", 60),
            ("open", "boolean", 0),
            ("review", "text", 0),
        ]
    )
    task = Task("binary", Schema("table", inputs, tuple(i.name for i in inputs)), 400, (0, 1))
    for name in ("dense", "sparse", "native"):
        model = pipeline(specs[name], {}, task, registry.kinds, random_state=0).fit(table, y)
        (tmp_path / f"{name}.pkl").write_bytes(pickle.dumps(model))
    script = (
        "import sys; sys.modules['lepton_automl'] = None\n"
        "import pickle, pathlib\n"
        "for p in pathlib.Path(sys.argv[1]).glob('*.pkl'): pickle.loads(p.read_bytes())"
    )

    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True)


def test_one_row_is_predicted_in_a_few_milliseconds(registry, specs, task, table, y):
    model = pipeline(specs["trees"], {}, task, registry.kinds, random_state=0).fit(table, y)
    prepare, row = model[:-1], table[:1]
    prepare.transform(row)

    def seconds():
        started = time.perf_counter()
        prepare.transform(row)
        return time.perf_counter() - started

    assert min(seconds() for _ in range(5)) < 0.1


@pytest.mark.slow
@pytest.mark.skipif(not HOME, reason="LEPTON_DATA_HOME is not set")
@pytest.mark.parametrize(
    ("name", "target"),
    [("telco_churn", "Churn"), ("kr_vs_kp", "class"), ("hr_job_change", "target")],
)
def test_real_tables_are_learned_from(name, target, registry, specs):
    path = Path(str(HOME)) / "tabular" / f"{name}.csv.gz"
    frame = pd.read_csv(path, keep_default_na=False, na_values=[""])
    frame = frame.sample(1500, random_state=0)
    target = target if target in frame else frame.columns[-1]
    y = frame.pop(target)
    data, task = take(frame, y, registry=registry, task=("binary", "multiclass"))
    usual = np.bincount(data.y).max() / len(data.y)

    for spec in specs.values():
        assert obstacle(spec, task, registry.kinds) is None
        model = pipeline(spec, {}, task, registry.kinds, random_state=0)
        model.fit(data.X[:1000], data.y[:1000])
        new = reread(frame[1000:], task.schema, registry.kinds)
        assert model.score(new, data.y[1000:]) > 0.9 * usual
