"""What is seen of a run folder from outside."""

import json
import os
import time

import numpy as np
import psutil

from lepton_automl.candidate import Candidate
from lepton_automl.run import RunFolder
from lepton_automl.run.look import finished_at, in_use, prediction_files, read_spaces
from lepton_automl.trial import Fold

A = Candidate.of("a", {"x": 1})


def test_a_run_goes_on_while_its_process_lives(tmp_path):
    folder = RunFolder(tmp_path / "run")
    assert in_use(folder.path)
    folder.close()
    assert not in_use(folder.path)
    killed = {"pid": os.getpid(), "started": psutil.Process().create_time() - 60}
    (folder.path / "lock").write_text(json.dumps(killed))
    assert not in_use(folder.path)


def test_folds_have_times_and_files(folder):
    before = time.time()
    folder.finish(A, Fold(0, 0.5), np.zeros(2))
    folder.finish(A, Fold(1, error="no luck"))
    times = finished_at(folder.path, A)
    assert set(times) == {0, 1}
    assert before - 2 <= times[0] <= times[1] <= time.time() + 2
    assert {k: v.name for k, v in prediction_files(folder.path, A).items()} == {0: "0.npy"}


def test_a_half_written_prediction_is_none(folder):
    folder.finish(A, Fold(0, 0.5), np.zeros(2))
    np.save(folder.path / "folds" / A.key / "1.part.npy", np.zeros(2))
    assert list(prediction_files(folder.path, A)) == [0]


def test_of_a_candidate_without_folds_there_is_nothing(folder):
    assert finished_at(folder.path, A) == {}
    assert prediction_files(folder.path, A) == {}
    assert read_spaces(folder.path) == {}
