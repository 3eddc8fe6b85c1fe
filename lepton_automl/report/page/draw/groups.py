"""Figures of segments, groups and drift."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lepton_automl.report.page.draw.style import (
    ACCENT,
    BASE,
    INK,
    SOFT,
    WARN,
    WIDE,
    figure,
    short,
    svg,
)

__all__ = ["fairness", "moved", "segments"]

ROW = 0.3
COLUMN, LEVEL = 15, 24  # signs of a column's name, and of a segment or group


def segments(found: Mapping[str, Any]) -> str:
    """Return the error of each segment with its interval, beside the whole and the baseline."""
    rows = list(found["rows"])[::-1]
    with figure(width=WIDE, height=1.3 + ROW * len(rows)) as (fig, ax):
        ax.axvline(found["overall"]["error"], color=SOFT, lw=1, label="all rows")
        for at, row in enumerate(rows):
            colour = WARN if row["worse"] else ACCENT
            ax.plot([row["low"], row["high"]], [at, at], color=colour, lw=1.4)
            ax.scatter([row["error"]], [at], s=22, color=colour, zorder=3)
        trivial = [(r["baseline"], i) for i, r in enumerate(rows) if r["baseline"] is not None]
        if trivial:
            across, up = zip(*trivial, strict=True)
            ax.scatter(across, up, s=18, color=BASE, marker="D", label="baseline there")
        names = [f"{short(r['column'], COLUMN)}: {short(r['segment'], LEVEL)}" for r in rows]
        _names(ax, names)
        wrong = found["measure"] == "wrong"
        ax.set_xlabel("share wrong" if wrong else "mean error")
        ax.set_xlim(left=0)
        fig.legend(loc="outside upper left", ncols=2)
        return svg(fig, "Errors by segment")


def fairness(found: Mapping[str, Any], measure: str) -> str:
    """Return one measure of each group with its interval."""
    rows = list(found["groups"])[::-1]
    with figure(width=3.0, height=0.9 + ROW * len(rows)) as (fig, ax):
        for at, row in enumerate(rows):
            values = row["values"][measure]
            if values["value"] is None:
                continue
            colour = BASE if row["few"] else ACCENT
            if values["low"] is not None:
                ax.plot([values["low"], values["high"]], [at, at], color=colour, lw=1.4)
            ax.scatter([values["value"]], [at], s=22, color=colour, zorder=3)
        _names(ax, [f"{short(r['group'], LEVEL)} ({r['n']:,})" for r in rows])
        ax.set_xlabel(measure)
        return svg(fig, f"{measure} by {found['name']}")


def moved(found: Mapping[str, Any]) -> str:
    """Return a column's values among training and test rows."""
    with figure(width=3.6, height=2.4) as (fig, ax):
        for name, colour, label in (("train", BASE, "training"), ("test", ACCENT, "test")):
            ax.stairs(found[name], found["edges"], color=colour, fill=True, alpha=0.2)
            ax.stairs(found[name], found["edges"], color=colour, lw=1.4, label=label)
        ax.set(xlabel=short(found["name"], 30), ylabel="share of rows")
        ax.set_ylim(bottom=0)
        ax.legend(loc="best")
        return svg(fig, f"{found['name']} among training and test rows")


def _names(ax: Any, names: list[str]) -> None:
    ax.set_yticks(range(len(names)), names)
    ax.locator_params(axis="x", nbins=5)  # names leave little room
    ax.tick_params(axis="y", length=0, labelcolor=INK)
    ax.grid(axis="y", visible=False)
    ax.spines["left"].set_visible(False)
    ax.set_ylim(-0.7, len(names) - 0.3)
