"""Data in, the best model that the time allows out."""

from lepton_automl.automl.automl import LeptonAutoML
from lepton_automl.automl.typed import LeptonClassifier, LeptonRegressor

__all__ = ["LeptonAutoML", "LeptonClassifier", "LeptonRegressor"]
