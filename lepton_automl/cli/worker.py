"""``lepton worker``: does folds of a search that goes on elsewhere."""

from __future__ import annotations

import click

from lepton_automl.cli import show

__all__ = ["command"]


@click.command("worker", short_help="Do folds of a search that goes on elsewhere.")
@click.argument("run")
@click.option(
    "--n-jobs", type=int, default=1, show_default=True, help="Side by side; -1: cores."
)
@click.option("--storage", help="The database's URL, if not the one that RUN names.")
@click.option(
    "--wait", type=click.FloatRange(0), help="Seconds to wait for RUN.  [default: ever]"
)
def command(run: str, n_jobs: int, storage: str | None, wait: float | None) -> None:
    """Do folds of the search in RUN, its --run-dir as this machine sees it, until it ends.

    The search was begun with --storage, perhaps on another machine; any number of workers
    may come and go. Needs `pip install 'lepton-automl[workers]'`. RUN holds pickles, which
    are programs: work only for those whom you trust.
    """
    from lepton_automl.run.workers import require_shared

    require_shared()
    from lepton_automl.run.labour import labour

    labour(run, n_jobs, storage=storage, wait_for=wait, tell=show.note)
