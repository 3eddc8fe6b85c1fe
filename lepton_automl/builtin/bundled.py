"""How the data sets that ship are loaded or made; each returns X and y."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn import datasets as sklearn_datasets

__all__ = ["breast_cancer", "diabetes", "digits", "iris", "mixed_demo", "wine"]

XY = tuple[pd.DataFrame, "pd.Series[Any]"]

PLANS = ("basic", "family", "premium", "student")
REGIONS = tuple(f"region {letter}" for letter in "ABCDEFGHJKLMNPRSTUVW")
GLAD = (
    "thank you, the new version works very well",
    "great service, quick and friendly answer",
    "everything is fine, I recommend it to my friends",
    "happy with the picture quality",
    "the repair was done sooner than promised",
)
CROSS = (
    "the connection drops every evening",
    "still waiting for an answer, this is too slow",
    "the bill is wrong again and nobody calls back",
    "too expensive for what it does",
    "how do I cancel, I am looking at other offers",
)
PLAIN = (
    "please change my postal address",
    "which sockets does the adapter fit",
    "I would like a copy of the last bill",
    "what are your opening hours on Sunday",
)


def breast_cancer() -> XY:
    """Return the breast cancer table with the diagnosis spelt out."""
    return _labelled(sklearn_datasets.load_breast_cancer(as_frame=True), "diagnosis")


def diabetes() -> XY:
    """Return the diabetes table; y is the progression after one year.

    Examples
    --------
    >>> X, y = diabetes()
    >>> X.shape, y.name
    ((442, 10), 'progression')
    """
    found = sklearn_datasets.load_diabetes(as_frame=True)
    return found.data, found.target.rename("progression")


def digits() -> XY:
    """Return the digits as a table of 64 numbers; y is the digit."""
    found = sklearn_datasets.load_digits(as_frame=True)
    return found.data, found.target.rename("digit")


def iris() -> XY:
    """Return the iris table with the species spelt out."""
    return _labelled(sklearn_datasets.load_iris(as_frame=True), "species")


def wine() -> XY:
    """Return the wine table; y is the grower."""
    return _labelled(sklearn_datasets.load_wine(as_frame=True), "grower")


def mixed_demo(n_rows: int = 1200, random_state: int = 7) -> XY:
    """Return a made-up table of subscribers with a signal in every kind of column.

    It is the same in every call. ``cancelled`` depends on a number (``monthly_fee``), a
    category (``plan``, ``region``), a boolean (``auto_pay``), a date (``signed_up``: the year
    and the month) and the words of a text (``last_message``).

    Examples
    --------
    >>> X, y = mixed_demo()
    >>> list(X)[:4], y.name
    (['monthly_fee', 'hours_per_week', 'plan', 'region'], 'cancelled')
    """
    rng = np.random.default_rng(random_state)
    X = _subscribers(rng, n_rows)
    mood = rng.choice([-1, 0, 1], size=n_rows, p=[0.35, 0.3, 0.35])
    X["last_message"] = [_message(rng, m) for m in mood]
    chance = 1 / (1 + np.exp(-_pull(X, mood)))
    y = np.where(rng.random(n_rows) < chance, "yes", "no")
    _forget_some(rng, X)
    return X, pd.Series(y, name="cancelled")


def _labelled(found: Any, name: str) -> XY:
    return found.data, pd.Series(found.target_names[found.target], name=name)


def _subscribers(rng: np.random.Generator, n_rows: int) -> pd.DataFrame:
    days = rng.integers(0, 6 * 365, size=n_rows)
    return pd.DataFrame(
        {
            "monthly_fee": rng.gamma(6.0, 5.0, size=n_rows).round(2),
            "hours_per_week": rng.exponential(7.0, size=n_rows).round(1),
            "plan": rng.choice(PLANS, size=n_rows, p=[0.45, 0.25, 0.2, 0.1]),
            "region": rng.choice(REGIONS, size=n_rows),
            "auto_pay": rng.random(n_rows) < 0.6,
            "signed_up": pd.Timestamp("2019-01-01") + pd.to_timedelta(days, unit="D"),
        }
    )


def _message(rng: np.random.Generator, mood: int) -> str:
    """Return two or three sentences: of the mood, and of no mood at all."""
    told = list(rng.choice(GLAD if mood > 0 else CROSS, size=2, replace=False)) if mood else []
    asked = list(rng.choice(PLAIN, size=1 if mood else 2, replace=False))
    sentences = [str(s) for s in rng.permutation(told + asked)]
    return ". ".join(s[0].upper() + s[1:] for s in sentences) + "."


def _pull(X: pd.DataFrame, mood: Any) -> Any:
    """Return the log odds of cancelling: one term for each kind of column."""
    number = 0.07 * (X["monthly_fee"] - 30) - 0.06 * (X["hours_per_week"] - 7)
    plan = X["plan"].map({"basic": 0.5, "family": -0.7, "premium": -0.3, "student": 0.9})
    region = X["region"].map({r: 0.9 * np.sin(i) for i, r in enumerate(REGIONS)})
    boolean = np.where(X["auto_pay"], -0.5, 0.7)
    year, month = X["signed_up"].dt.year, X["signed_up"].dt.month
    date = 0.35 * (year - 2021.5) + np.where(month.isin([11, 12]), 0.9, -0.2)
    return (number + plan + region + boolean + date - 1.2 * mood).to_numpy()


def _forget_some(rng: np.random.Generator, X: pd.DataFrame) -> None:
    for column in ("hours_per_week", "plan", "signed_up"):
        X.loc[rng.random(len(X)) < 0.05, column] = None
