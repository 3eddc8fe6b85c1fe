"""How far predictions may be off: intervals and sets that hold with the chance one states."""

from lepton_automl.conformal.conformal import Conformal

__all__ = ["Conformal"]
