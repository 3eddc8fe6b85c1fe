"""A click group whose commands are imported when they are asked for."""

from __future__ import annotations

import click

from lepton_automl._lazy import resolve
from lepton_automl.errors import did_you_mean

__all__ = ["COMMANDS", "LazyGroup"]

COMMANDS = (
    "run",
    "fit",
    "predict",
    "evaluate",
    "leaderboard",
    "watch",
    "worker",
    "report",
    "serve",
    "package",
    "export",
    "sign",
    "verify",
    "plugins",
    "datasets",
    "new",
)


class LazyGroup(click.Group):
    """The commands that ship, each in the file of its name, then those of plugins.

    Plugins are looked at only when a command is unknown or all are listed.
    """

    _plugins_asked = False

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which one needs them, then those of plugins."""
        return [*COMMANDS, *sorted(set(self._of_plugins()) - set(COMMANDS))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None if there is none of that name."""
        if cmd_name in COMMANDS:
            command: click.Command = resolve(f"lepton_automl.cli.{cmd_name}:command")
            return command
        return self._of_plugins().get(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of a line, or refuse it with the near miss."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            hint = did_you_mean(args[0], self.list_commands(ctx))
            ctx.fail(f"No command is named {args[0]!r}. {hint}")
        return super().resolve_command(ctx, args)

    def _of_plugins(self) -> dict[str, click.Command]:
        if not self._plugins_asked:
            from lepton_automl.plugin.registry import Registry

            self._plugins_asked = True
            Registry().commands(self)
        return dict(self.commands)
