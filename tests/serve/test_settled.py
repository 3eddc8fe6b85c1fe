import gc
import weakref

import pytest

from lepton_automl.serve.settled import settle, settle_again


class Node:
    """Something that holds itself."""

    def __init__(self):
        self.itself = self


@pytest.fixture(autouse=True)
def _as_before():
    frozen = gc.get_freeze_count()
    yield
    gc.unfreeze()
    if frozen:
        gc.freeze()


def test_what_stays_is_left_out_and_garbage_is_not():
    gc.unfreeze()
    node, gone = Node(), Node()
    told = weakref.ref(gone)
    del gone

    settle()

    assert told() is None
    assert all(other is not node for other in gc.get_objects())


def test_what_was_replaced_is_thrown_away():
    settle()
    gone = Node()
    settle()
    told = weakref.ref(gone)
    del gone
    gc.collect()
    assert told() is not None  # it stayed, and is not looked at

    settle_again()

    assert told() is None
    assert gc.get_freeze_count()


def test_a_process_that_never_settled_is_left_alone():
    gc.unfreeze()

    settle_again()

    assert gc.get_freeze_count() == 0
