"""Figures of a classifier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lepton_automl.report.page.draw.style import (
    ACCENT,
    BASE,
    INK,
    OTHERS,
    SOFT,
    WARN,
    figure,
    short,
    svg,
)

__all__ = ["calibration", "precision_recall", "roc", "spread", "threshold"]

LONGEST = 18  # signs of a name in a legend

Curves = Sequence[Mapping[str, Any]]


def roc(curves: Curves) -> str:
    """Return the ROC curves, each with its area and band."""
    with figure() as (fig, ax):
        ax.plot([0, 1], [0, 1], color=BASE, lw=1, ls=(0, (4, 3)), label="baseline")
        _curves(ax, curves, "roc")
        ax.set(xlabel="false alarms (share of the others)", ylabel="share found")
        ax.legend(loc="lower right")
        return svg(fig, "ROC curve")


def precision_recall(curves: Curves) -> str:
    """Return the precision-recall curves, with the share of each class as the baseline."""
    with figure() as (fig, ax):
        if len(curves) == 1:
            ax.axhline(curves[0]["share"], color=BASE, lw=1, ls=(0, (4, 3)), label="baseline")
        _curves(ax, curves, "pr")
        ax.set(xlabel="share found (recall)", ylabel="flagged rightly")
        ax.legend(loc="lower left")
        return svg(fig, "Precision-recall curve")


def calibration(found: Mapping[str, Any]) -> str:
    """Return how often what was said with a probability was so."""
    with figure() as (fig, ax):
        bins = found["bins"]
        said, true = [b["said"] for b in bins], [b["true"] for b in bins]
        ax.plot([0, 1], [0, 1], color=BASE, lw=1, ls=(0, (4, 3)), label="as it should be")
        ax.vlines(said, [b["low"] for b in bins], [b["high"] for b in bins], color=ACCENT, lw=1)
        ax.plot(said, true, color=ACCENT, lw=1.2, marker="o", ms=4, label="the model")
        ax.set(xlabel="probability that the model gave", ylabel="share that was so")
        ax.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
        ax.legend(loc="upper left")
        return svg(fig, "Calibration")


def spread(found: Mapping[str, Any]) -> str:
    """Return how the probabilities of the second class are spread, by true class."""
    with figure() as (fig, ax):
        edges = found["edges"]
        for (label, counts), colour in zip(
            found["counts"].items(), (BASE, ACCENT), strict=True
        ):
            total = max(1, sum(counts))
            shares = [c / total for c in counts]
            ax.stairs(shares, edges, color=colour, fill=True, alpha=0.25)
            ax.stairs(shares, edges, color=colour, lw=1.4, label=short(label, LONGEST))
        name = short(list(found["counts"])[1], LONGEST)
        ax.set(xlabel=f"probability of “{name}”", ylabel="share of the class's rows")
        ax.set_ylim(bottom=0)
        ax.grid(axis="x", visible=False)
        ax.legend(loc="upper center", title="truly", title_fontsize=10)
        return svg(fig, "Probabilities by true class")


def threshold(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return precision, recall and the share flagged at each threshold."""
    with figure() as (fig, ax):
        at = [row["threshold"] for row in rows]
        looks = {
            "recall": ("share found", ACCENT, "-"),
            "precision": ("flagged rightly", INK, "-"),
            "flagged": ("share flagged", SOFT, (0, (2, 2))),
        }
        for name, (label, colour, line) in looks.items():
            values = [float("nan") if r[name] is None else r[name] for r in rows]
            ax.plot(at, values, color=colour, ls=line, lw=1.4, label=label)
        (used,) = (row["threshold"] for row in rows if row["used"])
        ax.axvline(used, color=WARN, lw=1, ls=(0, (4, 3)), label="the model's own")
        ax.set(xlabel="threshold", ylim=(-0.02, 1.02))
        ax.legend(loc="lower left")
        return svg(fig, "What becomes of the rows at each threshold")


def _curves(ax: Any, curves: Curves, name: str) -> None:
    for curve, colour in zip(curves, OTHERS, strict=False):
        found = curve[name]
        if found["grid"]:
            alpha = 0.18 if len(curves) == 1 else 0.08
            ax.fill_between(
                found["grid"], found["low"], found["high"], color=colour, alpha=alpha, lw=0
            )
        label = short(curve["class"], LONGEST) if len(curves) > 1 else "the model"
        ax.plot(
            found["x"], found["y"], color=colour, lw=1.6, label=f"{label} {found['area']:.3f}"
        )
    ax.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))
