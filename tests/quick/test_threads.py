"""Members side by side say what they say one after the other."""

import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from lepton_automl.quick import threads
from lepton_automl.quick.threads import MANY, side_by_side


@pytest.fixture
def cores(monkeypatch):
    monkeypatch.setattr(threads, "effective_n_jobs", lambda n_jobs: 2)


def test_many_rows_are_predicted_at_once_in_the_order_of_members(cores):
    together = threading.Barrier(2)

    def member(number):
        def predict(rows):
            together.wait(timeout=20)  # breaks where one waits for the other to end
            return rows + number

        return predict

    rows = np.zeros(MANY)
    found = side_by_side([member(n) for n in range(4)], rows)
    assert [said[0] for said in found] == [0, 1, 2, 3]


def test_few_rows_are_predicted_here(cores):
    here = threading.get_ident()
    members = [lambda rows: threading.get_ident()] * 3
    assert side_by_side(members, np.zeros(MANY - 1)) == [here] * 3


def test_libraries_keep_to_one_thread_meanwhile(cores):
    before = [library["num_threads"] for library in threadpool_info()]

    def seen(rows):
        return {x["num_threads"] for x in threadpool_info() if x["user_api"] == "blas"}

    assert side_by_side([seen, seen], np.zeros(MANY)) == [{1}, {1}]
    assert [library["num_threads"] for library in threadpool_info()] == before


def test_what_a_member_raises_is_raised(cores):
    def broken(rows):
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        side_by_side([len, broken], np.zeros(MANY))
