"""Arguments that make a fit a matter of a second."""

from __future__ import annotations

QUICK = {"n_trials": 2, "cv": 2, "n_jobs": 1, "random_state": 0, "verbose": 0}
