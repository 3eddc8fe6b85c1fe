"""What each input column has to do with a model's predictions: row by row, and all in all."""

from lepton_automl.explain.attribute import BACKGROUND, attribute
from lepton_automl.explain.columns import Columns, columns_of
from lepton_automl.explain.dependence import dependence
from lepton_automl.explain.explaining import Explaining
from lepton_automl.explain.importance import importance

__all__ = [
    "BACKGROUND",
    "Columns",
    "Explaining",
    "attribute",
    "columns_of",
    "dependence",
    "importance",
]
