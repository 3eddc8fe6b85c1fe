"""The network: its layers forward, and the gradients of its parameters backward."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lepton_realmlp.activations import ACTIVATIONS
from lepton_realmlp.tape import Tape

__all__ = ["Network"]

Array = NDArray[np.floating[Any]]
N_FREQUENCIES = 16
N_EMBEDDED = 3
SPREAD = 0.1  # of the frequencies, before 2 pi
TWO_PI = 2.0 * np.pi
FINE = 256  # steps in which a share can be left out: a random byte for each


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

    def respond(self, X: Array, tape: Tape | None = None) -> Array:
        """Return the outputs for rows of X."""
        tape = tape or Tape()
        h = self._embed(X, tape)
        h *= self.parameters["scale"]
        for i in range(self.depth):
            h = self._sums(h, i, tape.array(f"h{i % 2}", self._shape(X, i), h.dtype))
            ACTIVATIONS[self.activation](h, tape, None)
        return self._sums(h, self.depth)

    def forward(
        self,
        X: Array,
        tape: Tape,
        dropout: float = 0.0,
        random: np.random.Generator | None = None,
    ) -> Array:
        """Return the outputs, and leave on the tape what `backward` needs to know.

        With `dropout`, that share of each hidden layer, drawn from `random`, is left out.
        """
        whole = self._embed(X, tape)
        h = np.multiply(whole, self.parameters["scale"], out=tape.like("input0", whole))
        for i in range(self.depth):
            h = self._sums(h, i, tape.array(f"input{i + 1}", self._shape(X, i), h.dtype))
            slope = tape.like(f"slope{i}", h)
            ACTIVATIONS[self.activation](h, tape, slope)
            if dropout and random is not None:
                mask = _mask(tape.like("mask", h), dropout, random)
                h *= mask
                slope *= mask
        return self._sums(h, self.depth)

    def backward(self, tape: Tape, slope: Array, found: dict[str, Array]) -> None:
        """Fill in the gradients of the parameters, given that of the outputs.

        What is on the tape is used up, and so is `slope`.
        """
        own, whole = self.parameters, tape["whole"]
        for i in range(self.depth, -1, -1):
            if i < self.depth:
                slope *= tape[f"slope{i}"]
            inputs, weight = tape[f"input{i}"], own[f"weight{i}"]
            slope *= _shrink(weight)
            np.matmul(inputs.T, slope, out=found[f"weight{i}"])
            np.sum(slope, axis=0, out=found[f"bias{i}"])
            found[f"bias{i}"] /= _shrink(weight)
            slope = np.matmul(slope, weight.T, out=tape.like(f"of{i}", inputs))
        np.einsum("ij,ij->j", slope, whole, out=found["scale"])
        if len(self.embedded):
            n_embedded = len(self.embedded) * N_EMBEDDED
            last = slope[:, -n_embedded:] * own["scale"][-n_embedded:]
            self._backward_embedding(tape, last, found)

    def _shape(self, X: Array, i: int) -> tuple[int, int]:
        return len(X), self.parameters[f"bias{i}"].shape[0]

    def _sums(self, h: Array, i: int, out: Array | None = None) -> Array:
        """Return what a layer makes of its inputs, before the activation."""
        weight = self.parameters[f"weight{i}"]
        out = np.matmul(h, weight, out=out)
        out *= _shrink(weight)
        out += self.parameters[f"bias{i}"]
        return out

    def _embed(self, X: Array, tape: Tape) -> Array:
        """Return X with the functions of its columns, each of which is a product by itself."""
        own, n, n_rows = self.parameters, len(self.embedded), len(X)
        whole = tape.array("whole", (n_rows, X.shape[1] + n * N_EMBEDDED), X.dtype)
        whole[:, : X.shape[1]] = X
        if n:
            x = tape.array("x", (n, n_rows, 1), X.dtype)
            x[:, :, 0] = X[:, self.embedded].T
            angle = tape.array("angle", (n, n_rows, N_FREQUENCIES), X.dtype)
            np.multiply(x, (own["frequency"] * TWO_PI)[:, None, :], out=angle)
            angle += own["phase"][:, None, :]
            waves = np.cos(angle, out=tape.like("waves", angle))
            mixed = np.matmul(
                waves, own["mix"], out=tape.array("mixed", (n, n_rows, N_EMBEDDED), X.dtype)
            )
            mixed += own["shift"][:, None, :]
            by_row = whole[:, X.shape[1] :].reshape(n_rows, n, N_EMBEDDED)
            by_row[...] = mixed.transpose(1, 0, 2)
        return whole

    def _backward_embedding(self, tape: Tape, slope: Array, found: dict[str, Array]) -> None:
        x, angle, waves = tape["x"], tape["angle"], tape["waves"]
        by_column = tape.like("of mixed", tape["mixed"])
        by_column[...] = slope.reshape(len(slope), -1, N_EMBEDDED).transpose(1, 0, 2)
        np.matmul(waves.transpose(0, 2, 1), by_column, out=found["mix"])
        np.sum(by_column, axis=1, out=found["shift"])
        mix = self.parameters["mix"].transpose(0, 2, 1)
        of_angle = np.matmul(by_column, mix, out=waves)
        of_angle *= np.sin(angle, out=angle)
        of_angle *= -1.0
        np.sum(of_angle, axis=1, out=found["phase"])
        np.matmul(x.transpose(0, 2, 1), of_angle, out=found["frequency"][:, None, :])
        found["frequency"] *= TWO_PI


def _mask(out: Array, share: float, random: np.random.Generator) -> Array:
    """Return 0 for the share that is left out, and for the others what makes up for it."""
    least = min(round(share * FINE), FINE - 1)
    kept = np.frombuffer(random.bytes(out.size), np.uint8).reshape(out.shape) >= least
    return np.multiply(kept, out.dtype.type(FINE / (FINE - least)), out=out)


def _shrink(weight: Array) -> float:
    return 1.0 / float(np.sqrt(weight.shape[0]))
