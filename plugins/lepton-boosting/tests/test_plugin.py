"""What the plugin states is proven."""

import lepton_boosting.plugin
import pytest

from lepton_automl.testing import spec_checks

LONG = "catboost-corners-"  # its deepest trees, for each way of preparation

CHECKS = [
    pytest.param(check, id=str(check), marks=[pytest.mark.slow] if LONG in str(check) else [])
    for check in spec_checks(lepton_boosting.plugin)
]


@pytest.mark.parametrize("check", CHECKS)
def test_what_the_plugin_says_is_true(check):
    check()
