"""From an estimator's needs and a task's kinds to one scikit-learn Pipeline."""

from lepton_automl.prepare.obstacle import obstacle
from lepton_automl.prepare.pipeline import pipeline
from lepton_automl.prepare.several import baseline, predict_several
from lepton_automl.prepare.space import space

__all__ = ["baseline", "obstacle", "pipeline", "predict_several", "space"]
