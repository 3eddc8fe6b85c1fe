"""How a fitted LeptonAutoML shows itself in a notebook."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
from sklearn.utils import estimator_html_repr

__all__ = ["repr_html", "table_html"]

SHOWN = ("rank", "estimator", "score", "std", "weight", "folds", "seconds", "error")


def repr_html(
    board: pd.DataFrame, model: Any, *, heading: str = "LeptonAutoML", head: int = 10
) -> str:
    """Return HTML with the leaderboard and scikit-learn's diagram of the model.

    Parameters
    ----------
    board : DataFrame
        What `leaderboard` returned.
    model : estimator
        The fitted scikit-learn object.
    heading : str
        The first line: plain text.
    head : int
        How many rows of the leaderboard to show.

    Examples
    --------
    >>> from sklearn.linear_model import Ridge
    >>> board = pd.DataFrame({"estimator": ["ridge"], "error": ["<b>no</b>"]})
    >>> "&lt;b&gt;no&lt;/b&gt;" in repr_html(board, Ridge())
    True
    """
    rest = len(board) - head
    more = f"<div>{rest} more: <code>leaderboard()</code></div>" if rest > 0 else ""
    return (
        f"<div><strong>{escape(heading)}</strong></div>"
        f"{table_html(board.head(head))}{more}{estimator_html_repr(model)}"
    )


def table_html(board: pd.DataFrame) -> str:
    """Return the columns of a leaderboard that matter at a glance, as an HTML table."""
    shown = board[[name for name in SHOWN if name in board.columns]]
    return str(
        shown.to_html(
            index=False, escape=True, na_rep="", border=0, float_format="{:.4g}".format
        )
    )
