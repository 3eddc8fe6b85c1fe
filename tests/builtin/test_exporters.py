import pytest

from lepton_automl._lazy import resolve
from lepton_automl.builtin.exporters import EXPORTERS


@pytest.mark.parametrize("spec", EXPORTERS, ids=lambda spec: spec.name)
def test_references_lead_to_functions(spec):
    assert callable(resolve(spec.save))
    assert callable(resolve(spec.load))


def test_the_default_format_ships(registry):
    assert registry.exporters["joblib"].requires == ()
