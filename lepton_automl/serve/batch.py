"""Rows of many requests, predicted together.

While the model is busy, what arrives waits, and then goes through it in one call. There is no
waiting for more to come: a lone request is answered at once, and the busier the server, the
larger the batches. The model runs in a thread of its own, so that the event loop stays free; a
large request goes in pieces, between which small ones have their turn.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from lepton_automl.serve.engine import Engine, Question
from lepton_automl.serve.refusal import Refusal
from lepton_automl.serve.rows import Rows

__all__ = ["Batcher"]

Observer = Callable[[Engine, int, float], None]


@dataclass(frozen=True, eq=False)
class _Waiting:
    engine: Engine
    question: Question
    answer: asyncio.Future[dict[str, Any]]


class Batcher:
    """Answers questions to the versions of one model, in order.

    Parameters
    ----------
    most_rows : int
        That go through the model in one call.
    most_waiting : int
        Rows that may wait; beyond that, requests are refused.
    observe : callable or None
        Told of each call: the engine, its rows and seconds.
    """

    def __init__(
        self,
        most_rows: int = 1024,
        most_waiting: int = 200_000,
        observe: Observer | None = None,
    ) -> None:
        self.most_rows = most_rows
        self.most_waiting = most_waiting
        self.observe = observe
        self.rows_waiting = 0
        self._queue: deque[_Waiting] = deque()
        self._working: asyncio.Task[None] | None = None
        # One thread a fit holds for a prediction too: threads that wait for each other on a
        # busy machine cost more than the work.
        self._thread = ThreadPoolExecutor(
            1, thread_name_prefix="model", initializer=threadpool_limits, initargs=(1,)
        )

    async def ask(self, engine: Engine, rows: Rows, wanted: Set[str]) -> dict[str, Any]:
        """Return the wanted outputs for rows, all from one version of the model.

        Raises
        ------
        Refusal
            If too many rows wait already.
        InputError
            If the rows cannot be used.
        """
        # What waits is bounded, but a large request is not refused for its own size.
        if self.rows_waiting and self.rows_waiting + rows.n_rows > self.most_waiting:
            raise Refusal(
                429,
                f"{self.rows_waiting:,} rows wait for the model already. Try again later.",
                headers={"Retry-After": "1"},
            )
        self.rows_waiting += rows.n_rows
        try:
            parts = [
                await self._ask(engine, Question(piece, wanted, number * self.most_rows))
                for number, piece in enumerate(rows.pieces(self.most_rows))
            ]
        finally:
            self.rows_waiting -= rows.n_rows
        if len(parts) == 1:
            return parts[0]
        return {name: np.concatenate([part[name] for part in parts]) for name in wanted}

    def close(self) -> None:
        """End the model's thread once it has nothing to do."""
        self._thread.shutdown(wait=False)

    async def _ask(self, engine: Engine, question: Question) -> dict[str, Any]:
        answer = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(engine, question, answer))
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        return await answer  # type: ignore[no-any-return]

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._queue:
                batch = self._next()
                if batch:
                    try:
                        found = await loop.run_in_executor(self._thread, self._answers, batch)
                    except Exception as error:  # the thread has ended: nobody is to wait
                        found = [error] * len(batch)
                    _deliver(batch, found)
        finally:
            self._working = None

    def _next(self) -> list[_Waiting]:
        """Take the first that waits, and those behind it that can go with it."""
        batch: list[_Waiting] = []
        rows = 0
        while self._queue:
            one = self._queue[0]
            if one.answer.done():  # whoever asked has gone
                self._queue.popleft()
                continue
            if batch and not (_fits(one, batch[0]) and rows + _n(one) <= self.most_rows):
                break
            rows += _n(one)
            batch.append(self._queue.popleft())
        return batch

    def _answers(self, batch: list[_Waiting]) -> list[dict[str, Any] | Exception]:
        engine = batch[0].engine
        start = time.perf_counter()
        answers = engine.answer([one.question for one in batch])
        if self.observe is not None:
            self.observe(engine, sum(map(_n, batch)), time.perf_counter() - start)
        return answers


def _deliver(batch: list[_Waiting], answers: list[dict[str, Any] | Exception]) -> None:
    for one, answer in zip(batch, answers, strict=True):
        if one.answer.done():
            continue
        if isinstance(answer, Exception):
            one.answer.set_exception(answer)
        else:
            one.answer.set_result(answer)


def _n(one: _Waiting) -> int:
    return one.question.rows.n_rows


def _fits(one: _Waiting, first: _Waiting) -> bool:
    key = one.question.rows.key
    return key is not None and one.engine is first.engine and key == first.question.rows.key
