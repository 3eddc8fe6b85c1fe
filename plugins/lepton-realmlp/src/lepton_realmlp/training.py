"""How a network is trained: Adam, a learning rate that comes and goes, the best epoch kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import cos, log2, pi
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lepton_realmlp.network import Network

__all__ = ["Adam", "Batches", "rate_at", "train"]

Array = NDArray[np.floating[Any]]
# How much faster or slower than weights others learn, as RealMLP has it.
FACTORS = {"scale": 6.0, "bias": 0.1, "frequency": 0.1, "phase": 0.1, "mix": 0.1, "shift": 0.1}
BETAS = (0.9, 0.95)
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


@dataclass
class Adam:
    """Adam with weights that decay by themselves (Loshchilov and Hutter, 2019).

    Parameters
    ----------
    parameters : dict from str to ndarray
        They are changed in place.
    decay : float
        By how much weights shrink in a step, as a share of the learning rate.
    """

    parameters: dict[str, Array]
    decay: float = 0.0
    _steps: int = 0
    _first: dict[str, Array] = field(default_factory=dict)
    _second: dict[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Start without memory."""
        self._first = {n: np.zeros_like(p) for n, p in self.parameters.items()}
        self._second = {n: np.zeros_like(p) for n, p in self.parameters.items()}

    def step(self, gradients: dict[str, Array], rate: float) -> None:
        """Change the parameters a little."""
        self._steps += 1
        early = [1.0 - beta**self._steps for beta in BETAS]
        for name, parameter in self.parameters.items():
            first, second, slope = self._first[name], self._second[name], gradients[name]
            first *= BETAS[0]
            first += (1.0 - BETAS[0]) * slope
            second *= BETAS[1]
            second += (1.0 - BETAS[1]) * slope * slope
            own = rate * FACTORS.get(name.rstrip("0123456789"), 1.0)
            if self.decay and name.startswith("weight"):
                parameter *= parameter.dtype.type(1.0 - rate * self.decay)
            parameter -= own / early[0] * first / (np.sqrt(second / early[1]) + 1e-8)


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
    seconds : float or None
        That all of it may take.
    """
    adam, started = Adam(network.parameters, decay), time.monotonic()
    best, kept, done, steps, epoch = np.inf, None, 0, 0, 0
    while epoch < n_epochs:
        for rows in batches.epoch():
            outputs, tape = network.forward(X[rows], dropout, batches.random)
            gradients = network.backward(tape, slope(outputs, rows))
            adam.step(gradients, rate * rate_at(steps / (n_epochs * len(batches))))
            steps += 1
        epoch += 1
        if loss is not None and (now := loss()) < best:
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
