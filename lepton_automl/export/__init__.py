"""Step 8 of fit: a fitted model to an artifact's folder, and back."""

from lepton_automl.export.describe import describe
from lepton_automl.export.load import load
from lepton_automl.export.manifest import PROTOCOL, Manifest
from lepton_automl.export.pickles import dump
from lepton_automl.export.predictor import Predictor
from lepton_automl.export.save import save

__all__ = ["PROTOCOL", "Manifest", "Predictor", "describe", "dump", "load", "save"]
