"""What a plugin says of a format."""

import pickle

import pytest

from lepton_automl.plugin import ExporterSpec, Registry


def test_what_is_not_said_is_the_careful_choice():
    spec = ExporterSpec("paper", "a:save", "a:load")
    assert spec.tolerance == 1e-6
    assert not spec.safe
    assert spec.obstacle is spec.blame is None
    assert spec.requires == ()


def test_it_can_be_sent_to_another_process_and_compared():
    spec = ExporterSpec("paper", "a:save", "a:load", requires=("pens",), tolerance=1e-3)
    assert pickle.loads(pickle.dumps(spec)) == spec
    assert spec != ExporterSpec("paper", "a:save", "a:load")


def test_it_cannot_be_changed():
    with pytest.raises(AttributeError):
        ExporterSpec("paper", "a:save", "a:load").safe = True


@pytest.mark.parametrize(("name", "safe"), [("joblib", False), ("skops", True)])
def test_what_ships_says_whether_it_runs_anything(name, safe):
    spec = Registry(load_installed=False).get("exporters", name)
    assert spec.safe is safe
    assert spec.tolerance <= 1e-5  # the object itself comes back: on another processor, maybe
