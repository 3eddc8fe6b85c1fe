"""What the plugin states is proven."""

import lepton_realmlp.plugin

from lepton_automl.testing import parametrize_with_spec_checks


@parametrize_with_spec_checks(lepton_realmlp.plugin)
def test_what_the_plugin_says_is_true(check):
    check()
