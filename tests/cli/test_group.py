"""Commands come from files of their name, and from plugins when nobody else knows them."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from lepton_automl.cli.group import COMMANDS, LazyGroup
from lepton_automl.plugin import registry

PLUGIN = """
import click
from lepton_automl.plugin import hookimpl

@hookimpl
def lepton_register_commands(cli):
    hello = lambda: click.echo("hello")
    for name in ("greet", "run"):
        cli.add_command(click.Command(name, callback=hello, help="Greet."))
"""


@pytest.fixture
def group():
    return LazyGroup("lepton")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_in_the_file_of_its_name(group, name):
    command = group.get_command(click.Context(group), name)
    assert command.name == name
    assert command.help


def test_commands_of_plugins_are_listed_and_run(group, install):
    install("greetings", PLUGIN)
    assert CliRunner().invoke(group, ["greet"]).output == "hello\n"
    assert "greet        Greet." in CliRunner().invoke(group, ["--help"]).output


def test_a_plugin_cannot_take_the_name_of_a_command(group, install):
    install("greetings", PLUGIN)
    context = click.Context(group)
    assert group.list_commands(context) == [*COMMANDS, "greet"]
    assert group.get_command(context, "run").callback.__module__ == "lepton_automl.cli.run"


def test_plugins_are_not_looked_at_for_a_command_that_ships(group, monkeypatch):
    def refuse(*args):
        raise AssertionError("the registry was made")

    monkeypatch.setattr(registry, "Registry", refuse)
    assert CliRunner().invoke(group, ["run", "--help"]).exit_code == 0


def test_a_plugin_whose_command_hook_raises_harms_nobody(group, install, caplog):
    raising = PLUGIN.replace("for name", "1 / 0\n    for name")
    install("greetings", raising)
    assert CliRunner().invoke(group, ["--help"]).exit_code == 0
    assert "greetings" in caplog.text


def test_an_unknown_command_is_refused_with_the_near_miss(group):
    answer = CliRunner().invoke(group, ["evalute"])
    assert answer.exit_code == 2
    assert "Did you mean 'evaluate'?" in answer.output
