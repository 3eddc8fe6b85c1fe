"""Logs: one JSON object a line."""

from __future__ import annotations

import io
import json
import logging
import warnings

import pytest

from lepton_automl.serve.logs import configure


@pytest.fixture
def lines():
    """Configure the logs of this process for a test; return what was logged."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.getLogger("lepton_automl").level
    stream = io.StringIO()
    configure(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.captureWarnings(False)
    root.handlers[:], level, own = before
    root.setLevel(level)
    logging.getLogger("lepton_automl").setLevel(own)


def test_a_record_is_a_line_with_its_fields(lines):
    log = logging.getLogger("lepton_automl.serve")
    log.info("Two\nlines", extra={"fields": {"n": 1, "path": '"quoted"'}})
    (line,) = lines()
    assert line["message"] == "Two\nlines"
    assert (line["level"], line["logger"], line["n"]) == ("info", "lepton_automl.serve", 1)
    assert line["path"] == '"quoted"'


def test_an_error_has_its_traceback(lines):
    try:
        raise ValueError("why")
    except ValueError:
        logging.getLogger("lepton_automl").exception("Failed.")
    assert "ValueError: why" in lines()[0]["traceback"]


def test_a_strange_value_is_text(lines):
    logging.getLogger("lepton_automl").info("x", extra={"fields": {"value": {1, 2}, 3: object}})
    assert lines()[0]["value"] == "{1, 2}"


def test_warnings_are_logged_and_others_are_quiet(lines):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("Careful.", UserWarning, stacklevel=1)
    logging.getLogger("uvicorn.error").info("Started.")
    (line,) = lines()
    assert "Careful." in line["message"]
