"""Optuna reads a run folder, and cannot write to it."""

import optuna
import pytest
from optuna.trial import TrialState
from watch.conftest import WHOLE

from lepton_automl.candidate import Candidate
from lepton_automl.errors import InputError
from lepton_automl.trial import Fold
from lepton_automl.watch import storage as module
from lepton_automl.watch.storage import RunStorage


@pytest.fixture
def storage(path, monkeypatch):
    monkeypatch.setattr(module, "FRESH", 0.0)
    return RunStorage(path)


def test_optuna_loads_the_studies(storage):
    study = optuna.load_study(study_name="houses", storage=storage)
    assert study.metric_names == ["r2"]
    assert study.best_value == 0.6
    assert study.best_trial.user_attrs["candidate"] == str(WHOLE)
    assert study.direction == optuna.study.StudyDirection.MAXIMIZE
    assert study.user_attrs["run"] == "going on"
    assert optuna.get_all_study_names(storage) == ["houses", "houses: ridge", "houses: svm"]


def test_it_is_kept_up_with_the_run(storage, writer):
    study = optuna.load_study(study_name="houses: ridge", storage=storage)
    assert len(study.trials) == 2
    writer.add(Candidate.of("ridge", {"alpha": 9.0}), Fold(0, 1.0), Fold(1, 1.0))
    assert len(study.trials) == 3
    assert study.best_params == {"alpha": 9.0}
    writer.folder.close()
    assert [t.state for t in study.trials if t.state == TrialState.PRUNED]


def test_trials_are_found_by_their_ids(storage):
    (first, *_) = storage.get_all_trials(2)
    assert storage.get_trial(first._trial_id) == first
    assert storage.get_all_trials(1, states=(TrialState.FAIL,))[0].number == 2
    for missing in (lambda: storage.get_trial(2_000_009), lambda: storage.get_all_trials(7)):
        with pytest.raises(KeyError, match="The run has no"):
            missing()
    with pytest.raises(KeyError, match="no study 'x'"):
        storage.get_study_id_from_name("x")


def test_whatever_writes_is_refused(storage, path):
    before = {p: p.stat().st_mtime_ns for p in path.rglob("*")}
    study = optuna.load_study(study_name="houses", storage=storage)
    writing = [
        lambda: study.set_user_attr("a", 1),
        lambda: study.ask(),
        lambda: study.add_trial(study.best_trial),
        lambda: optuna.create_study(storage=storage),
        lambda: optuna.delete_study(study_name="houses", storage=storage),
        lambda: storage.set_study_system_attr(1, "a", 1),
        lambda: storage.set_trial_system_attr(1_000_000, "a", 1),
        lambda: storage.set_trial_user_attr(1_000_000, "a", 1),
        lambda: storage.set_trial_state_values(1_000_000, TrialState.FAIL),
        lambda: storage.set_trial_intermediate_value(1_000_000, 0, 1.0),
        lambda: storage.set_trial_param(1_000_000, "a", 1.0, None),
    ]
    for write in writing:
        with pytest.raises(PermissionError, match="watched, not changed"):
            write()
    assert {p: p.stat().st_mtime_ns for p in path.rglob("*")} == before


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    with pytest.raises(InputError, match="not a run folder"):
        RunStorage(tmp_path)
