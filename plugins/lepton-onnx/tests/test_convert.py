import importlib

import pytest
from lepton_onnx import tables
from lepton_onnx.convert import find, transform
from lepton_onnx.graph import Graph
from lepton_onnx.tables import PROBABILITIES, SCORES, TRANSFORMS, VALUES
from lepton_onnx.values import matrix
from sklearn.linear_model import Lasso, Ridge
from sklearn.preprocessing import Normalizer

from lepton_automl.builtin.make.margins import CalibratedMargin
from lepton_automl.plugin import ExportError


def test_a_class_is_found_by_its_name():
    assert find(Ridge(), VALUES).__module__ == "lepton_onnx.linear"


def test_a_child_is_converted_as_its_parent():
    assert "sklearn.Lasso" not in VALUES
    assert find(Lasso(), VALUES) is find(Ridge(), VALUES)
    assert find(CalibratedMargin(), PROBABILITIES).__module__ == "lepton_onnx.calibrate"


def test_a_class_of_the_same_name_elsewhere_is_not_taken_for_it():
    class Ridge:
        pass

    assert find(Ridge(), VALUES) is None
    assert find(Normalizer(), TRANSFORMS) is None


@pytest.mark.parametrize("table", [TRANSFORMS, PROBABILITIES, VALUES, SCORES])
def test_every_entry_leads_to_a_function(table):
    for reference in table.values():
        module, _, name = reference.partition(":")
        assert callable(getattr(importlib.import_module(f"lepton_onnx.{module}"), name))


def test_tables_are_all_that_the_module_offers():
    assert set(tables.__all__) == {"PROBABILITIES", "SCORES", "TRANSFORMS", "VALUES"}


def test_what_passes_through_is_left_as_it_is():
    x = matrix("x", 2)
    assert transform("passthrough", Graph(), x) is x
    assert transform(None, Graph(), x) is x
    with pytest.raises(ExportError, match="'drop', which is no transformer"):
        transform("drop", Graph(), x)
