"""Figures of the search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lepton_automl.report.page.draw.style import (
    ACCENT,
    BASE,
    INK,
    SOFT,
    WARN,
    WIDE,
    figure,
    svg,
)

__all__ = ["course", "ruler", "shares"]

SHOWN = 12
ROW = 0.26  # inches


def course(trials: Sequence[Mapping[str, Any]], board: Mapping[str, Any], title: str) -> str:
    """Return each candidate's score, and the best so far, over the time spent on fits."""
    with figure(width=WIDE, height=3.1) as (fig, ax):
        if board["baseline"] is not None:
            ax.axhline(board["baseline"], color=BASE, lw=1, ls=(0, (4, 3)), label="baseline")
        best = [t for t in trials if t["best"] is not None]
        ax.step(
            [t["spent"] for t in best],
            [t["best"] for t in best],
            where="post",
            color=ACCENT,
            lw=1.6,
            label="best so far",
        )
        _dots(ax, trials)
        failed = [t["spent"] for t in trials if t["failed"]]
        if failed:
            low = ax.get_ylim()[0]
            ax.scatter(
                failed, [low] * len(failed), marker="x", s=18, color=WARN, label="failed"
            )
        if board["ensemble"] is not None:
            ax.axhline(board["ensemble"], color=ACCENT, lw=0.8, alpha=0.6, label="ensemble")
        ax.set(xlabel="seconds of fits so far", ylabel=title)
        fig.legend(loc="outside upper left", ncols=3, columnspacing=1.2)
        return svg(fig, "The course of the search")


def _dots(ax: Any, trials: Sequence[Mapping[str, Any]]) -> None:
    """Draw each candidate: a ring if it ended early, small if it lacks folds."""
    scored = [t for t in trials if t["score"] is not None]
    early = [t for t in scored if t["stopped"]]
    whole, part = (
        [t for t in scored if t["whole"] == whole and not t["stopped"]]
        for whole in (True, False)
    )
    looks: Any = (
        (part, "in part", {"s": 9, "color": SOFT, "lw": 0}),
        (early, "ended early", {"s": 20, "facecolors": "none", "edgecolors": SOFT, "lw": 1}),
        (whole, "a candidate", {"s": 18, "color": ACCENT, "lw": 0}),
    )
    for found, label, look in looks:
        if found:
            spent, score = [t["spent"] for t in found], [t["score"] for t in found]
            ax.scatter(spent, score, alpha=0.7, label=label, **look)


def shares(found: Sequence[Mapping[str, Any]]) -> str:
    """Return how many seconds went into each estimator."""
    rows = list(found[:SHOWN])[::-1]
    with figure(width=WIDE, height=max(1.6, 0.8 + ROW * len(rows))) as (fig, ax):
        at = range(len(rows))
        ax.barh(at, [r["seconds"] for r in rows], height=0.62, color=ACCENT, alpha=0.8)
        names = [f"{r['estimator']} ({r['n']})" for r in rows]
        ax.set_yticks(at, names)
        ax.locator_params(axis="x", nbins=5)
        ax.tick_params(axis="y", length=0, labelcolor=INK)
        ax.grid(axis="y", visible=False)
        ax.spines["left"].set_visible(False)
        ax.set(xlabel="seconds of fits", ylim=(-0.7, len(rows) - 0.3))
        return svg(fig, "Where the time went")


def ruler(headline: Mapping[str, Any]) -> str:
    """Return the score with its interval on a line, and the baseline's on the same line."""
    with figure(width=5.0, height=1.0) as (fig, ax):
        value, trivial = headline["value"], headline["baseline"]
        low, high = headline["low"], headline["high"]
        ax.axhline(0, color=BASE, lw=0.8, alpha=0.6, zorder=0)
        if low is not None:
            ax.plot([low, high], [0, 0], color=ACCENT, lw=7, alpha=0.28, solid_capstyle="round")
        ax.scatter([value], [0], s=70, color=ACCENT, zorder=3)
        if trivial is not None:
            ax.scatter([trivial], [0], s=44, color=BASE, zorder=2)
            _name(ax, trivial, "baseline", SOFT, value)
        _name(ax, value, "this model", ACCENT, trivial)
        ax.set(ylim=(-1, 1.6), yticks=[])
        ax.margins(x=0.16)
        ax.spines["left"].set_visible(False)
        ax.grid(visible=False)
        return svg(fig, f"{headline['title']} of the model and of the baseline")


def _name(ax: Any, at: float, text: str, colour: str, other: float | None) -> None:
    """Write a name over a point, away from the other one."""
    side = "center"
    if other is not None:
        side = "left" if at > other else "right"
    ax.annotate(
        text, (at, 0), (0, 10), textcoords="offset points", ha=side, color=colour, fontsize=11
    )
