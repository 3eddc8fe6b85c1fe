"""What the plugin states is proven."""

import lepton_onnx

from lepton_automl.testing import parametrize_with_spec_checks


@parametrize_with_spec_checks(lepton_onnx)
def test_what_the_plugin_says_is_true(check):
    check()
