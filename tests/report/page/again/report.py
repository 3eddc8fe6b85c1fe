"""The whole report, counted again; and what cannot be."""

from __future__ import annotations

from report.page.again.data import data
from report.page.again.groups import fairness, segments
from report.page.again.pictures import pictures
from report.page.again.reasons import attributions, dependence, importance
from report.page.again.scores import scores
from report.page.again.search import said_in_notices, search
from report.page.again.shown import strangers
from report.page.again.walk import counted, differences

# Paths of numbers that cannot be counted again, with the reasons.
UNCHECKED = {
    "seconds": "how long the report took",
    "compute.seconds": "how long the fit took",
    "compute.cpu_seconds": "processor time of the fit",
    "compute.watt_hours": "read from the processors' counters, where there are any",
    "compute.watts": "None, where the energy was measured",
    "compute.predict.seconds": "how long the predictions took",
    "importance.n_repeats": "as many as there was time for; scikit-learn is given the same",
    "attributions.n_rows": "as many as are explained; the values are of these",
    "attributions.error": "of a sampling that ends with the time",
    "attributions.rest": "of columns that are not shown; that it is enough is checked",
    "attributions.columns.*.values.*": "sampled until the time ends; their sums are checked",
    "attributions.output": "None of numbers",
    "dependence.*.outputs.*.output": "None of numbers",
    "asked.classes": "None of numbers",
    "asked.target": "None, where y has no name",
    "fairness.positive": "None of more than two classes",
    "calibration.what": "None of more than two classes",
    "fairness": "None, where no column was named",
    "made.target": "None, where y has no name",
}


def recounted(told):
    """Return the report as counted again from what lies beside it."""
    return {
        **search(told),
        **scores(told),
        **pictures(told),
        **data(told),
        "importance": importance(told),
        "attributions": attributions(told),
        "dependence": dependence(told),
        "segments": segments(told),
        "fairness": fairness(told),
    }


def check(told):
    """Refuse a report with a number that is another when it is counted again, or never is."""
    again = recounted(told)
    wrong = differences(told.report, again, UNCHECKED)
    assert not wrong, "\n".join(wrong[:50])
    assert not said_in_notices(told)
    page = (told.folder / "report.html").read_text(encoding="utf-8")
    assert not strangers(page, told.report)
    return counted(told.report, again)
