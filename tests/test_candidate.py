from __future__ import annotations

import json
import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lepton_automl.candidate import Candidate

VALUES = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False)


@given(st.text(min_size=1), st.dictionaries(st.text(min_size=1), VALUES, max_size=5))
def test_a_candidate_comes_back_from_its_json_with_the_same_key(name, params):
    candidate = Candidate.of(name, params)
    back = Candidate.from_json(json.loads(json.dumps(candidate.to_json())))
    assert back == candidate
    assert back.key == candidate.key
    assert hash(back) == hash(candidate)


def test_the_order_of_parameters_does_not_matter():
    assert Candidate.of("svm", {"C": 1, "gamma": 2}) == Candidate.of(
        "svm", {"gamma": 2, "C": 1}
    )


def test_a_candidate_without_parameters_is_the_defaults():
    assert Candidate.of("svm") == Candidate("svm") == Candidate.of("svm", {})


def test_other_parameters_make_another_candidate_and_key():
    keys = {Candidate.of("svm", {"C": c}).key for c in (1, 1.5, "1", None, True)}
    assert len(keys) == 5


def test_the_params_are_a_copy():
    candidate = Candidate.of("svm", {"C": 1})
    candidate.params["C"] = 2
    assert candidate.params == {"C": 1}


def test_the_key_is_the_same_in_every_process():
    code = (
        "from lepton_automl.candidate import Candidate;"
        "print(Candidate.of('svm', {'kernel': 'rbf', 'C': 0.1}).key)"
    )
    command = [sys.executable, "-c", code]
    other = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert other == Candidate.of("svm", {"kernel": "rbf", "C": 0.1}).key


def test_a_candidate_reads_like_a_call():
    candidate = Candidate.of("svm", {"kernel": "rbf", "C": 0.123456789, "shrinking": True})
    assert str(candidate) == "svm(C=0.1235, kernel='rbf', shrinking=True)"


def test_a_candidate_is_frozen_and_travels_to_workers():
    candidate = Candidate.of("svm", {"C": 1})
    assert pickle.loads(pickle.dumps(candidate)) == candidate
    with pytest.raises(AttributeError):
        candidate.estimator = "ridge"


def test_on_a_sample_it_is_another_candidate_that_comes_back_from_its_json():
    whole = Candidate.of("svm", {"C": 1})
    sampled = whole.on(500)
    assert "rows" not in whole.to_json()
    assert sampled.key != whole.key
    assert Candidate.from_json(json.loads(json.dumps(sampled.to_json()))) == sampled
    assert sampled.on(None) == whole
