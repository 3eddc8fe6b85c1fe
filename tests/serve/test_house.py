"""What the endpoints share: limits of time, and looks for new versions."""

from __future__ import annotations

import asyncio
import os
import signal
import threading

import pytest
from serve.toys import Toy, toy_engine
from starlette.requests import Request

from lepton_automl.serve.house import LARGE, House, json_response
from lepton_automl.serve.models import Model, Models
from lepton_automl.serve.refusal import Refusal
from lepton_automl.serve.rows import Rows
from lepton_automl.serve.settings import Settings


def house(engine, **settings):
    """Return a house of one model that was never saved."""
    model = Model("toy", "/nowhere", engine)
    known = Settings(models={}, **settings)
    found = House.__new__(House)
    found.settings, found.models, found.draining = known, Models([model]), False
    return found


def rows(n):
    """Return so many rows."""
    import numpy as np

    return Rows(n, np.ones((n, 1)), key="n")


def test_a_model_that_does_not_answer_in_time_is_told():
    toy = Toy()
    engine = toy_engine(toy)
    toy.gate.clear()
    found = house(engine, seconds=0.05)
    request = Request({"type": "http", "headers": []})

    async def ask():
        with pytest.raises(Refusal) as caught:
            await found.predict("toy", engine, rows(1), frozenset({"predict"}), request)
        toy.gate.set()
        return caught.value

    refusal = asyncio.run(ask())
    assert refusal.status == 503
    assert "within 0.05 seconds" in refusal.sentence


def test_large_bodies_are_parsed_one_at_a_time_and_others_need_not_wait():
    model = Model("toy", "/nowhere", toy_engine())
    found = House(Settings(models={}, seconds=0.05), Models([model]))
    gate, entered = threading.Event(), threading.Event()

    def slow():
        entered.set()
        assert gate.wait(60)
        return "slow"

    async def ask():
        large = bytes(LARGE + 1)
        first = asyncio.create_task(found.parsed(large, slow))
        await asyncio.to_thread(entered.wait)
        assert await found.parsed(bytes(LARGE), lambda: "medium") == "medium"
        assert await found.parsed(b"", lambda: "small") == "small"
        with pytest.raises(Refusal, match="not parsed within 0.05 seconds"):
            await found.parsed(large, lambda: "large")
        gate.set()
        assert await first == "slow"
        return await found.parsed(large, lambda: "large")

    assert asyncio.run(ask()) == "large"


def test_what_was_asked_is_noted_for_the_log():
    engine = toy_engine()
    request = Request({"type": "http", "headers": []})
    found = house(engine)
    asyncio.run(found.predict("toy", engine, rows(2), frozenset({"predict"}), request))
    assert request.scope["lepton"] == {"model": "toy", "version": "1", "rows": 2}


def test_large_bodies_are_parsed_in_a_thread():
    import threading

    found = house(toy_engine())

    async def where(body):
        return await found.parsed(body, threading.current_thread)

    assert asyncio.run(where(b"x")) is threading.main_thread()
    assert asyncio.run(where(b"x" * 100_000)) is not threading.main_thread()


def test_a_worker_ends_with_its_parent():
    found = house(toy_engine(), parent=os.getppid() + 1, look=0.01)
    heard = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: heard.append(number))
    try:
        asyncio.run(asyncio.wait_for(found.look(), 10))
    finally:
        signal.signal(signal.SIGTERM, before)
    assert heard == [signal.SIGTERM]


def test_numbers_that_json_lacks_become_null():
    assert json_response({"x": [float("nan"), 1.5]}).body == b'{"x":[null,1.5]}'
