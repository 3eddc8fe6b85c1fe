"""Events are read back by TensorBoard as they were written."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from lepton_keras.board.events import Events, require_tensorboard

from lepton_automl.plugin import InputError


def test_numbers_are_read_back_in_their_order(tmp_path, events):
    written = Events(tmp_path / "a" / "run")
    written.scalars(0, {"loss": 0.5, "rate": 0.25})
    written.scalars(1, {"loss": 0.125})

    scalars, _ = events(tmp_path / "a" / "run")

    assert scalars == {"loss": [(0, 0.5), (1, 0.125)], "rate": [(0, 0.25)]}


def test_a_second_writer_in_a_folder_overwrites_nothing(tmp_path):
    for step in range(2):
        Events(tmp_path).scalars(step, {"loss": 1.0})

    assert len(list(tmp_path.iterdir())) == 2


def test_a_session_has_its_hyperparameters_and_how_it_ended(tmp_path, events):
    from tensorboard.plugins.hparams import metadata
    from tensorboard.plugins.hparams.api_pb2 import STATUS_FAILURE

    written = Events(tmp_path)
    written.begin({"width": 8, "block": "plain", "deep": True, "none": None}, "of one kind")
    written.end(failed=True)

    _, found = events(tmp_path)
    said = found.PluginTagToContent("hparams")
    begun = metadata.parse_session_start_info_plugin_data(said[metadata.SESSION_START_INFO_TAG])
    ended = metadata.parse_session_end_info_plugin_data(said[metadata.SESSION_END_INFO_TAG])
    assert begun.hparams["width"].number_value == 8
    assert begun.hparams["block"].string_value == "plain"
    assert begun.hparams["deep"].bool_value is True
    assert begun.hparams["none"].string_value == "None"
    assert begun.group_name == "of one kind"
    assert ended.status == STATUS_FAILURE


def test_a_graph_is_what_keras_says_of_the_layers(tmp_path, events):
    class Model:
        def to_json(self):
            return json.dumps({"class_name": "Sequential"})

    Events(tmp_path).graph(Model())

    _, found = events(tmp_path)
    assert found.PluginTagToContent("graph_keras_model") == {"keras": b"1"}
    (event,) = found.Tensors("keras")
    assert json.loads(event.tensor_proto.string_val[0]) == {"class_name": "Sequential"}


def test_what_is_missing_is_said_in_a_sentence(monkeypatch):
    monkeypatch.setattr("lepton_keras.board.events.missing_packages", lambda names: names)

    with pytest.raises(InputError, match="mine needs tensorboard: pip install tensorboard"):
        require_tensorboard("mine")


WITHOUT_TENSORFLOW = """
import sys
from lepton_keras.board.events import Events
events = Events(sys.argv[1])
events.scalars(0, {"loss": 1.0})
events.begin({"width": 8})
events.end()
assert "tensorflow" not in sys.modules
"""


def test_no_tensorflow_is_loaded_to_write(tmp_path):
    words = [sys.executable, "-c", WITHOUT_TENSORFLOW, str(tmp_path)]

    answer = subprocess.run(words, capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stderr
