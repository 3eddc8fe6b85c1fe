"""Reads a history or a manifest and tells about it; changes nothing."""

from lepton_automl.report.card import card
from lepton_automl.report.evaluate import evaluate
from lepton_automl.report.html import repr_html
from lepton_automl.report.leaderboard import leaderboard
from lepton_automl.report.meter import Meter
from lepton_automl.report.progress import Progress
from lepton_automl.report.record import record
from lepton_automl.report.warn import only_baseline, warn_of_baseline

__all__ = [
    "Meter",
    "Progress",
    "card",
    "evaluate",
    "leaderboard",
    "only_baseline",
    "record",
    "repr_html",
    "warn_of_baseline",
]
