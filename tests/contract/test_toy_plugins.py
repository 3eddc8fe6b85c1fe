"""A plugin with a structured y keeps its promises; a faulty one is found out."""

import pytest
from toy_plugins import detection, faulty
from toy_plugins.boxes import pictures

from lepton_automl.testing import parametrize_with_spec_checks, spec_checks


@parametrize_with_spec_checks(detection, examples={"detection_toy": pictures()})
def test_a_plugin_of_boxes_keeps_its_promises(check):
    check()


@pytest.mark.parametrize("spec", [faulty.RAISES, faulty.BABBLES], ids=lambda s: s.name)
def test_an_estimator_that_goes_wrong_fails_the_checks_that_fit(spec):
    checks = {check.name: check for check in spec_checks([spec])}
    with pytest.raises((AssertionError, ValueError)):
        checks[f"{spec.name}-predictions-binary-array"]()
