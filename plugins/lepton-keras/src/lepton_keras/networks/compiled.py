"""A model made ready to be trained: optimizer and loss; and the targets in the loss's form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lepton_keras.networks.backend import backend
from lepton_keras.networks.rows import Rows

__all__ = ["compiled", "suited"]

CLIP = 1.0  # of all gradients together: one odd batch must not undo the others
NOT_DECAYED = ["bias", "gamma", "beta"]


def compiled(
    keras: Any, model: Any, loss: Any, learning_rate: float, weight_decay: float
) -> None:
    """Give a model AdamW and a loss."""
    optimizer = keras.optimizers.AdamW(
        learning_rate, weight_decay=weight_decay, global_clipnorm=CLIP
    )
    optimizer.exclude_from_weight_decay(var_names=NOT_DECAYED)
    # Compiling takes XLA longer than it saves on a processor; JAX knows nothing else.
    jit = "auto" if backend() == "jax" else False
    model.compile(optimizer=optimizer, loss=loss, jit_compile=jit)


def suited(model: Any, rows: Rows | None) -> Rows | None:
    """Return rows with targets as a model's own loss takes them."""
    if rows is None or not rows.n_classes:
        return rows
    loss = getattr(model, "loss", None)
    name = loss if isinstance(loss, str) else type(loss).__name__
    alone = model.outputs and model.outputs[0].shape[-1] == 1
    if "sparse" in name.lower() or alone:
        return replace(rows, target=rows.target[:, None], n_classes=0)
    return rows
