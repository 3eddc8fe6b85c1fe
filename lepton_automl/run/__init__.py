"""Room 5: the run folder, and who does the work."""

from lepton_automl.run.fingerprint import fingerprint
from lepton_automl.run.folder import RunFolder, is_full, read_history
from lepton_automl.run.plan import BASELINE, Job, Plan
from lepton_automl.run.workers import Workers

__all__ = [
    "BASELINE",
    "Job",
    "Plan",
    "RunFolder",
    "Workers",
    "fingerprint",
    "is_full",
    "read_history",
]
