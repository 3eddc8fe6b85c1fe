"""Room 7: from a history to weights, and from weights to the fitted thing."""

from lepton_automl.ensemble.assemble import assemble, left_out
from lepton_automl.ensemble.conform import conform
from lepton_automl.ensemble.predicted import Predicted
from lepton_automl.ensemble.select import select
from lepton_automl.ensemble.tune import TUNING_SECONDS, tune
from lepton_automl.ensemble.weigh import Weigher
from lepton_automl.ensemble.within import Limits, within

__all__ = [
    "TUNING_SECONDS",
    "Limits",
    "Predicted",
    "Weigher",
    "assemble",
    "conform",
    "left_out",
    "select",
    "tune",
    "within",
]
