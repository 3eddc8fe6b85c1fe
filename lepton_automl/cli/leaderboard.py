"""``lepton leaderboard``: the trials of a run or of an artifact."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lepton_automl.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["command"]


@click.command("leaderboard", short_help="Show the trials of a run or of a model.")
@click.argument("place")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, with all columns.")
def command(place: str, as_csv: bool) -> None:
    """Show the trials in PLACE, the folder of a run (--run-dir) or of an artifact.

    A run may still be going on.
    """
    board, metric = _board(Path(place))
    if as_csv:
        click.echo(board.to_csv(index=False), nl=False)
        return
    from lepton_automl.cli.outcome import print_leaderboard

    print_leaderboard(board, metric)


def _board(place: Path) -> tuple[pd.DataFrame, str]:
    """Return the leaderboard and the metric it is ordered by."""
    if (place / "manifest.json").is_file():
        return _of_artifact(place)
    if (place / "run.json").is_file():
        from lepton_automl import report
        from lepton_automl.run import read_history

        history = read_history(place)
        return report.leaderboard(history, {}), history.metric
    raise InputError(
        f"{str(place)!r} is neither the folder of a run nor of an artifact. Name what was "
        "given as --run-dir or --out."
    )


def _of_artifact(place: Path) -> tuple[pd.DataFrame, str]:
    import pandas as pd

    from lepton_automl.export import Manifest

    manifest = Manifest.from_text((place / "manifest.json").read_bytes())
    board = pd.DataFrame(list(manifest.leaderboard))
    return board.astype({"rank": "Int64"}), manifest.metric
