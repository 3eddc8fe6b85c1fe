"""Progress on a terminal: a panel that is drawn again in place."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from lepton_automl.report.summary import Summary, seconds_text
from lepton_automl.trial import Trial

__all__ = ["TerminalDisplay", "panel"]


class TerminalDisplay:
    """A live panel with the time left, the best so far, the last trials and the failures.

    Parameters
    ----------
    metric : str
        The name of the score.
    stream : file
        A terminal.
    """

    pause = 0.1

    def __init__(self, metric: str, stream: TextIO) -> None:
        self._metric = metric
        # Drawn from update() alone: a thread of rich's own would be alive while workers fork.
        self._live = Live(console=Console(file=stream), auto_refresh=False)

    def open(self) -> None:
        """Take over the lines below the cursor."""
        self._live.start()

    def show(self, summary: Summary) -> None:
        """Draw the panel again."""
        self._live.update(panel(summary, self._metric), refresh=True)

    def close(self, summary: Summary | None) -> None:
        """Draw the last state and give the terminal back."""
        try:
            if summary is not None:
                self._live.update(panel(summary, self._metric, ended=True))
        finally:
            self._live.stop()


def panel(summary: Summary, metric: str, ended: bool = False) -> RenderableType:
    """Return what the terminal shows: one line each, cut at the edge, never wrapped."""
    parts: list[RenderableType] = [_time(summary, ended), _line(summary.counts(metric))]
    if summary.recent and not ended:
        parts.append(_recent(summary.recent))
    if summary.running and not ended:
        parts.append(_line("running " + "; ".join(summary.running), "dim"))
    parts.extend(_line(f"failed  {text}", "red") for text in summary.failures())
    return Group(*parts)


def _time(summary: Summary, ended: bool) -> RenderableType:
    text = f"ended after {seconds_text(summary.elapsed)}" if ended else summary.time()
    row = Table.grid(padding=(0, 1))
    cells: list[RenderableType] = [Text("lepton", style="bold")]
    if summary.share is not None:
        cells.append(ProgressBar(total=1.0, completed=summary.share, width=30))
    row.add_row(*cells, Text(text, no_wrap=True))
    return row


def _recent(trials: tuple[Trial, ...]) -> Table:
    # The parameters get what is left of the line; everything else its own width.
    table = Table(box=None, padding=(0, 1, 0, 0), show_header=False, expand=True)
    for style, ratio in (("dim", None), ("", None), ("", None), ("dim", None), ("dim", 1)):
        table.add_column(style=style, ratio=ratio, no_wrap=True, overflow="ellipsis")
    for trial in trials:
        score = "failed" if trial.score is None else f"{trial.score:.5g}"
        inside = str(trial.candidate).removeprefix(trial.candidate.estimator)
        table.add_row(
            Text(f"#{trial.number}"),
            Text(trial.candidate.estimator),
            Text(score, style="red" if trial.error else ""),
            f"{len(trial.done)} folds, {seconds_text(trial.seconds)}",
            Text(inside[1:-1]),
        )
    return table


def _line(text: str, style: str = "") -> Text:
    """Return one line; text of others is never read as rich's markup."""
    return Text(" ".join(text.split()), style=style, no_wrap=True, overflow="ellipsis")
