"""A fingerprint tells data apart, and is the same in every process."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from lepton_automl.resample import Splits
from lepton_automl.run import fingerprint
from lepton_automl.task import Data

SPLITS = Splits.of([([0, 1], [2])])
FRAME = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": ["x", None, "z"]})
Y = np.array([0, 1, 0])


def objects(*values):
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Data(FRAME, Y), Data(FRAME.assign(b=["x", "y", "z"]), Y)),
        (Data(FRAME, Y), Data(FRAME.rename(columns={"a": "c"}), Y)),
        (Data(FRAME, Y), Data(FRAME, 1 - Y)),
        (Data(FRAME, Y), Data(FRAME, Y, sample_weight=np.ones(3))),
        (Data(np.eye(3), Y), Data(np.eye(3, dtype=np.float32), Y)),
        (Data(sparse.csr_array(np.eye(3)), Y), Data(sparse.csr_array(np.eye(3) * 2), Y)),
        (Data(np.eye(3), objects({"a": 1})), Data(np.eye(3), objects({"a": 2}))),
    ],
)
def test_data_that_differ_have_other_fingerprints(one, other):
    assert fingerprint(one, SPLITS) == fingerprint(one, SPLITS)
    assert fingerprint(one, SPLITS) != fingerprint(other, SPLITS)


def test_splits_count():
    data = Data(FRAME, Y)
    assert fingerprint(data, SPLITS) != fingerprint(data, Splits.of([([0, 2], [1])]))


def test_a_fingerprint_is_the_same_in_another_process():
    code = (
        "import numpy as np, pandas as pd\n"
        "from lepton_automl.resample import Splits\n"
        "from lepton_automl.run import fingerprint\n"
        "from lepton_automl.task import Data\n"
        "X = pd.DataFrame({'a': [1.0, 2.0, 3.0], 'b': ['x', None, 'z']})\n"
        "print(fingerprint(Data(X, np.array([0, 1, 0])), Splits.of([([0, 1], [2])])))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == fingerprint(Data(FRAME, Y), SPLITS)
