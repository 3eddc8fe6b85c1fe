"""How a network is trained: Adam, a learning rate that comes and goes, the best epoch kept."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import cos, log2, pi
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lepton_realmlp.network import Network
from lepton_realmlp.tape import Tape

__all__ = ["Adam", "Batches", "rate_at", "train"]

Array = NDArray[np.floating[Any]]
# How much faster or slower than weights others learn, as RealMLP has it.
FACTORS = {"scale": 6.0, "bias": 0.1, "frequency": 0.1, "phase": 0.1, "mix": 0.1, "shift": 0.1}
BETAS = (0.9, 0.95)
EPSILON = 1e-8
SHARE = 0.85  # of the time allowed that epochs may take


def rate_at(progress: float) -> float:
    """Return the learning rate as a share of the highest: four waves, each twice as long.

    Examples
    --------
    >>> [round(rate_at(p), 2) for p in (0.0, 1 / 15, 0.2, 1.0)]
    [0.0, 0.0, 0.0, 0.0]
    >>> round(rate_at(0.03), 2)
    0.99
    """
    return 0.5 * (1.0 - cos(2.0 * pi * log2(1.0 + 15.0 * progress)))


class Adam:
    """Adam with weights that decay by themselves (Loshchilov and Hutter, 2019).

    All parameters become parts of one array, so that a step is a dozen operations.

    Parameters
    ----------
    parameters : dict from str to ndarray
        They are replaced by such parts, and these are changed in place.
    decay : float
        By how much weights shrink in a step, as a share of the learning rate.

    Attributes
    ----------
    gradients : dict from str to ndarray
        To be filled in before each step.
    """

    def __init__(self, parameters: dict[str, Array], decay: float = 0.0) -> None:
        names = sorted(parameters, key=lambda name: not name.startswith("weight"))
        shapes = {name: parameters[name].shape for name in names}
        self._values = np.concatenate([parameters[name].ravel() for name in names])
        self._slopes = np.zeros_like(self._values)
        parameters.update(_parts(self._values, shapes))
        self.gradients = _parts(self._slopes, shapes)
        sizes = [parameters[name].size for name in names]
        factors = [FACTORS.get(name.rstrip("0123456789"), 1.0) for name in names]
        self._factors = np.repeat(np.array(factors, self._values.dtype), sizes)
        n_weights = sum(parameters[n].size for n in names if n.startswith("weight"))
        self._weights, self._decay = self._values[:n_weights], decay
        self._first, self._second, self._change = (
            np.zeros_like(self._values) for _ in range(3)
        )
        self._steps = 0

    def step(self, rate: float) -> None:
        """Change the parameters a little."""
        self._steps += 1
        early = [1.0 - beta**self._steps for beta in BETAS]
        first, second, change = self._first, self._second, self._change
        first *= BETAS[0]
        first += np.multiply(self._slopes, 1.0 - BETAS[0], out=change)
        second *= BETAS[1]
        np.multiply(self._slopes, self._slopes, out=change)
        change *= 1.0 - BETAS[1]
        second += change
        bias = float(np.sqrt(early[1]))
        np.sqrt(second, out=change)
        change += EPSILON * bias
        np.divide(first, change, out=change)
        change *= self._factors
        change *= rate * bias / early[0]
        if self._decay:
            self._weights *= 1.0 - rate * self._decay
        self._values -= change


def _parts(values: Array, shapes: dict[str, tuple[int, ...]]) -> dict[str, Array]:
    """Return parts of an array by name, one after the other."""
    ends = np.cumsum([np.prod(shape, dtype=int) for shape in shapes.values()])
    pieces = np.split(values, ends[:-1])
    return {n: p.reshape(shapes[n]) for n, p in zip(shapes, pieces, strict=True)}


@dataclass(frozen=True)
class Batches:
    """The rows of an epoch, in batches of equal size and random order."""

    n_rows: int
    size: int
    random: np.random.Generator

    def __len__(self) -> int:
        """Return how many there are."""
        return max(1, self.n_rows // self.size)

    def epoch(self) -> list[NDArray[np.intp]]:
        """Return the positions of the rows of each; a rest smaller than a batch waits."""
        order = self.random.permutation(self.n_rows)
        return [order[i * self.size : (i + 1) * self.size] for i in range(len(self))]


def train(
    network: Network,
    slope: Callable[[Array, NDArray[np.intp]], Array],
    X: Array,
    batches: Batches,
    *,
    n_epochs: int,
    rate: float,
    dropout: float = 0.0,
    decay: float = 0.0,
    loss: Callable[[], float] | None = None,
    looked_back: int = 1,
    seconds: float | None = None,
) -> int:
    """Train a network in place, and return how many epochs it was trained for.

    Parameters
    ----------
    network : Network
    slope : callable
        ``(outputs, rows) -> gradient`` of the loss of some rows.
    X : ndarray of shape (n_rows, n_columns)
    batches : Batches
    n_epochs : int
        Fewer are done where `seconds` do not suffice; the learning rate still ends low.
    rate : float
        The highest learning rate.
    dropout, decay : float
    loss : callable or None
        Tells after each epoch how good the network is on other rows; the best is kept.
    looked_back : int
        So many epochs have to be good on average for the last of them to be the best. Where
        few rows tell, which single one is best is chance, and looks better than it is.
    seconds : float or None
        That all of it may take.
    """
    adam, tape, started = Adam(network.parameters, decay), Tape(), time.monotonic()
    best, kept, done, steps, epoch = np.inf, None, 0, 0, 0
    losses: deque[float] = deque(maxlen=looked_back)
    while epoch < n_epochs:
        for rows in batches.epoch():
            outputs = network.forward(X[rows], tape, dropout, batches.random)
            network.backward(tape, slope(outputs, rows), adam.gradients)
            adam.step(rate * rate_at(steps / (n_epochs * len(batches))))
            steps += 1
        epoch += 1
        if loss is not None:
            losses.append(loss())
            if (now := sum(losses) / len(losses)) < best:
                best, done = now, epoch
                kept = {name: value.copy() for name, value in network.parameters.items()}
        if seconds is not None:
            n_epochs = _affordable(epoch, n_epochs, time.monotonic() - started, seconds)
    if kept is not None:
        network.parameters.update(kept)
    return done or epoch


def _affordable(epoch: int, n_epochs: int, elapsed: float, seconds: float) -> int:
    """Return how many epochs fit the time, judged by those that are done."""
    fit = int(SHARE * seconds / max(elapsed / epoch, 1e-9))
    return n_epochs if fit >= n_epochs else max(epoch, fit)
