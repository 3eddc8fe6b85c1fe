"""Data sets that are there without files: scikit-learn's digits, and two made-up ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

__all__ = ["cylinder_bell_funnel", "digits_images", "listings_demo"]

SIDE = 16
SHAPES = ("circle", "square", "cross", "stripes")
SELLERS = ("shop", "private", "market", "museum")
FOND = (
    "lovely piece, hardly used",
    "a collector's favourite",
    "rare find in good order",
    "comes with the original box",
)
FRANK = (
    "some scratches on the back",
    "needs a new battery",
    "sold as it is, no returns",
    "one corner is broken",
)
NEUTRAL = ("pick up in person", "can be sent by post", "more pictures on request")


def digits_images() -> tuple[Any, pd.Series]:
    """Return the digits as images of shape (1797, 8, 8); y is the digit.

    Examples
    --------
    >>> X, y = digits_images()
    >>> X.shape, y.name
    ((1797, 8, 8), 'digit')
    """
    from sklearn.datasets import load_digits

    found = load_digits()
    return found.images.astype(np.uint8), pd.Series(found.target, name="digit")


def cylinder_bell_funnel(n_rows: int = 300, random_state: int = 3) -> tuple[Any, pd.Series]:
    """Return made-up sequences of three shapes: a plateau, a slow rise, a slow fall, in noise.

    Saito: Local feature extraction and its applications using a library of bases, 1994.

    Examples
    --------
    >>> X, y = cylinder_bell_funnel()
    >>> X.shape, sorted(set(y))
    ((300, 128, 1), ['bell', 'cylinder', 'funnel'])
    """
    rng = np.random.default_rng(random_state)
    steps = np.arange(128)
    names = np.array(["cylinder", "bell", "funnel"], dtype=object)[rng.integers(3, size=n_rows)]
    starts, widths = rng.integers(16, 33, size=n_rows), rng.integers(32, 97, size=n_rows)
    rises = (steps - starts[:, None]) / widths[:, None]
    inside = (rises >= 0) & (rises <= 1)
    forms = {"cylinder": np.ones_like(rises), "bell": rises, "funnel": 1 - rises}
    height = 6 + rng.normal(size=(n_rows, 1))
    X = np.stack([forms[name][row] for row, name in enumerate(names)]) * inside * height
    X += rng.normal(size=X.shape)
    return X[:, :, None].astype(np.float32), pd.Series(names, name="shape")


def listings_demo(n_rows: int = 600, random_state: int = 5) -> tuple[pd.DataFrame, pd.Series]:
    """Return a made-up table of things for sale with a signal in every kind of column.

    Whether a thing is sold within the week depends on its price (a number), who sells it (a
    category), what is said of it (a text) and what it looks like (a picture, which one in
    twenty lacks).

    Examples
    --------
    >>> X, y = listings_demo()
    >>> list(X), y.name
    (['price', 'seller', 'description', 'picture'], 'sold')
    """
    rng = np.random.default_rng(random_state)
    price = rng.gamma(4.0, 12.0, size=n_rows).round(2)
    seller = rng.choice(SELLERS, size=n_rows, p=[0.4, 0.3, 0.2, 0.1])
    mood = rng.choice([-1, 1], size=n_rows)
    shape = rng.integers(len(SHAPES), size=n_rows)
    pull = (
        0.06 * (48 - price)
        + pd.Series(seller).map(dict(zip(SELLERS, (1.0, -1.0, 0.3, -0.6), strict=True)))
        + 1.5 * mood
        + np.array([1.8, -1.8, 0.9, -0.9])[shape]
    )
    pictures = np.empty(n_rows, dtype=object)
    for row in range(n_rows):
        pictures[row] = None if rng.random() < 0.05 else _picture(shape[row], rng)
    X = pd.DataFrame(
        {
            "price": price,
            "seller": seller,
            "description": [_said(m, rng) for m in mood],
            "picture": pictures,
        }
    )
    sold = rng.random(n_rows) < 1 / (1 + np.exp(-pull.to_numpy()))
    return X, pd.Series(np.where(sold, "yes", "no"), name="sold")


def _said(mood: int, rng: np.random.Generator) -> str:
    told = rng.choice(FOND if mood > 0 else FRANK, size=2, replace=False)
    return ", ".join(map(str, rng.permutation([*told, rng.choice(NEUTRAL)])))


def _picture(shape: int, rng: np.random.Generator) -> Any:
    """Return a small picture in colour of one shape, somewhere, in front of noise."""
    down, right = np.mgrid[:SIDE, :SIDE] - rng.integers(6, 10, size=(2, 1, 1))
    far = np.maximum(np.abs(down), np.abs(right))
    inside = (
        down**2 + right**2 <= 16,
        far <= 4,
        (far <= 4) & ((down == 0) | (right == 0)),
        (far <= 4) & (down % 2 == 0),
    )[shape]
    colour = rng.integers(120, 256, size=3)
    found = np.where(inside[..., None], colour, 40) + rng.normal(scale=25, size=(SIDE, SIDE, 3))
    return np.clip(found, 0, 255).astype(np.uint8)
