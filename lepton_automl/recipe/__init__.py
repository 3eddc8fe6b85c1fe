"""A fit as a file: the data, the arguments of ``LeptonAutoML``, and what to keep.

A recipe is data and never code. Its keys are the names used everywhere else: those of
``[automl]`` are the constructor's arguments.
"""

from lepton_automl.recipe.reader import read
from lepton_automl.recipe.runner import Outcome, run
from lepton_automl.recipe.sections import DataSection, ExportSection, Recipe, ReportSection

__all__ = [
    "DataSection",
    "ExportSection",
    "Outcome",
    "Recipe",
    "ReportSection",
    "read",
    "run",
]
