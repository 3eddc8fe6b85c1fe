"""Figures of a regressor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lepton_automl.report.page.draw.style import ACCENT, BASE, SOFT, figure, svg

__all__ = ["against", "left_over", "left_over_by_value"]


def against(found: Mapping[str, Any]) -> str:
    """Return the true values against the predicted ones."""
    with figure() as (fig, ax):
        points = found["points"]
        ends = [min(points["true"] + points["said"]), max(points["true"] + points["said"])]
        ax.plot(ends, ends, color=BASE, lw=1, ls=(0, (4, 3)), label="as it should be")
        ax.scatter(points["said"], points["true"], s=9, color=ACCENT, alpha=0.5, lw=0)
        ax.set(xlabel="predicted", ylabel="true")
        ax.legend(loc="upper left")
        return svg(fig, "True against predicted values")


def left_over(found: Mapping[str, Any]) -> str:
    """Return how what is left over is spread, beside the baseline's."""
    with figure() as (fig, ax):
        spread = found["histogram"]
        for name, colour in (("baseline", BASE), ("model", ACCENT)):
            if spread[name] is not None:
                ax.stairs(spread[name], spread["edges"], color=colour, fill=True, alpha=0.2)
                ax.stairs(spread[name], spread["edges"], color=colour, lw=1.4, label=name)
        ax.axvline(0, color=SOFT, lw=0.8)
        ax.set(xlabel="true value minus prediction", ylabel="rows")
        ax.set_ylim(bottom=0)
        ax.grid(axis="x", visible=False)
        ax.legend(loc="upper right")
        return svg(fig, "Residuals")


def left_over_by_value(found: Mapping[str, Any]) -> str:
    """Return the middle and the spread of what is left over, by predicted value."""
    with figure() as (fig, ax):
        bins = found["bins"]
        at = [b["said"] for b in bins]
        for low, high, alpha, label in (
            ("low", "high", 0.12, "90 % of rows"),
            ("first", "third", 0.25, "half of them"),
        ):
            ax.fill_between(
                at,
                [b[low] for b in bins],
                [b[high] for b in bins],
                color=ACCENT,
                alpha=alpha,
                lw=0,
                label=label,
            )
        ax.plot(at, [b["middle"] for b in bins], color=ACCENT, marker="o", ms=3, label="middle")
        ax.axhline(0, color=SOFT, lw=0.8)
        ax.set(xlabel="predicted", ylabel="true value minus prediction")
        ax.legend(loc="best")
        return svg(fig, "Residuals by predicted value")
