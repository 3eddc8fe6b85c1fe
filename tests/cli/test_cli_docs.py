"""The page about the command line shows the help that there is.

``LEPTON_WRITE_DOCS=1 pytest tests/cli/test_cli_docs.py`` writes it anew.
"""

from __future__ import annotations

import os
import re

import pytest
from click.testing import CliRunner
from house.sources import ROOT

from lepton_automl.cli import cli
from lepton_automl.cli.group import COMMANDS
from lepton_automl.errors import LeptonError

PAGE = ROOT / "docs/cli.md"
HELP = re.compile(r"^```console\n\$ lepton((?: [a-z]+)*) --help\n(.*?)^```$", re.M | re.S)
SHOWN = ["", *(f" {name}" for name in COMMANDS), " new plugin", " new recipe"]


@pytest.fixture(autouse=True)
def _only_what_ships(monkeypatch):
    monkeypatch.setenv("LEPTON_DISABLE_PLUGINS", "1")


def help_of(words: str) -> str:
    """Return what a command says of itself."""
    answer = CliRunner().invoke(cli, [*words.split(), "--help"], prog_name="lepton")
    assert answer.exit_code == 0
    return answer.output


def same(one: str, other: str) -> bool:
    """Tell whether two texts have the same words: versions of click wrap differently."""
    return one.replace("-\n", "-").split() == other.replace("-\n", "-").split()


def test_every_command_is_shown_once():
    assert [words for words, _ in HELP.findall(PAGE.read_text(encoding="utf-8"))] == SHOWN


@pytest.mark.parametrize("words", SHOWN)
def test_the_help_that_is_shown_is_the_help_that_there_is(words):
    text = PAGE.read_text(encoding="utf-8")
    shown = dict(HELP.findall(text))[words]
    if os.environ.get("LEPTON_WRITE_DOCS"):
        head = f"```console\n$ lepton{words} --help\n"
        old, new = f"{head}{shown}```", f"{head}{help_of(words)}```"
        PAGE.write_text(text.replace(old, new), encoding="utf-8")
    else:
        assert same(shown, help_of(words)), __doc__


@pytest.mark.parametrize("error", [LeptonError, *LeptonError.__subclasses__()])
def test_every_exit_code_is_explained(error):
    assert re.search(rf"^\| {error.exit_code} \| ", PAGE.read_text(encoding="utf-8"), re.M)


def test_a_wrong_help_would_be_noticed():
    assert not same(help_of(" run"), help_of(" fit"))
