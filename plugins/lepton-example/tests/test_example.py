import lepton_example

from lepton_automl.testing import parametrize_with_spec_checks


@parametrize_with_spec_checks(lepton_example)
def test_what_the_plugin_says_is_true(check):
    check()
