import subprocess
import sys
import threading
from collections import OrderedDict
from fractions import Fraction
from textwrap import dedent

import joblib
import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from lepton_automl.errors import InputError
from lepton_automl.export.pickles import dump, names
from lepton_automl.plugin import Registry
from lepton_automl.prepare import pipeline

BUILT_IN = Registry(load_installed=False).estimators
# They take a table of numbers and categories; what takes text alone does not.
TABULAR = sorted(
    n for n, s in BUILT_IN.items() if "binary" in s.tasks and "number" in s.accepts
)
# These are classes of our own: scikit-learn has no full-batch gradient descent.
OWN_CLASSES = {"gradient_descent"}


class Outer:
    class Inner:
        pass


def test_all_classes_and_functions_in_a_pickle_are_found():
    pipeline = make_pipeline(FunctionTransformer(np.linalg.pinv), StandardScaler())
    found = names(pipeline.fit(np.eye(3)))
    assert ("sklearn.preprocessing._data", "StandardScaler") in found
    assert ("sklearn.pipeline", "Pipeline") in found
    assert ("numpy.linalg", "pinv") in found


def test_names_that_come_from_the_memo_are_found():
    values = [OrderedDict(), Fraction(1, 2), ["fractions", "collections"], OrderedDict()]
    assert names(values) == {("collections", "OrderedDict"), ("fractions", "Fraction")}
    assert names([Fraction, "Fraction", Outer.Inner, Outer]) == {
        ("fractions", "Fraction"),
        (__name__, "Outer.Inner"),
        (__name__, "Outer"),
    }


def test_names_are_those_that_unpickling_looks_up(made):
    import pickle

    looked_up = set()

    class Watched(pickle.Unpickler):
        def find_class(self, module, name):
            looked_up.add((module, name))
            return super().find_class(module, name)

    import io

    Watched(io.BytesIO(pickle.dumps(made.model, protocol=5))).load()
    # The names that rebuild an array differ where its bytes are in the stream.
    arrays = {n for n in looked_up ^ names(made.model) if n[0].startswith("numpy.")}
    assert looked_up ^ names(made.model) == arrays


def test_large_arrays_are_not_copied_into_the_stream():
    array = np.zeros(50_000_000, dtype=np.uint8)
    assert ("numpy", "dtype") in names({"a": array})


@pytest.mark.parametrize("value", [lambda x: x, threading.Lock(), (i for i in range(3))])
def test_what_cannot_be_pickled_is_refused_with_advice(value, tmp_path):
    with pytest.raises(InputError, match="The model cannot be pickled"):
        dump([value], tmp_path / "a.joblib")
    assert list(tmp_path.iterdir()) == []


def test_what_is_written_can_be_read(tmp_path):
    dump([Fraction(1, 2)], tmp_path / "a.joblib")
    assert joblib.load(tmp_path / "a.joblib") == [Fraction(1, 2)]


def test_a_class_from_a_notebook_or_script_is_refused_by_name(tmp_path):
    script = dedent(
        """
        from pathlib import Path
        from sklearn.base import BaseEstimator
        from sklearn.pipeline import make_pipeline
        from lepton_automl.errors import InputError
        from lepton_automl.export.pickles import dump

        class Mine(BaseEstimator):
            pass

        try:
            dump({"model": make_pipeline(Mine())}, Path("a.joblib"))
        except InputError as error:
            print(error)
        """
    )
    (tmp_path / "script.py").write_text(script)
    answer = subprocess.run(
        [sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "The model holds 'Mine', which was defined in a notebook or script" in answer.stdout
    assert not (tmp_path / "a.joblib").exists()


def test_what_is_imported_to_read_it_is_returned(tmp_path, made):
    needed = dump([Fraction(1, 2), made.model], tmp_path / "a.joblib")
    assert {"sklearn", "numpy"} <= needed
    assert "fractions" not in needed
    assert "lepton_automl" not in needed


@pytest.mark.filterwarnings("ignore")  # a few do not converge in 80 rows; it does not matter
@pytest.mark.parametrize("name", TABULAR)
def test_models_of_what_ships_are_made_of_scikit_learn_alone(made, name):
    model = pipeline(BUILT_IN[name], {}, made.task, made.registry.kinds, random_state=0)
    model.fit(made.X, (made.y == "yes").astype(int))
    ours = {module for module, _ in names(model) if module.startswith("lepton_automl")}
    assert bool(ours) == (name in OWN_CLASSES), ours
