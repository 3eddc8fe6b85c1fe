"""Rows of many requests, predicted together."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from serve.toys import Toy, toy_engine

from lepton_automl.errors import InputError
from lepton_automl.serve.batch import Batcher
from lepton_automl.serve.refusal import Refusal
from lepton_automl.serve.rows import Rows

PREDICT = frozenset({"predict"})


def numbers(*values, key="n"):
    """Return rows of one number each."""
    return Rows(len(values), np.array(values, dtype=float)[:, None], key=key)


def together(work, **limits):
    """Run a coroutine with a batcher."""

    async def run():
        batcher = Batcher(**limits)
        try:
            return await asyncio.wait_for(work(batcher), 60)
        finally:
            batcher.close()

    return asyncio.run(run())


async def entered(toy):
    """Wait until the toy is at work."""
    while not toy.entered.is_set():
        await asyncio.sleep(0.001)


def test_what_waits_goes_through_the_model_together():
    toy = Toy()
    engine = toy_engine(toy)

    async def work(batcher):
        toy.gate.clear()
        first = asyncio.create_task(batcher.ask(engine, numbers(0), PREDICT))
        await entered(toy)
        rest = [
            asyncio.create_task(batcher.ask(engine, numbers(i), PREDICT)) for i in (1, 2, 3)
        ]
        await asyncio.sleep(0.01)
        toy.gate.set()
        return await asyncio.gather(first, *rest)

    answers = together(work)
    assert [a["predict"].tolist() for a in answers] == [[0.0], [2.0], [4.0], [6.0]]
    assert toy.calls == [1, 3]


def test_a_lone_request_does_not_wait_for_others():
    toy = Toy()
    engine = toy_engine(toy)
    answer = together(lambda b: b.ask(engine, numbers(5), PREDICT))
    assert answer["predict"].tolist() == [10.0]
    assert toy.calls == [1]


def test_a_large_request_goes_in_pieces_and_lets_small_ones_between():
    toy = Toy()
    engine = toy_engine(toy)

    async def work(batcher):
        toy.gate.clear()
        large = asyncio.create_task(batcher.ask(engine, numbers(*range(10)), PREDICT))
        await entered(toy)
        small = asyncio.create_task(batcher.ask(engine, numbers(99, key=None), PREDICT))
        await asyncio.sleep(0.01)
        toy.gate.set()
        done, _ = await asyncio.wait([large, small], return_when=asyncio.FIRST_COMPLETED)
        assert done == {small}
        return await large

    answer = together(work, most_rows=2)
    assert answer["predict"].tolist() == [2.0 * i for i in range(10)]
    assert toy.calls == [2, 1, 2, 2, 2, 2]


def test_batches_have_at_most_so_many_rows():
    toy = Toy()
    engine = toy_engine(toy)

    async def work(batcher):
        asks = [batcher.ask(engine, numbers(i, i), PREDICT) for i in range(5)]
        return await asyncio.gather(*asks)

    together(work, most_rows=4)
    assert toy.calls == [4, 4, 2]


def test_versions_and_kinds_of_rows_are_not_mixed():
    one, other = Toy(), Toy()
    old, new = toy_engine(one), toy_engine(other, version="2")

    async def work(batcher):
        asked = [(old, "n"), (old, "n"), (new, "n"), (new, "m"), (new, None), (new, None)]
        return await asyncio.gather(
            *(batcher.ask(engine, numbers(1, key=key), PREDICT) for engine, key in asked)
        )

    together(work)
    assert one.calls == [2]
    assert other.calls == [1, 1, 1, 1]


def test_a_bad_request_spoils_no_other():
    engine = toy_engine()

    async def work(batcher):
        asks = [batcher.ask(engine, numbers(i), PREDICT) for i in (1, 13, 2)]
        return await asyncio.gather(*asks, return_exceptions=True)

    first, bad, last = together(work)
    assert (first["predict"].tolist(), last["predict"].tolist()) == ([2.0], [4.0])
    assert isinstance(bad, InputError)


def test_too_many_waiting_rows_are_refused():
    toy = Toy()
    engine = toy_engine(toy)

    async def work(batcher):
        toy.gate.clear()
        first = asyncio.create_task(batcher.ask(engine, numbers(*range(9)), PREDICT))
        await entered(toy)
        with pytest.raises(Refusal) as caught:
            await batcher.ask(engine, numbers(1, 2), PREDICT)
        toy.gate.set()
        await first
        after = await batcher.ask(engine, numbers(1, 2), PREDICT)
        return caught.value, after, batcher.rows_waiting

    refusal, after, waiting = together(work, most_waiting=10)
    assert refusal.status == 429
    assert refusal.headers == {"Retry-After": "1"}
    assert after["predict"].tolist() == [2.0, 4.0]
    assert waiting == 0


def test_who_has_gone_is_not_answered():
    toy = Toy()
    engine = toy_engine(toy)

    async def work(batcher):
        toy.gate.clear()
        first = asyncio.create_task(batcher.ask(engine, numbers(0), PREDICT))
        await entered(toy)
        gone = asyncio.create_task(batcher.ask(engine, numbers(1), PREDICT))
        stays = asyncio.create_task(batcher.ask(engine, numbers(2), PREDICT))
        await asyncio.sleep(0.01)
        gone.cancel()
        await asyncio.sleep(0)
        toy.gate.set()
        return await asyncio.gather(first, stays)

    together(work)
    assert toy.calls == [1, 1]


def test_the_observer_is_told_of_each_call():
    engine = toy_engine()
    told = []

    async def work(batcher):
        batcher.observe = lambda *facts: told.append(facts)
        await batcher.ask(engine, numbers(1, 2, 3), PREDICT)

    together(work)
    ((who, rows, seconds),) = told
    assert (who, rows) == (engine, 3)
    assert seconds > 0


def test_after_its_end_nobody_is_left_waiting():
    engine = toy_engine()

    async def work(batcher):
        batcher.close()
        with pytest.raises(RuntimeError, match="after shutdown"):
            await batcher.ask(engine, numbers(1), PREDICT)

    together(work)
