"""One look for all figures: thin lines, few colours, and text of the page itself.

A figure is an SVG whose colours are the page's CSS variables, so that it follows the page
from light to dark and onto paper, and whose text is in the page's font.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

__all__ = [
    "ACCENT",
    "BASE",
    "INK",
    "LINE",
    "OTHERS",
    "SOFT",
    "WARN",
    "WIDE",
    "figure",
    "short",
    "svg",
]

# Each stands for a variable of the page; drawn nowhere else, so that it can be found again.
INK, SOFT, LINE = "#010101", "#020202", "#030303"
ACCENT, BASE, WARN = "#040404", "#050505", "#060606"
OTHERS = ("#040404", "#070707", "#080808", "#090909", "#0a0a0a", "#0b0b0b")
VARIABLES = {
    INK: "ink",
    SOFT: "soft",
    LINE: "line",
    ACCENT: "accent",
    BASE: "base",
    WARN: "warn",
    **{colour: f"other{i}" for i, colour in enumerate(OTHERS) if i},
}
WIDTH, HEIGHT = 4.1, 3.05  # inches: as wide as a phone, so that text keeps its size there
WIDE = 4.5  # of figures with names at their side
LARGEST = 1.45  # pixels for a point: a figure grows no further, or its text would shout
LOOK: Any = {
    "svg.fonttype": "none",
    "text.parse_math": False,  # a dollar in a column's name is a dollar
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10.5,
    "axes.labelsize": 10.5,
    "axes.edgecolor": LINE,
    "axes.labelcolor": SOFT,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.prop_cycle": "cycler('color', ['#040404'])",
    "grid.color": LINE,
    "grid.linewidth": 0.5,
    "grid.alpha": 0.7,
    "xtick.color": LINE,
    "ytick.color": LINE,
    "xtick.labelcolor": SOFT,
    "ytick.labelcolor": SOFT,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "text.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 10,
    "legend.handlelength": 1.5,
    "legend.labelspacing": 0.3,
    "lines.linewidth": 1.6,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
}


@contextmanager
def figure(width: float = WIDTH, height: float = HEIGHT) -> Iterator[tuple[Any, Any]]:
    """Give an empty figure and its axes in the look of the page."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(LOOK):
        empty = Figure(figsize=(width, height), layout="constrained")
        yield empty, empty.subplots()


def svg(drawn: Any, about: str) -> str:
    """Return a figure as SVG that can stand in a page.

    Parameters
    ----------
    drawn : matplotlib Figure
    about : str
        What one sees, for those who do not; it also keeps names inside the figure unique.
    """
    from html import escape

    from matplotlib import rc_context

    text = StringIO()
    with rc_context({**LOOK, "svg.hashsalt": about}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # the browser has what this font lacks
        drawn.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    found = text.getvalue()
    found = found[found.index("<svg") :]
    found = re.sub(r"<metadata>.*?</metadata>", "", found, flags=re.S)
    found = re.sub(r'\sid="[\w.]+_\d+"', "", found)
    found = re.sub(r"font: (?:[a-z]+ )*([\d.]+)px [^;\"]*", r"font-size: \1px", found)
    for colour, name in VARIABLES.items():
        found = found.replace(colour, f"var(--{name})")
    width, height = (72 * inches for inches in drawn.get_size_inches())
    body = found[found.index(">") + 1 :]
    return (
        f'<svg class="figure" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'style="max-width:{LARGEST * width:.0f}px" '
        f'aria-label="{escape(about, quote=True)}">{body}'
    )


def short(text: str, most: int) -> str:
    """Return a name with its end left out if it is long.

    Examples
    --------
    >>> short("temperature", 6), short("size", 6)
    ('tempe…', 'size')
    """
    return text if len(text) <= most else text[: most - 1] + "…"
