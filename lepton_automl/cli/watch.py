"""``lepton watch``: a run in the browser, while it goes on."""

from __future__ import annotations

import click

from lepton_automl.cli import show

__all__ = ["command"]


@click.command("watch", short_help="Show a run in the browser while it goes on.")
@click.argument("run")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8081, show_default=True,
    help="0 takes a free one.",
)  # fmt: skip
def command(run: str, host: str, port: int) -> None:
    """Show the search in RUN, the folder given as --run-dir, in the browser, until Ctrl-C.

    The run may be going on in another process, or be over. It is only read. Needs
    `pip install 'lepton-automl[watch]'`.
    """
    from lepton_automl import watch
    from lepton_automl.watch import require_packages

    require_packages()
    if host not in ("127.0.0.1", "::1", "localhost"):
        show.note(f"Whoever reaches {host} may look at the run.")
    watch.watch(run, host, port, tell)


def tell(url: str) -> None:
    """Tell where to look."""
    show.note(f"Ctrl-C ends it. Open {url} in a browser.")
