"""What the plugin states is proven."""

import lepton_boosting.plugin

from lepton_automl.testing import parametrize_with_spec_checks


@parametrize_with_spec_checks(lepton_boosting.plugin)
def test_what_the_plugin_says_is_true(check):
    check()
