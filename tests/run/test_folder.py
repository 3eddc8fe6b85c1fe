"""A run folder holds whole folds or none, and goes to one process at a time."""

import json
import os

import numpy as np
import psutil
import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.errors import InputError
from lepton_automl.run import RunFolder, read_history
from lepton_automl.trial import Fold, History

A, B = Candidate.of("a", {"x": 1}), Candidate.of("b")
IDENTITY = {"metric": "r2", "n_splits": 2}


def begin(folder, *candidates):
    folder.identify(IDENTITY)
    history = History("r2", 2)
    for candidate in candidates:
        folder.start(history.start(candidate, "opening"))
    return history


def test_what_was_finished_is_read_back(folder):
    begin(folder, A, B)
    folder.finish(A, Fold(0, 0.5, 1.0), np.array([1.0, 2.0]), model={"fitted": True})
    folder.finish(B, Fold(0, error="no luck"))
    history = folder.history()
    assert [t.candidate for t in history] == [A, B]
    assert history.trials[A].score == 0.5
    assert history.trials[B].error == "no luck"
    assert folder.prediction(A, 0).tolist() == [1.0, 2.0]
    assert folder.model(A, 0) == {"fitted": True}
    assert history.trials[A].folds[0].size > 0


def test_predictions_may_be_objects(folder):
    begin(folder, A)
    boxes = np.empty(2, dtype=object)
    boxes[:] = [{"box": 1}, {"box": 2}]
    folder.finish(A, Fold(0, 1.0), boxes)
    assert folder.prediction(A, 0).tolist() == boxes.tolist()


def test_a_fold_without_its_record_was_not_finished(folder):
    begin(folder, A)
    folder.finish(A, Fold(0, 0.5), np.zeros(2), model=1)
    (folder.path / "folds" / A.key / "0.json").unlink()
    assert folder.fold(A, 0) is None
    assert folder.history().trials[A].folds == ()


def test_a_line_cut_short_by_a_kill_is_passed_over(folder):
    begin(folder, A)
    with (folder.path / "trials.jsonl").open("a") as journal:
        journal.write('{"number": 1, "candid')
    assert [t.candidate for t in folder.history()] == [A]


def test_a_history_is_read_without_touching_the_folder(folder):
    begin(folder, A)
    before = sorted(p.name for p in folder.path.rglob("*"))
    assert len(read_history(folder.path)) == 1
    assert sorted(p.name for p in folder.path.rglob("*")) == before


def test_a_history_is_read_from_run_folders_only(tmp_path):
    with pytest.raises(InputError, match="is not a run folder"):
        read_history(tmp_path)


def test_another_run_is_not_gone_on_with(folder):
    folder.identify({**IDENTITY, "seed": 1})
    folder.identify({"seed": 1, "data": "abc"})
    with pytest.raises(InputError, match="holds a run with another seed"):
        folder.identify({"seed": 2})


def test_a_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match="holds other files"):
        RunFolder(tmp_path)


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "run").write_text("")
    with pytest.raises(InputError, match="is a file"):
        RunFolder(tmp_path / "run")


def test_a_folder_in_use_is_refused_and_that_of_a_dead_process_is_not(tmp_path):
    parent = psutil.Process(os.getppid())
    RunFolder(tmp_path / "run").close()
    lock = tmp_path / "run" / "lock"
    lock.write_text(json.dumps({"pid": parent.pid, "started": parent.create_time()}))
    with pytest.raises(InputError, match=f"in use by process {parent.pid}"):
        RunFolder(tmp_path / "run")
    lock.write_text(json.dumps({"pid": parent.pid, "started": parent.create_time() - 99}))
    RunFolder(tmp_path / "run").close()


def test_a_temporary_folder_goes_when_it_is_closed_and_another_stays(tmp_path):
    temporary, kept = RunFolder(), RunFolder(tmp_path / "kept")
    temporary.close()
    kept.close()
    assert not temporary.path.exists()
    assert kept.path.exists()


def test_the_plan_is_read_as_it_was_written(folder, make_plan):
    plan = make_plan(seed=5)
    folder.write_plan(plan)
    again = folder.read_plan()
    assert again.seed == 5
    assert again.task == plan.task
    assert again.specs == plan.specs
    assert np.array_equal(again.data.X, plan.data.X)
    assert len(again.splits) == 2


def test_a_folder_that_cannot_be_made_is_refused_in_words(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(InputError, match="run_dir=.*file/run' cannot be written: Not a dir"):
        RunFolder(tmp_path / "file" / "run")
