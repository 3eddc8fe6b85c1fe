"""Figures of what the model looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lepton_automl.report.page.draw.style import (
    ACCENT,
    BASE,
    INK,
    LINE,
    OTHERS,
    SOFT,
    WIDE,
    figure,
    short,
    svg,
)

__all__ = ["attributions", "dependence", "importance"]

SHOWN = 12
LONGEST = 22  # signs of a column's name
ROW = 0.28  # inches


def importance(found: Mapping[str, Any]) -> str:
    """Return how much of the score is lost when a column is shuffled."""
    rows = list(found["columns"][:SHOWN])[::-1]
    with figure(width=WIDE, height=0.75 + ROW * len(rows)) as (fig, ax):
        at = np.arange(len(rows))
        values = [r["importance"] for r in rows]
        ax.barh(at, values, height=0.62, color=ACCENT, alpha=0.8)
        ax.errorbar(
            values, at, xerr=[r["std"] for r in rows], fmt="none", ecolor=INK, elinewidth=1
        )
        ax.axvline(0, color=SOFT, lw=0.8)
        _names(ax, [r["column"] for r in rows])
        ax.set(xlabel="loss of score when shuffled")
        return svg(fig, "Importance of columns")


def attributions(found: Mapping[str, Any]) -> str:
    """Return each row's share of each column, as points coloured by the column's value."""
    from matplotlib.colors import LinearSegmentedColormap

    columns = list(found["columns"])[::-1]
    colours = LinearSegmentedColormap.from_list("value", ["#3b82c4", "#a58fa8", "#e0703a"])
    with figure(width=WIDE, height=0.75 + ROW * 1.2 * len(columns)) as (fig, ax):
        ax.axvline(0, color=SOFT, lw=0.8)
        for number, column in enumerate(columns):
            values = np.array(column["values"])
            ranks = np.array([np.nan if r is None else r for r in column["ranks"]])
            plain = np.isnan(ranks)
            up = number + _beside(values)
            if plain.any():
                ax.scatter(values[plain], up[plain], s=8, color=BASE, lw=0, alpha=0.8)
            if (~plain).any():
                shown = colours(ranks[~plain])
                ax.scatter(values[~plain], up[~plain], s=8, c=shown, lw=0, alpha=0.8)
        _names(ax, [c["column"] for c in columns])
        ax.set(xlabel="moves the prediction by")
        return svg(fig, "Attributions of rows")


def dependence(found: Mapping[str, Any]) -> str:
    """Return how predictions change with one column."""
    with figure(width=3.5, height=2.6) as (fig, ax):
        values, several = found["values"], len(found["outputs"]) > 1
        scale = found["kind"] == "number"
        at = np.array(values, float) if scale else np.arange(len(values))
        for output, colour in zip(found["outputs"], OTHERS, strict=False):
            _curve(
                ax,
                at,
                output,
                colour,
                lines=scale or found["kind"] == "datetime",
                band=not several,
            )
        ax.set_xlabel(short(found["column"], 30))
        if not scale:
            kept = _kept(len(values), found["kind"])
            ax.set_xticks(at[kept], [short(str(values[i]), 12) for i in kept])
            if len(kept) > 4:
                ax.tick_params(axis="x", labelrotation=35)
        ax.set_ylabel("prediction")
        low, high = ax.get_ylim()
        share = np.array(found["share"]) / max(found["share"])
        ax.vlines(at, low, low + 0.09 * (high - low) * share, color=LINE, lw=4)
        ax.set_ylim(low, high)
        if several:
            fig.legend(loc="outside upper left", ncols=3, columnspacing=1.0)
        return svg(fig, f"Partial dependence on {found['column']}")


def _curve(
    ax: Any, at: Any, output: Mapping[str, Any], colour: str, *, lines: bool, band: bool
) -> None:
    label = None if output["output"] is None else short(output["output"], 14)
    if lines:
        if band:
            ax.fill_between(at, output["low"], output["high"], color=colour, alpha=0.1, lw=0)
        ax.plot(at, output["mean"], color=colour, lw=1.6, label=label)
        return
    if band:
        ax.vlines(at, output["low"], output["high"], color=colour, alpha=0.35, lw=3)
    ax.scatter(at, output["mean"], s=22, color=colour, zorder=3, label=label)


def _kept(n_values: int, kind: str) -> list[int]:
    """Return which values are told below: all levels, a few times."""
    if kind != "datetime":
        return list(range(n_values))
    return sorted({0, n_values // 2, n_values - 1})


def _beside(values: Any) -> Any:
    """Return how far up or down each point goes, so that those of near values stand apart."""
    edges = np.histogram_bin_edges(values, bins=40)
    bins = np.clip(np.searchsorted(edges, values) - 1, 0, 39)
    order = np.zeros(len(values))
    for number in np.unique(bins):
        inside = np.flatnonzero(bins == number)
        places = np.arange(len(inside))
        order[inside] = np.where(places % 2, 1, -1) * ((places + 1) // 2)
    return 0.38 * order / max(6.0, np.abs(order).max())


def _names(ax: Any, names: Sequence[str]) -> None:
    ax.set_yticks(range(len(names)), [short(name, LONGEST) for name in names])
    ax.locator_params(axis="x", nbins=5)  # names leave little room
    ax.tick_params(axis="y", length=0, labelcolor=INK)
    ax.grid(axis="y", visible=False)
    ax.spines["left"].set_visible(False)
    ax.set_ylim(-0.7, len(names) - 0.3)
