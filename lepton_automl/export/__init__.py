"""Step 8 of fit: a fitted model to an artifact's folder, and back."""

from lepton_automl.export.add import add
from lepton_automl.export.check import check
from lepton_automl.export.describe import describe
from lepton_automl.export.load import load
from lepton_automl.export.manifest import PROTOCOL, Manifest
from lepton_automl.export.pickles import dump
from lepton_automl.export.predictor import Predictor
from lepton_automl.export.probe import probe, sample
from lepton_automl.export.save import save
from lepton_automl.export.sign import sign

__all__ = [
    "PROTOCOL",
    "Manifest",
    "Predictor",
    "add",
    "check",
    "describe",
    "dump",
    "load",
    "probe",
    "sample",
    "save",
    "sign",
]
