"""Nobody waits for a pool: not when it starts, nor when it stops."""

import os
import subprocess
import sys
import time
from textwrap import dedent

import pytest

from lepton_automl.run.pool import KillablePool


def test_work_is_done_and_a_worker_past_its_time_is_killed():
    pool = KillablePool(2)
    assert pool.ready(60)
    assert pool.schedule(os.getpid).result(timeout=60) != os.getpid()
    with pytest.raises(TimeoutError):
        pool.schedule(time.sleep, 600, seconds=0.5).result(timeout=60)
    assert pool.schedule(abs, -3).result(timeout=60) == 3
    pool.stop()


def test_a_pool_can_be_stopped_before_it_is_ready():
    code = """
        import time
        from lepton_automl.run.pool import KillablePool
        started = time.monotonic()
        pool = KillablePool(1)
        assert not pool.ready(0)
        pool.stop()
        print(time.monotonic() - started < 0.5)
        assert pool.ready(60)
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(code)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True"]
