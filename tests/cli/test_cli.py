"""The command line as a whole: quick, light, and errors of one sentence."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys

import click
import pytest
from house.sources import environment, run

from lepton_automl import __version__
from lepton_automl.cli import cli
from lepton_automl.cli.group import COMMANDS
from lepton_automl.errors import ArtifactError

HEAVY = {"numpy", "pandas", "sklearn", "optuna", "scipy", "joblib"}
LINES = [
    ["--help"],
    ["--version"],
    *([name, "--help"] for name in COMMANDS),
    ["plugins"],
    ["datasets"],
    ["new", "plugin", "light-check"],
    ["run", "no.toml"],
]


@pytest.fixture
def says(monkeypatch):
    """Make ``lepton plugins`` raise something."""

    def replace(error: BaseException) -> None:
        def fail() -> None:
            raise error

        known = cli.get_command
        fake = click.Command("plugins", callback=fail)
        answer = lambda ctx, name: fake if name == "plugins" else known(ctx, name)  # noqa: E731
        monkeypatch.setattr(cli, "get_command", answer)

    return replace


@pytest.mark.parametrize("words", LINES, ids=" ".join)
def test_nothing_heavy_is_imported_to_help_and_to_list(words, tmp_path):
    code = (
        "import sys; from lepton_automl.cli import main\n"
        f"try: main({words})\nexcept SystemExit: print('\\nMODULES', *sys.modules)"
    )
    answer = run("-c", code, cwd=tmp_path, LEPTON_DATA_HOME="", PYTHONPATH="")
    modules = answer.stdout.rpartition("MODULES")[2].split()
    assert "click" in modules
    assert not HEAVY & set(modules)


def test_help_takes_less_than_300_milliseconds(tmp_path):
    # Of computing: other processes on this machine may be busy.
    def timed() -> float:
        start = os.times()
        compiled = {"PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONDONTWRITEBYTECODE": ""}
        assert run("-m", "lepton_automl", "--help", **compiled).returncode == 0
        end = os.times()
        return (end.children_user - start.children_user) + (
            end.children_system - start.children_system
        )

    timed()
    assert min(timed() for _ in range(5)) < 0.3


def test_the_module_is_the_command_line():
    answer = run("-m", "lepton_automl", "--version")
    assert answer.stdout == f"lepton_automl {__version__}\n"


def test_every_command_has_a_line_of_help(lepton):
    answer = lepton("--help")
    assert answer.code == 0
    for name in COMMANDS:
        assert re.search(rf"^  {name} +[A-Z].*\.$", answer.out, re.M), name


def test_help_fits_80_columns(lepton):
    for name in COMMANDS:
        assert max(map(len, lepton(name, "--help").out.splitlines())) <= 80


def test_an_unknown_command_has_its_near_miss(lepton):
    answer = lepton("rnu", "x.toml")
    assert answer.code == 2
    assert "No command is named 'rnu'. Did you mean 'run'?" in answer.err


@pytest.mark.parametrize(
    "words", [["fit"], ["fit", "iris", "--n-trials", "few"], ["run", "-z"]]
)
def test_a_wrong_line_is_told_with_code_2(lepton, words):
    answer = lepton(*words)
    assert answer.code == 2
    assert "Error: " in answer.err
    assert not answer.out


def test_an_error_is_one_sentence_and_its_exit_code(lepton, says):
    says(ArtifactError("The artifact is damaged."))
    answer = lepton("plugins")
    assert answer == (type(answer))(5, "", "Error: The artifact is damaged.\n")


@pytest.mark.parametrize("words", [["--debug", "plugins"], ["plugins", "--debug"]])
def test_debug_anywhere_shows_the_traceback_too(lepton, says, words):
    says(ArtifactError("The artifact is damaged."))
    answer = lepton(*words)
    assert answer.code == 5
    assert "Traceback" in answer.err
    assert answer.err.endswith("Error: The artifact is damaged.\n")


def test_a_full_disk_is_no_fault_of_the_program(lepton, says):
    says(OSError(errno.ENOSPC, "No space left on device", "/models/a"))
    answer = lepton("plugins")
    assert answer.code == 1
    assert answer.err == "Error: /models/a: No space left on device.\n"


def test_an_unexpected_error_is_told_without_a_traceback(lepton, says):
    says(KeyError("lost"))
    answer = lepton("plugins")
    assert answer.code == 1
    assert answer.err.startswith("Error: unexpected KeyError: 'lost'. Add --debug")
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_an_interrupt_is_told_with_code_130(lepton, says, error):
    says(error)
    answer = lepton("plugins")
    assert answer.err.strip() == "Interrupted: nothing was saved."
    assert answer.code == 130


def test_a_reader_that_has_gone_is_no_error():
    read, write = os.pipe()
    os.close(read)
    words = [sys.executable, "-m", "lepton_automl", "--version"]
    answer = subprocess.run(
        words, stdout=write, stderr=subprocess.PIPE, env=environment(), check=False
    )
    os.close(write)
    assert answer.stderr == b""


@pytest.mark.slow
def test_ctrl_c_saves_the_best_found_so_far(tmp_path):
    words = ["-m", "lepton_automl", "fit", "breast_cancer", "--time-budget", "100", "-v"]
    process = subprocess.Popen(
        [sys.executable, *words],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    for line in process.stderr:
        if "best roc_auc 0.9" in line:
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
            break
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, out + err
    assert "Interrupted" in err
    assert (tmp_path / "breast_cancer-model" / "manifest.json").is_file()
