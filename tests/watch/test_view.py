"""A run folder as studies of Optuna."""

from optuna.trial import TrialState
from watch.conftest import BEHIND, FAILED, PARTIAL, WHOLE

from lepton_automl.watch.view import look, views


def trials(path, number=0):
    return {shown.trial.candidate: shown.frozen for shown in views(look(path))[number].trials}


def test_the_whole_run_is_a_study_and_so_is_each_family_that_varies(writer, path):
    found = [(view.id, view.name, len(view.trials)) for view in views(look(path))]
    assert found == [(1, "houses", 3), (2, "houses: ridge", 2), (3, "houses: svm", 1)]


def test_only_trials_with_all_folds_are_complete(path):
    found = trials(path)
    states = TrialState.COMPLETE, TrialState.RUNNING, TrialState.FAIL
    assert [found[c].state for c in (WHOLE, PARTIAL, FAILED)] == list(states)
    assert found[WHOLE].value == 0.6
    assert found[WHOLE].intermediate_values == {0: 0.5, 1: 0.7}
    assert found[PARTIAL].value is None
    assert found[PARTIAL].intermediate_values == {0: 0.9}
    assert found[FAILED].user_attrs["error"] == "ValueError: no | luck"


def test_what_ended_early_says_why(path):
    found = trials(path)
    assert found[PARTIAL].user_attrs["ended early"] == BEHIND
    assert "ended early" not in found[WHOLE].user_attrs


def test_when_the_run_has_ended_what_is_partial_is_pruned(writer, path):
    writer.folder.close()
    found = trials(path)
    assert found[PARTIAL].state == TrialState.PRUNED
    assert found[PARTIAL].value == 0.9


def test_parameters_have_the_spaces_of_the_run(path):
    family = trials(path, 1)
    assert family[WHOLE].params == {"alpha": 1.0, "number__scaling": "standard"}
    assert family[PARTIAL].params == {"alpha": 50.0, "solver": "None"}
    distribution = family[WHOLE].distributions["alpha"]
    assert (distribution.low, distribution.high, distribution.log) == (0.01, 100.0, True)
    choices = family[PARTIAL].distributions["solver"].choices
    assert choices == ("None", "svd", "1", "True")


def test_in_the_whole_run_parameters_are_called_by_their_family(path):
    found = trials(path)
    assert found[FAILED].params == {"estimator": "svm", "svm: C": 3}
    assert {t.distributions["estimator"] for t in found.values()} == {
        found[WHOLE].distributions["estimator"]
    }


def test_without_known_spaces_trials_are_shown_all_the_same(path):
    (path / "spaces.json").unlink()
    (view,) = views(look(path))
    assert [s.frozen.params for s in view.trials] == [
        {"estimator": name} for name in ("ridge", "ridge", "svm")
    ]


def test_trials_have_their_times(path):
    trial = trials(path)[WHOLE]
    assert trial.datetime_start < trial.datetime_complete
    assert trials(path)[PARTIAL].datetime_complete is None


def test_trials_are_numbered_in_each_study_and_ids_are_unique(path):
    found = [[s.frozen for s in view.trials] for view in views(look(path))]
    assert [[t.number for t in study] for study in found] == [[0, 1, 2], [0, 1], [0]]
    ids = [t._trial_id for study in found for t in study]
    assert len(set(ids)) == len(ids)
    assert [t.user_attrs["trial"] for t in found[1]] == [1, 2]
