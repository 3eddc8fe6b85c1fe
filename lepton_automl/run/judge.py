"""Whether a fit that is under way is worth its end, by what others had reached at that step.

The rule is that of Optuna's percentile pruner: a fit ends early if the best that it has
reported is among the lowest quarter of what earlier ones of the same estimator reported at the
same step. (It comes from the median rule of Golovin et al.: Google Vizier, KDD 2017; but who is
merely in the lower half may still end among the best.) With whom it is compared is said
beforehand, so that the answer does not depend on what happens meanwhile elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lepton_automl.run.quietly import quietly
from lepton_automl.trial import Reports

__all__ = ["Judge"]

ENOUGH = 4  # rivals; fewer say little
WARM_UP = 2  # steps in which nothing is ended
KEPT = 75.0  # per cent of the fits before it, to which a fit must belong to go on


class Judge:
    """Told of the steps of a fit, it says when to stop.

    Parameters
    ----------
    rivals : sequence of reports
        What earlier fits have reported; of fewer than four nothing follows.

    Attributes
    ----------
    reports : list of (int, float)
        What this fit has reported.
    stopped : str or None
        Why it was told to stop.

    Examples
    --------
    >>> judge = Judge([((1, 0.2), (2, 0.4), (3, 0.6 + i / 10)) for i in range(4)])
    >>> [judge(1, 0.1), judge(2, 0.2), judge(3, 0.5)]
    [False, False, True]
    >>> judge.stopped
    'at step 3 it was at 0.5, worse than three quarters of the 4 fits before it'
    """

    def __init__(self, rivals: Sequence[Reports] = ()) -> None:
        self._rivals = rivals if len(rivals) >= ENOUGH else ()
        self._trial: Any = None
        self.reports: list[tuple[int, float]] = []
        self.stopped: str | None = None

    def __call__(self, step: int, score: float) -> bool:
        """Note a score, greater is better, and tell whether to stop."""
        step, score = int(step), float(score)
        self.reports.append((step, score))
        if self.stopped is None and self._rivals and self._worse(step, score):
            best = max(score for _, score in self.reports)
            count = sum(step in dict(reports) for reports in self._rivals)
            self.stopped = (
                f"at step {step} it was at {best:.4g}, worse than three quarters of the "
                f"{count} fits before it"
            )
        return self.stopped is not None

    def _worse(self, step: int, score: float) -> bool:
        with quietly() as optuna:
            if self._trial is None:
                self._trial = self._begun(optuna)
            self._trial.report(score, step)
            return bool(self._trial.should_prune())

    def _begun(self, optuna: Any) -> Any:
        """Return a trial of a study that knows the rivals."""
        pruner = optuna.pruners.PercentilePruner(
            KEPT, n_startup_trials=ENOUGH, n_warmup_steps=WARM_UP + 1, n_min_trials=ENOUGH
        )
        study = optuna.create_study(direction="maximize", pruner=pruner)
        for reports in self._rivals:
            scores = dict(reports)
            study.add_trial(
                optuna.create_trial(value=max(scores.values()), intermediate_values=scores)
            )
        return study.ask()
