"""A costly view is not looked at all the time."""

import time

from lepton_automl.search.lately import Lately
from lepton_automl.trial import History


def test_a_costly_function_is_called_again_only_after_a_while():
    calls = []

    def costly(history):
        calls.append(time.sleep(0.02))
        return {"a": len(calls)}

    view = Lately(costly)
    history = History("s", 1)
    assert [view(history)["a"] for _ in range(5)] == [1] * 5
    assert view.seconds >= 0.02
    time.sleep(0.5)
    assert view(history) == {"a": 2}
