"""For authors of plugins: what a spec states is checked, on data made from what it states.

One test proves a plugin::

    from lepton_automl.testing import parametrize_with_spec_checks

    import my_package.plugin


    @parametrize_with_spec_checks(my_package.plugin)
    def test_plugin(check):
        check()
"""

from lepton_automl.testing.parametrize import (
    SpecCheck,
    parametrize_with_spec_checks,
    spec_checks,
)

__all__ = ["SpecCheck", "parametrize_with_spec_checks", "spec_checks"]
