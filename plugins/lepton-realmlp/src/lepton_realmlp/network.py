"""The network: its layers forward, and the gradients of its parameters backward."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["ACTIVATIONS", "Network"]

Array = NDArray[np.floating[Any]]
N_FREQUENCIES = 16
N_EMBEDDED = 3
SPREAD = 0.1  # of the frequencies, before 2 pi
ALPHA, SCALE = 1.6732632, 1.0507010  # of SELU: outputs keep mean 0 and variance 1


def selu(z: Array) -> tuple[Array, Array]:
    """Return the activation and its slope (Klambauer et al., 2017)."""
    below = ALPHA * np.expm1(np.minimum(z, 0.0))
    value, slope = np.where(z > 0, z, below), np.where(z > 0, 1.0, below + ALPHA)
    return (SCALE * value).astype(z.dtype), (SCALE * slope).astype(z.dtype)


def mish(z: Array) -> tuple[Array, Array]:
    """Return the activation and its slope (Misra, 2020)."""
    e = np.exp(np.minimum(z, 20.0))
    n = e * (e + 2.0)
    tanh = n / (n + 2.0)  # of log(1 + exp(z))
    return z * tanh, tanh + z * (e / (1.0 + e)) * (1.0 - tanh * tanh)


ACTIVATIONS: dict[str, Callable[[Array], tuple[Array, Array]]] = {"selu": selu, "mish": mish}


class Network:
    """Periodic functions of numbers, a scaled input, equal hidden layers, a linear end.

    Each layer divides by the root of its width, so that one learning rate suits all.

    Parameters
    ----------
    n_columns : int
        Of X.
    embedded : ndarray of int
        The columns that get, beside their value, three learned functions of it.
    n_outputs, width, depth : int
    activation : {"selu", "mish"}
    random : Generator
    dtype : dtype
        Of all parameters, and of X.

    Attributes
    ----------
    parameters : dict from str to ndarray
        What is learned.
    """

    def __init__(
        self,
        n_columns: int,
        embedded: NDArray[np.intp],
        n_outputs: int,
        width: int,
        depth: int,
        activation: str,
        random: np.random.Generator,
        dtype: Any = np.float32,
    ) -> None:
        self.embedded, self.depth, self.activation = embedded, depth, activation
        n = len(embedded)
        self.parameters: dict[str, Array] = {}
        if n:
            shape = (n, N_FREQUENCIES)
            self._add("frequency", random.normal(0.0, SPREAD, shape), dtype)
            self._add("phase", random.uniform(-np.pi, np.pi, shape), dtype)
            mix = random.normal(size=(*shape, N_EMBEDDED)) / np.sqrt(N_FREQUENCIES)
            self._add("mix", mix, dtype)
            self._add("shift", np.zeros((n, N_EMBEDDED)), dtype)
        sizes = [n_columns + n * N_EMBEDDED, *[width] * depth, n_outputs]
        self._add("scale", np.ones(sizes[0]), dtype)
        for i in range(depth + 1):
            # The last starts at zero: at first the prediction is the same for all rows.
            spread = 1.0 if i < depth else 0.0
            self._add(f"weight{i}", spread * random.normal(size=sizes[i : i + 2]), dtype)
            self._add(f"bias{i}", np.zeros(sizes[i + 1]), dtype)

    def _add(self, name: str, value: Any, dtype: Any) -> None:
        self.parameters[name] = value.astype(dtype)

    def settle(self) -> None:
        """Have parameters in double precision: predictions then hang on the row alone.

        In single precision it shows which other rows are predicted in the same product.
        """
        self.parameters = {n: p.astype(np.float64) for n, p in self.parameters.items()}

    def forward(
        self, X: Array, dropout: float = 0.0, random: np.random.Generator | None = None
    ) -> tuple[Array, dict[str, Any]]:
        """Return the outputs, and what `backward` needs to know.

        With `dropout`, that share of each hidden layer, drawn from `random`, is left out.
        """
        tape: dict[str, Any] = {"inputs": [], "slopes": []}
        own = self.parameters
        tape["whole"] = h = self._embed(X, tape)
        h = h * own["scale"]
        for i in range(self.depth + 1):
            tape["inputs"].append(h)
            h = h @ own[f"weight{i}"]
            h *= h.dtype.type(_shrink(own[f"weight{i}"]))
            h += own[f"bias{i}"]
            if i == self.depth:
                break
            h, slope = ACTIVATIONS[self.activation](h)
            if dropout and random is not None:
                kept = random.random(h.shape, dtype=np.float32) >= dropout
                mask = kept.astype(h.dtype) / h.dtype.type(1.0 - dropout)
                h, slope = h * mask, slope * mask
            tape["slopes"].append(slope)
        return h, tape

    def backward(self, tape: dict[str, Any], slope: Array) -> dict[str, Array]:
        """Return the gradients of the parameters, given that of the outputs."""
        own, found = self.parameters, {}
        for i in range(self.depth, -1, -1):
            if i < self.depth:
                slope = slope * tape["slopes"][i]
            shrink = slope.dtype.type(_shrink(own[f"weight{i}"]))
            found[f"weight{i}"] = (tape["inputs"][i].T @ slope) * shrink
            found[f"bias{i}"] = slope.sum(axis=0)
            slope = (slope @ own[f"weight{i}"].T) * shrink
        found["scale"] = (slope * tape["whole"]).sum(axis=0)
        if len(self.embedded):
            found |= self._backward_embedding(tape, slope * own["scale"])
        return found

    def _embed(self, X: Array, tape: dict[str, Any]) -> Array:
        if not len(self.embedded):
            return X
        own = self.parameters
        x = X[:, self.embedded, None]
        angle = x.dtype.type(2 * np.pi) * x * own["frequency"] + own["phase"]
        waves = np.cos(angle)
        # One small matrix product a column: columns come first for that, and go back.
        mixed = np.matmul(waves.transpose(1, 0, 2), own["mix"]).transpose(1, 0, 2)
        tape.update(x=x, angle=angle, waves=waves)
        return np.concatenate([X, (mixed + own["shift"]).reshape(len(X), -1)], axis=1)

    def _backward_embedding(self, tape: dict[str, Any], slope: Array) -> dict[str, Array]:
        n = len(self.embedded)
        part = slope[:, -n * N_EMBEDDED :].reshape(len(slope), n, N_EMBEDDED)
        by_column = np.ascontiguousarray(part.transpose(1, 0, 2))
        mix = np.matmul(tape["waves"].transpose(1, 2, 0), by_column)
        of_waves = np.matmul(by_column, self.parameters["mix"].transpose(0, 2, 1))
        of_angle = -np.sin(tape["angle"]) * of_waves.transpose(1, 0, 2)
        two_pi = slope.dtype.type(2 * np.pi)
        return {
            "mix": mix,
            "shift": part.sum(axis=0),
            "phase": of_angle.sum(axis=0),
            "frequency": (of_angle * tape["x"]).sum(axis=0) * two_pi,
        }


def _shrink(weight: Array) -> float:
    return 1.0 / float(np.sqrt(weight.shape[0]))
