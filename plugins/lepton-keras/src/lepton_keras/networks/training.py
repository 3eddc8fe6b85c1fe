"""Training, batch by batch: as long as it helps, or as the time allows."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import cos, inf, isfinite, pi
from typing import Any

import numpy as np

from lepton_keras.networks.memory import in_batches, out_of_memory
from lepton_keras.networks.rows import Rows, batches

__all__ = ["Plan", "epochs_for", "train"]

WARM_UP = 0.05  # of all steps, in which the rate rises
LAST = 0.01  # of the rate is left in the end
LOOKED_AT = 4000  # rows that are looked at after each epoch
AT_ONCE = 512  # rows that are predicted together
SHARE = 0.9  # of the seconds that training may use; the rest is for what comes after
SOON = 5.0  # with fewer seconds left, there is no time to compile
STEPS = 20  # of a training, of which it is reported how it goes


@dataclass
class Plan:
    """How a network is trained.

    Attributes
    ----------
    epochs, batch_size : int
    learning_rate : float or None
        At its highest; it rises in the beginning, and falls along a cosine. None leaves it to
        the model's own optimizer.
    patience : int or None
        Epochs without improvement after which training ends; None for never.
    started : float
        When the fit began, by ``time.perf_counter``.
    max_seconds : float or None
        The time of the whole fit.
    constant : bool
        Whether the rate stays as it is.
    on_epoch : callable or None
        Told the epoch's number and its losses.
    report : callable or None
        Told the twentieths of all training that are done, where the rate is the same however
        many epochs there are, and the negated loss of the rows held back; where it answers
        True, training ends.
    """

    epochs: int
    batch_size: int
    learning_rate: float | None
    patience: int | None = None
    started: float = field(default_factory=time.perf_counter)
    max_seconds: float | None = None
    constant: bool = False
    on_epoch: Callable[[int, dict[str, float]], None] | None = None
    report: Callable[[int, float], bool] | None = None

    @property
    def allowed(self) -> float:
        """The seconds that training may use, all that came before included."""
        return inf if self.max_seconds is None else SHARE * self.max_seconds

    def elapsed(self) -> float:
        """Return the seconds since the fit began."""
        return time.perf_counter() - self.started

    def rate(self, share: float) -> float | None:
        """Return the learning rate, when a share of all training is done."""
        if self.constant or self.learning_rate is None:
            return self.learning_rate
        if share < WARM_UP:
            return self.learning_rate * max(share / WARM_UP, LAST)
        falling = (1 + cos(pi * min(1.0, (share - WARM_UP) / (1 - WARM_UP)))) / 2
        return self.learning_rate * max(falling, LAST)


def epochs_for(n_rows: int, effort: float = 1.0) -> int:
    """Return how often so many rows are gone through: the fewer, the more often.

    Examples
    --------
    >>> [epochs_for(n) for n in (100, 2000, 50_000)]
    [100, 46, 15]
    """
    often = 15 * (50_000 / n_rows) ** 0.35
    return max(1, round(effort * min(100.0, often)))


def train(
    model: Any, rows: Rows, held: Rows | None, plan: Plan, random: np.random.RandomState
) -> list[dict[str, float]]:
    """Train a compiled model in place, and return the losses of each epoch.

    With rows held back, the model is left as it was after its best epoch.

    Raises
    ------
    ValueError
        If the loss is not finite before anything was learned.
    """
    return _Run(model, rows, held, plan, random).go()


class _Run:
    """The state of one training."""

    def __init__(
        self,
        model: Any,
        rows: Rows,
        held: Rows | None,
        plan: Plan,
        random: np.random.RandomState,
    ) -> None:
        self.model, self.rows, self.plan, self.random = model, rows, plan, random
        self.held, self.held_size = held, 1
        if held is not None:
            some = min(len(held), LOOKED_AT)
            self.held_size = some // -(-some // AT_ONCE)
            some -= some % self.held_size
            self.held = held.take(np.sort(random.permutation(len(held))[:some]))
        self.later = 0 if held is None else len(held)  # rows to be predicted afterwards
        self.size = min(plan.batch_size, len(rows))
        self.done = 0  # rows gone through, all epochs together
        self.seconds = 0.0  # that steps took, but for the first, which compiles
        self.timed = 0  # rows in them
        self.begun = 0.0  # seconds after which the first step was done
        self.best, self.weights, self.since = inf, None, 0
        self.reported = 0
        self.history: list[dict[str, float]] = []

    def go(self) -> list[dict[str, float]]:
        if self.plan.allowed - self.plan.elapsed() < SOON:
            self.model.run_eagerly = True
        for epoch in range(self.plan.epochs):
            losses = self._epoch()
            if losses is None or not self._keep(epoch, losses):
                break
        if self.weights is not None:
            self.model.set_weights(self.weights)
        return self.history

    def _epoch(self) -> dict[str, float] | None:
        """Go once through the rows; None if the time ran out before the first batch."""
        while True:
            try:
                return self._batches()
            except Exception as error:
                if not out_of_memory(error) or self.size <= 1:
                    raise
                self.size = max(1, self.size // 2)

    def _batches(self) -> dict[str, float] | None:
        total, count = 0.0, 0
        for batch in batches(self.rows, self.size, self.random):
            if self._over():
                break
            rate = self.plan.rate(self._share())
            if rate is not None:
                self.model.optimizer.learning_rate = rate
            started = time.perf_counter()
            inputs, target, weight = batch.as_fed()
            self.model.reset_metrics()
            loss = _loss(self.model.train_on_batch(inputs, target, sample_weight=weight))
            total, count = total + loss * len(batch), count + len(batch)
            if self.done:
                self.seconds += time.perf_counter() - started
                self.timed += len(batch)
            else:
                self.begun = self.plan.elapsed()
            self.done += len(batch)
        return {"loss": total / count} if count else None

    def _share(self) -> float:
        """Return which share of all training is done, by rows or by time.

        The time that compiling takes does not count: where there is enough of it, chance alone
        would say by how much it moves the learning rate.
        """
        by_rows = self.done / (self.plan.epochs * len(self.rows))
        if isfinite(self.plan.allowed):
            end = self.plan.allowed - self._reserve() - self.begun
            by_time = (self.plan.elapsed() - self.begun) / end if end > 0 else 1.0
            return max(by_rows, by_time if self.done else 0.0)
        return by_rows

    def _over(self) -> bool:
        return self.plan.elapsed() >= self.plan.allowed - self._reserve()

    def _reserve(self) -> float:
        """Return the seconds that predictions will take: half of training on such rows."""
        return 0.5 * self.later * self.seconds / self.timed if self.timed else 0.0

    def _keep(self, epoch: int, losses: dict[str, float]) -> bool:
        """Note an epoch's losses; return whether another one may help."""
        if self.held is not None:
            losses["val_loss"] = self._held_loss()
        watched = losses.get("val_loss", losses["loss"])
        if not isfinite(watched):
            if self.weights is None:
                rate = float(self.model.optimizer.learning_rate)
                raise ValueError(
                    f"The loss is {watched} after epoch {epoch + 1}: the learning rate of "
                    f"{rate:.2g} is too high, or values are too large."
                )
            return False
        self.history.append(losses)
        if self.plan.on_epoch is not None:
            self.plan.on_epoch(epoch, losses)
        if self.held is None:
            return not self._over()
        self.since += 1
        if watched < self.best:
            self.best, self.since = watched, 0
            self.weights = self.model.get_weights()
        patient = self.plan.patience is None or self.since < self.plan.patience
        return patient and not self._over() and not self._told_to_stop(epoch, watched)

    def _told_to_stop(self, epoch: int, loss: float) -> bool:
        step = int(STEPS * self._share())
        if self.plan.report is None or step <= self.reported or epoch + 1 >= self.plan.epochs:
            return False
        self.reported = step
        return self.plan.report(step, -loss)

    def _held_loss(self) -> float:
        losses, self.held_size = in_batches(self.held, self.held_size, self._loss_of)
        return sum(losses) / len(self.held)

    def _loss_of(self, batch: Rows, size: int) -> float:
        """Return the losses of a batch's rows, added up."""
        inputs, target, weight = batch.as_fed()
        self.model.reset_metrics()
        mean = _loss(self.model.test_on_batch(inputs, target, sample_weight=weight))
        return mean * len(batch)


def _loss(said: Any) -> float:
    """Return the loss; a model that measures more says it first."""
    return float(said[0] if isinstance(said, (list, tuple)) else said)
