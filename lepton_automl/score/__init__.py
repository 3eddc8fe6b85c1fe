"""From a metric's name, or a scorer, to a function of recorded predictions."""

from lepton_automl.score.score import Score, make_score

__all__ = ["Score", "make_score"]
