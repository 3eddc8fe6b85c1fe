"""Room 2: index pairs, made once and used by every candidate."""

from lepton_automl.resample.sample import sample
from lepton_automl.resample.split import split
from lepton_automl.resample.splits import Splits

__all__ = ["Splits", "sample", "split"]
