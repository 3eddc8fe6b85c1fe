"""A new process is asked, which has nothing but the files."""

import signal

import numpy as np
import pytest
from toy_plugins import formats

from lepton_automl.errors import ExportError
from lepton_automl.export import replay as replaying
from lepton_automl.export.replay import EVERYTHING, answers, read, replay
from lepton_automl.plugin import ExporterSpec


class Silent:
    """Ends the process that loads it, without a word."""

    def __reduce__(self):
        return signal.raise_signal, (signal.SIGKILL,)


def test_a_new_process_says_what_the_model_says(made, tmp_path):
    formats.save(made.model, tmp_path, made.task)
    found = replay(formats.SPEC, tmp_path, made.task, made.X)
    off = np.array([[0.02, -0.02]])
    wanted = made.model.predict_proba(made.X)
    np.testing.assert_allclose(found["answers"]["predict_proba"], wanted + off)
    assert set(found) == {"answers", "latency_ms", "rows_per_second"}


def test_what_writes_need_not_travel(made, tmp_path):
    """It may be a function of a notebook; only what loads is asked for."""
    spec = ExporterSpec("toy", lambda *arguments: None, formats.SPEC.load)
    formats.save(made.model, tmp_path, made.task)
    assert "answers" in replay(spec, tmp_path, made.task, made.X)


def test_a_process_that_dies_without_a_word_is_told_by_its_exit_code(made, tmp_path):
    formats.save(Silent(), tmp_path, made.task)
    with pytest.raises(ExportError, match="could not load it and predict: exit code -9"):
        replay(formats.SPEC, tmp_path, made.task, made.X)


def test_a_process_that_does_not_answer_is_not_waited_for(made, tmp_path, monkeypatch):
    monkeypatch.setattr(replaying, "MOST_SECONDS", 0.05)
    formats.save(made.model, tmp_path, made.task)
    with pytest.raises(ExportError, match=r"no answer within 0\.05 seconds"):
        replay(formats.SPEC, tmp_path, made.task, made.X)


def test_types_are_trusted_only_by_loaders_that_ask(made, tmp_path):
    asked = []

    def load(folder, task, trusted):
        asked.append(trusted)

    read(ExporterSpec("toy", print, load), tmp_path, made.task, ["a.B"])
    read(ExporterSpec("toy", print, lambda folder, task: None), tmp_path, made.task, ["a.B"])
    assert asked == [["a.B"]]


def test_what_was_written_here_is_trusted_whole():
    assert "any.Type" in EVERYTHING
    assert list(EVERYTHING) == []
    assert len(EVERYTHING) == 0


def test_probabilities_are_asked_for_where_there_are_some(made):
    assert set(answers(made.model, made.X)) == {"predict", "predict_proba"}
    assert set(answers(_Values(), made.X)) == {"predict"}


class _Values:
    def predict(self, X):
        return np.zeros(len(X))
