"""Members side by side say what they say one after the other."""

import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from lepton_automl.quick import threads
from lepton_automl.quick.rows import Rows
from lepton_automl.quick.threads import MANY, side_by_side


@pytest.fixture
def cores(monkeypatch):
    monkeypatch.setattr(threads, "effective_n_jobs", lambda n_jobs: 2)


def test_members_predict_at_once_and_come_in_their_order(cores):
    together = threading.Barrier(2)

    def member(number):
        def predict(rows):
            together.wait(timeout=20)  # breaks where one waits for the other to end
            return rows + number

        return predict

    found = side_by_side([member(n) for n in range(4)], np.arange(MANY))
    for number, said in enumerate(found):
        np.testing.assert_array_equal(said, np.arange(MANY) + number)


def test_a_single_member_has_all_cores(cores):
    together = threading.Barrier(2)

    def member(rows):
        together.wait(timeout=20)
        return rows.array((0, 1)).sum(axis=1)

    cells = np.arange(2.0 * MANY).reshape(-1, 2)
    (said,) = side_by_side([member], Rows(cells))
    np.testing.assert_array_equal(said, cells.sum(axis=1))


def test_few_rows_are_predicted_here(cores):
    here = threading.get_ident()
    members = [lambda rows: threading.get_ident()] * 3
    assert side_by_side(members, np.zeros(MANY - 1)) == [here] * 3


def test_libraries_keep_to_one_thread_meanwhile(cores):
    before = [library["num_threads"] for library in threadpool_info()]

    def seen(rows):
        threads = {x["num_threads"] for x in threadpool_info() if x["user_api"] == "blas"}
        return np.full(len(rows), max(threads))

    for said in side_by_side([seen, seen], np.zeros(MANY)):
        np.testing.assert_array_equal(said, np.ones(MANY))
    assert [library["num_threads"] for library in threadpool_info()] == before


def test_what_a_member_raises_is_raised(cores):
    def broken(rows):
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        side_by_side([np.sqrt, broken], np.zeros(MANY))
