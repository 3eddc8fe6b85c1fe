"""What the toy plugin of boxes refers to."""

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from lepton_automl.plugin import InputError

CORNERS = ("top", "left", "bottom", "right")


def pictures(n_rows=80, side=12, random_state=0):
    """Return dim pictures with a bright rectangle each, and where it is."""
    random = np.random.default_rng(random_state)
    X = random.random((n_rows, side, side)) * 0.4
    y = np.empty(n_rows, dtype=object)
    for i in range(n_rows):
        top, left = random.integers(0, side - 5, 2)
        height, width = random.integers(3, 5, 2)
        X[i, top : top + height, left : left + width] += 0.5
        y[i] = dict(
            zip(CORNERS, map(int, (top, left, top + height, left + width)), strict=True)
        )
    return X, y


def looks_like_pictures(values):
    """Return 1 for stacks of numeric arrays."""
    return 1.0 if values.ndim == 3 and values.dtype.kind in "fiub" else 0.0


def read_pictures(values):
    """Return pictures as floats."""
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 3:
        raise InputError(f"Pictures must have shape (n, height, width), got {values.shape}.")
    return values


def to_number(inputs, params, needs):
    """Return a transformer that lays the pixels out in a row."""
    return Flatten()


def looks_like_boxes(y, kinds):
    """Return 1 for dicts with four corners, for pictures."""
    boxes = y.dtype == object and all(isinstance(b, dict) and set(b) == set(CORNERS) for b in y)
    return 1.0 if boxes and "picture" in kinds else 0.0


def check_boxes(y):
    """Return boxes as they are; there are no labels."""
    for row, box in enumerate(y):
        if not isinstance(box, dict) or set(box) != set(CORNERS):
            raise InputError(f"y[{row}] must be a dict with the keys {CORNERS}, got {box!r}.")
    return y, None


def mean_overlap(y_true, y_pred, sample_weight=None):
    """Return the mean of intersection over union."""
    overlaps = [_overlap(a, b) for a, b in zip(y_true, y_pred, strict=True)]
    return float(np.average(overlaps, weights=sample_weight))


def _overlap(a, b):
    height = min(a["bottom"], b["bottom"]) - max(a["top"], b["top"])
    width = min(a["right"], b["right"]) - max(a["left"], b["left"])
    common = max(0, height) * max(0, width)
    union = _area(a) + _area(b) - common
    return common / union if union else 0.0


def _area(box):
    return (box["bottom"] - box["top"]) * (box["right"] - box["left"])


def _boxes(corners):
    found = np.empty(len(corners), dtype=object)
    for i, four in enumerate(corners):
        found[i] = dict(zip(CORNERS, (float(v) for v in four), strict=True))
    return found


class Flatten(TransformerMixin, BaseEstimator):
    """Pixels in a row."""

    def fit(self, X, y=None):
        self.shape_ = X.shape[1:]
        return self

    def transform(self, X):
        return np.reshape(X, (len(X), -1))


class AlwaysTheMeanBox(BaseEstimator):
    """The baseline: the mean of all boxes, wherever the bright spot is."""

    def fit(self, X, y):
        self.box_ = np.mean([[box[c] for c in CORNERS] for box in y], axis=0)
        return self

    def predict(self, X):
        return _boxes([self.box_] * len(X))


class BrightBox(BaseEstimator):
    """The box around pixels between the mean and the maximum of a picture.

    Parameters
    ----------
    share : float
        How far below the maximum a pixel may be, as a share of the maximum.
    border : int
        How much larger the box is made on each side.
    """

    def __init__(self, share=0.3, border=0):
        self.share = share
        self.border = border

    def fit(self, X, y):
        found = np.array([self._around(picture) for picture in X])
        truth = np.array([[box[c] for c in CORNERS] for box in y])
        self.shift_ = np.median(truth - found, axis=0)
        return self

    def predict(self, X):
        return _boxes([self._around(picture) + self.shift_ for picture in X])

    def _around(self, picture):
        bright = picture >= picture.max() * (1 - self.share)
        rows, columns = (np.flatnonzero(bright.any(axis=axis)) for axis in (1, 0))
        return np.array(
            [
                rows[0] - self.border,
                columns[0] - self.border,
                rows[-1] + 1 + self.border,
                columns[-1] + 1 + self.border,
            ]
        )
