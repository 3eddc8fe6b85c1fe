"""Room 6: which candidates are tried, on which folds, in which order."""

from lepton_automl.search.choose import choose
from lepton_automl.search.loop import search
from lepton_automl.search.opening import opening
from lepton_automl.search.pace import Pace
from lepton_automl.search.plan import make_plan
from lepton_automl.search.propose import Proposer
from lepton_automl.search.race import Race
from lepton_automl.search.refits import Refits
from lepton_automl.search.rounds import Rounds
from lepton_automl.search.schedule import check_budget, make_schedule

__all__ = [
    "Pace",
    "Proposer",
    "Race",
    "Refits",
    "Rounds",
    "check_budget",
    "choose",
    "make_plan",
    "make_schedule",
    "opening",
    "search",
]
