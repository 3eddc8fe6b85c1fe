"""Limits hold a fit, and are lifted after it."""

import subprocess
import sys
from textwrap import dedent

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from lepton_automl.run.limits import default_memory, limited


def test_memory_is_shared_between_workers():
    assert default_memory(4) == pytest.approx(default_memory(1) / 4, rel=0.2)


def test_one_thread_is_one_thread_and_then_as_before():
    np.ones((3, 3)) @ np.ones((3, 3))
    before = [pool["num_threads"] for pool in threadpool_info()]
    with limited(1, seed=0):
        assert {pool["num_threads"] for pool in threadpool_info()} <= {1}
    assert [pool["num_threads"] for pool in threadpool_info()] == before


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limit")
def test_too_much_memory_is_a_memory_error_and_the_limit_is_lifted_again():
    code = """
        import numpy as np
        from lepton_automl.run.limits import memory_limit
        try:
            with memory_limit(100 * 2**20):
                np.ones(2**28)
        except MemoryError:
            print("refused")
        print(np.ones(2**25).size)
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(code)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["refused", str(2**25)]
