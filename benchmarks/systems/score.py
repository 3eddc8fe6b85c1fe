"""The losses by which systems are judged, reckoned here from their predictions."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import log_loss, roc_auc_score, root_mean_squared_error

__all__ = ["loss"]

LEAST = 1e-15  # no probability is taken to be less: a class that a system left out costs 34.5


def loss(task: str, y: np.ndarray, prediction: np.ndarray) -> float:
    """Return the loss, less is better: 1 - AUC, log loss, or RMSE.

    Parameters
    ----------
    task : {"binary", "multiclass", "regression"}
    y : ndarray of shape (n_rows,)
        The classes, as 0, 1, 2, ..., or values.
    prediction : ndarray
        Probabilities of shape (n_rows, n_classes), or values.

    Raises
    ------
    ValueError
        If the prediction has missing or infinite values, or another shape.
    """
    prediction = np.asarray(prediction, dtype=float)
    if len(prediction) != len(y) or not np.isfinite(prediction).all():
        raise ValueError("the prediction has missing values or lacks rows")
    if task == "regression":
        return float(root_mean_squared_error(y, prediction))
    if task == "binary":
        return 1.0 - float(roc_auc_score(y == 1, prediction[:, 1]))
    sure = np.clip(prediction, LEAST, None)
    sure /= sure.sum(axis=1, keepdims=True)
    return float(log_loss(y, sure, labels=np.arange(sure.shape[1])))
