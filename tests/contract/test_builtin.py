"""What ships keeps every promise that it makes."""

import lepton_automl.builtin
from lepton_automl.testing import parametrize_with_spec_checks


@parametrize_with_spec_checks(lepton_automl.builtin)
def test_what_ships_keeps_its_promises(check):
    check()
