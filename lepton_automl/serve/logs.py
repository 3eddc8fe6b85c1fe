"""Logs: one JSON object a line, on stderr."""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

import orjson

__all__ = ["JsonLines", "configure"]


class JsonLines(logging.Formatter):
    """A record as a line of JSON: time, level, logger, message, and the record's ``fields``.

    Examples
    --------
    >>> record = logging.makeLogRecord(
    ...     {"levelname": "INFO", "name": "serve", "msg": "Ready.", "created": 0.0,
    ...      "fields": {"port": 8080}})
    >>> print(JsonLines().format(record))
    {"time":"1970-01-01T00:00:00.000Z","level":"info","logger":"serve","message":"Ready.","port":8080}
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        moment = datetime.fromtimestamp(record.created, UTC)
        line = {
            "time": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["traceback"] = "".join(traceback.format_exception(*record.exc_info))
        return orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def configure(stream: TextIO | None = None) -> None:
    """Send all logs of this process to a stream, as lines of JSON; warnings too."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("lepton_automl").setLevel(logging.INFO)
    logging.captureWarnings(True)
