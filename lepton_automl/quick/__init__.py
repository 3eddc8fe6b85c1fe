"""The same predictions, without what scikit-learn does anew for each pipeline.

For one row, a pipeline spends milliseconds on checks, on pandas and on starting threads, and
microseconds on the arithmetic; for many rows, the pipelines of an ensemble read the same
columns again and again. Here a fitted model becomes plain functions of arrays that share what
they read; what is not known here goes on being asked of the estimator itself, and the first
predictions are compared with the model's own.
"""

from lepton_automl.quick.checked import CHECKS, Quick
from lepton_automl.quick.model import quick

__all__ = ["CHECKS", "Quick", "quick"]
