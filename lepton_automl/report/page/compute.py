"""What the model cost to make, and what it costs to use."""

from __future__ import annotations

import os
from typing import Any

from lepton_automl.report.meter import WATTS, Usage
from lepton_automl.report.page.subject import Evidence, Subject

__all__ = ["compute"]


def compute(subject: Subject, evidence: Evidence | None) -> dict[str, Any]:
    """Return time, processor time and energy of the fit, and the time of predictions.

    ``source`` says where the energy comes from: ``"measured"`` (the processors' counters),
    ``"estimated"`` (processor time at an assumed power), or ``"fits"`` (the same by the time of
    the fits alone, for a model that was loaded).
    """
    fits = sum(row.get("seconds") or 0.0 for row in subject.manifest["leaderboard"])
    record = subject.record
    usage = Usage(0.0, fits) if record is None else record.usage
    source = "measured" if usage.measured else "estimated"
    return {
        "source": "fits" if record is None else source,
        "seconds": None if record is None else usage.seconds,
        "cpu_seconds": usage.cpu_seconds,
        "fit_seconds": fits,
        "watt_hours": usage.watt_hours,
        "watts": None if usage.measured else WATTS,
        "cores": os.cpu_count() if record is not None else None,
        "predict": _predicting(evidence),
        "formats": {
            name: {k: facts.get(k) for k in ("size", "latency_ms", "rows_per_second")}
            for name, facts in subject.manifest.get("formats", {}).items()
        },
    }


def _predicting(evidence: Evidence | None) -> dict[str, Any] | None:
    if evidence is None or evidence.seconds is None or not len(evidence):
        return None
    return {
        "n_rows": len(evidence),
        "seconds": evidence.seconds,
        "watt_hours_per_1000": evidence.seconds * WATTS / 3600 / len(evidence) * 1000,
    }
