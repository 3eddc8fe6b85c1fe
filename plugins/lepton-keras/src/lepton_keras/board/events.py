"""Files of events, as TensorBoard reads them, whatever a network computes with.

Only the package ``tensorboard`` is needed, which whoever looks at them needs as well.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

from lepton_automl._lazy import missing_packages
from lepton_automl.plugin import InputError

__all__ = ["Events", "require_tensorboard"]

VERSION = "brain.Event:2"  # of the format
_numbers = count()  # tells the files of one second and process apart


def require_tensorboard(asked: str) -> None:
    """Refuse to go on without the package, naming what asked for it.

    Raises
    ------
    InputError
    """
    if missing_packages(("tensorboard",)):
        raise InputError(f"{asked} needs tensorboard: pip install tensorboard.")


class Events:
    """The events of one run, each written out at once, so that it can be watched.

    Parameters
    ----------
    folder : path
        The run's; made if it is not there.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        require_tensorboard(f"What is written to {os.fspath(folder)!r} for TensorBoard")
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        own = f"{int(time.time()):010d}.{socket.gethostname()}.{os.getpid()}.{next(_numbers)}"
        self._path = place / f"events.out.tfevents.{own}"
        self._write(file_version=VERSION)

    def scalars(self, step: int, values: Mapping[str, float]) -> None:
        """Write numbers by name."""
        from tensorboard.compat.proto.summary_pb2 import Summary

        numbers = [Summary.Value(tag=n, simple_value=float(v)) for n, v in values.items()]
        self._write(step=step, summary=Summary(value=numbers))

    def graph(self, model: Any) -> None:
        """Write what layers a Keras model has, and what leads to what."""
        from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
        from tensorboard.plugins.graph.metadata import PLUGIN_NAME_KERAS_MODEL
        from tensorboard.util.tensor_util import make_tensor_proto

        about = SummaryMetadata.PluginData(plugin_name=PLUGIN_NAME_KERAS_MODEL, content=b"1")
        value = Summary.Value(
            tag="keras",
            metadata=SummaryMetadata(plugin_data=about),
            tensor=make_tensor_proto(model.to_json()),
        )
        self._write(step=0, summary=Summary(value=[value]))

    def begin(self, hparams: Mapping[str, Any], group: str = "") -> None:
        """Write that a session with some hyperparameters began.

        Parameters
        ----------
        hparams : mapping from name to value
            What is neither a number nor a truth value is written as text.
        group : str
            Sessions of one group are shown as one.
        """
        from tensorboard.plugins.hparams.metadata import SESSION_START_INFO_TAG
        from tensorboard.plugins.hparams.plugin_data_pb2 import (
            HParamsPluginData,
            SessionStartInfo,
        )

        begun = SessionStartInfo(group_name=group, start_time_secs=time.time())
        for name, value in hparams.items():
            if isinstance(value, bool):
                begun.hparams[name].bool_value = value
            elif isinstance(value, (int, float)):
                begun.hparams[name].number_value = value
            else:
                begun.hparams[name].string_value = str(value)
        self._session(SESSION_START_INFO_TAG, HParamsPluginData(session_start_info=begun))

    def end(self, failed: bool = False) -> None:
        """Write that the session ended."""
        from tensorboard.plugins.hparams.api_pb2 import STATUS_FAILURE, STATUS_SUCCESS
        from tensorboard.plugins.hparams.metadata import SESSION_END_INFO_TAG
        from tensorboard.plugins.hparams.plugin_data_pb2 import (
            HParamsPluginData,
            SessionEndInfo,
        )

        status = STATUS_FAILURE if failed else STATUS_SUCCESS
        ended = SessionEndInfo(status=status, end_time_secs=time.time())
        self._session(SESSION_END_INFO_TAG, HParamsPluginData(session_end_info=ended))

    def _session(self, tag: str, said: Any) -> None:
        from tensorboard.compat.proto.summary_pb2 import Summary
        from tensorboard.plugins.hparams.metadata import NULL_TENSOR, create_summary_metadata

        about = create_summary_metadata(said)
        value = Summary.Value(tag=tag, metadata=about, tensor=NULL_TENSOR)
        self._write(summary=Summary(value=[value]))

    def _write(self, **event: Any) -> None:
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.summary.writer.record_writer import RecordWriter

        with self._path.open("ab") as file:
            written = Event(wall_time=time.time(), **event).SerializeToString()
            RecordWriter(file).write(written)
