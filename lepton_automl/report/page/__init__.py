"""The report: one page that a manager can read and an auditor can check."""

from lepton_automl.report.page.fairness import as_groups
from lepton_automl.report.page.influence import importance_out_of_fold
from lepton_automl.report.page.render import require
from lepton_automl.report.page.subject import Subject
from lepton_automl.report.page.write import write

__all__ = ["Subject", "as_groups", "importance_out_of_fold", "require", "write"]
