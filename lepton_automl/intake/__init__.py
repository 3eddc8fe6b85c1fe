"""From any X and y to checked data in one form, and the task that they set."""

from lepton_automl.intake.read import reread, take
from lepton_automl.intake.target import labels, reencode

__all__ = ["labels", "reencode", "reread", "take"]
