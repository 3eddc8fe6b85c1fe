"""Life is seen by a number that does not stand still."""

import time

from lepton_automl.run.pulse import Pulse


def test_a_pulse_is_measured_by_ones_own_clock():
    pulse = Pulse()
    assert pulse.still("a", 1) < 0.01
    time.sleep(0.05)
    assert pulse.still("a", 1) >= 0.05
    assert pulse.still("a", 2) < 0.01
