import json

import numpy as np
import pandas as pd

from lepton_automl.report.page.plain import plain


def test_everything_becomes_json():
    values = {
        1: np.float64("nan"),
        "a": (np.int64(3), np.arange(2)),
        "b": [float("inf"), None, True],
        "c": pd.Timestamp("2024-01-01"),
    }
    text = json.dumps(plain(values), allow_nan=False)
    assert json.loads(text) == {
        "1": None,
        "a": [3, [0, 1]],
        "b": [None, None, True],
        "c": "2024-01-01 00:00:00",
    }
