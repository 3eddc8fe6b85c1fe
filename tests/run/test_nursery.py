"""Workers come from a server that has imported everything already."""

import os
import sys

import pytest
from pebble import ProcessPool

from lepton_automl.run.nursery import PRELOAD, start_server, worker_context, worker_started


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork on Windows")
def test_a_worker_is_forked_from_a_server_that_is_ready():
    start_server()
    with ProcessPool(1, initializer=worker_started, context=worker_context()) as pool:
        modules = pool.schedule(_modules).result(timeout=60)
        parent = pool.schedule(os.getppid).result(timeout=60)
    assert set(PRELOAD) <= modules
    assert parent != os.getpid()


def _modules():
    return set(sys.modules)
