"""Which candidates make the ensemble, and how deep in folds it reaches.

Candidates are compared on the same rows: those of the first `depth` folds, for all that have
finished these. Depth trades models for rows: at depth 1 every candidate takes part, at full
depth only those whose folds are all done, but on all rows. The deepest ensemble is taken,
unless one of less depth is clearly better (see `depth`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lepton_automl.candidate import Candidate
from lepton_automl.ensemble.bags import ALL, LIGHT, better_again, worth
from lepton_automl.ensemble.costs import Costs
from lepton_automl.ensemble.depth import clearly_better, optimum
from lepton_automl.ensemble.likely import with_likelihood
from lepton_automl.ensemble.predicted import Predicted
from lepton_automl.ensemble.rank import depth_of, mean_score, ranked, serious, worth_a_look
from lepton_automl.ensemble.select import select
from lepton_automl.ensemble.subset import subset
from lepton_automl.ensemble.thrift import thrifty
from lepton_automl.ensemble.within import Limits
from lepton_automl.errors import InputError, did_you_mean
from lepton_automl.run.folder import RunFolder
from lepton_automl.run.plan import Plan
from lepton_automl.trial import History, Trial

__all__ = ["Weigher"]

REFITS = ("auto", "bag", "full")
BEST = 30  # candidates that selection looks at, whatever they are
OF_EACH = 3  # that it looks at of each estimator: the best may be all alike
MOST_ROWS = 10_000  # rows on which it compares them
MOST_DEPTHS = 4  # that are compared


class Weigher:
    """Weighs the candidates of a run; keeps the predictions that it has read.

    Parameters
    ----------
    plan, folder
        The run.
    ensemble : bool
        Whether members may be averaged; else the best candidate is taken alone.
    refit : {"auto", "bag", "full"}
        Whether a member is the average of its folds' pipelines or one fitted on all rows;
        ``"auto"`` averages as many as the member's weight is worth, one of all rows among them
        for tables (see `bags`). It is that one alone for a candidate taken alone, where latency
        or size is limited, or rows are in the order of time: most folds know nothing of the
        latest ones.
    max_latency, max_size : float or None
        Seconds that the members may take together to predict one row, and the bytes that they
        may have.
    thrifty : bool
        Whether a member that takes most of the time of a prediction has to earn it: by the
        time measured, so that another run may choose otherwise.

    Attributes
    ----------
    alone : bool
        Whether the best candidate is taken alone.
    full : bool
        Whether members are to be fitted again, on all rows.
    light : float
        No time has to be kept for that for members of less weight.
    limits : Limits

    Raises
    ------
    InputError
        If `refit` or a limit cannot be used.
    """

    def __init__(
        self,
        plan: Plan,
        folder: RunFolder,
        ensemble: bool = True,
        refit: str = "auto",
        max_latency: float | None = None,
        max_size: float | None = None,
        thrifty: bool = False,
    ) -> None:
        _check(refit, max_latency=max_latency, max_size=max_size)
        self._plan, self._folder, self._thrifty = plan, folder, thrifty
        self.alone = not ensemble or plan.task_spec.combine != "mean"
        limited = max_latency is not None or max_size is not None
        single = refit == "full" or self.alone or limited or plan.splits.ordered
        again = single or better_again(plan.task, len(plan.splits))
        self.full = again and refit != "bag"
        self.light = 0.0 if single else LIGHT
        pipelines = ALL if refit == "bag" else worth(plan.task, again=again, single=single)
        self.limits = Limits(max_latency, max_size, pipelines)
        costs = Costs(plan, self.full)
        limits = ((costs.latency, max_latency), (costs.size, max_size))
        self._costs = [(cost, most) for cost, most in limits if most is not None]
        self._seconds = costs.seconds_per_row
        self._predictions: dict[tuple[Candidate, int], Any] = {}
        self._last: tuple[Any, dict[Candidate, float]] = ((), {})
        self._chosen: dict[int, tuple[Any, dict[Candidate, float]]] = {}
        self._scored: tuple[Any, float] = ((), 0.0)

    def weights(self, history: History) -> dict[Candidate, float]:
        """Return the members' weights, summing to 1; the baseline alone if nothing else."""
        depths = sorted({depth_of(t) for t in history if t.origin != "baseline"} - {0})
        if not depths:
            return {t.candidate: 1.0 for t in history if t.origin == "baseline"}
        state = tuple((t.number, depth_of(t)) for t in history)
        if state != self._last[0]:
            self._last = (state, self._weigh(history, depths))
        return self._last[1]

    def shallow(self, history: History) -> dict[Candidate, float]:
        """Return the weights by the first fold alone, where every candidate takes part."""
        if not ranked(history, 1):
            return self.weights(history)
        return self._at(history, 1)

    def score(self, history: History, weights: Mapping[Candidate, float]) -> float:
        """Return the score of weighted members on the rows that all of them predicted."""
        depth = min(depth_of(history.trials[c]) for c in weights)
        state = (depth, tuple(weights.items()))
        if state != self._scored[0]:
            rows = self._plan.splits.test_rows(depth)
            self._scored = (state, self._score(rows, self._blend(weights, range(depth))))
        return self._scored[1]

    def folds(
        self, history: History, weights: Mapping[Candidate, float], even: bool = False
    ) -> list[Predicted]:
        """Return what weighted members say of the rows that all of them predicted.

        With `even`, more rows of rare classes than there would be, each counting for less.
        """
        depth = min(depth_of(history.trials[c]) for c in weights)
        found = []
        for fold in range(depth):
            rows = self._plan.splits.pairs[fold][1]
            some, weight = self._some(rows, MOST_ROWS // depth, even)
            said = self._blend(weights, range(fold, fold + 1))[some]
            found.append(Predicted(self._plan.data.y[rows][some], said, weight, rows[some]))
        return found

    def _weigh(self, history: History, depths: list[int]) -> dict[Candidate, float]:
        at = np.unique(np.linspace(0, len(depths) - 1, MOST_DEPTHS).round().astype(int))
        *shallower, chosen = [depths[i] for i in at]
        for depth in reversed(shallower):
            if self._is_better(history, depth, chosen):
                chosen = depth
        return self._at(history, chosen)

    def _is_better(self, history: History, few: int, many: int) -> bool:
        """Tell whether the ensemble of fewer folds is clearly the better one."""
        rows = self._plan.splits.test_rows(few)
        some, weight = self._some(rows, MOST_ROWS)
        shallow, deep = (
            self._blend(self._at(history, d), range(few))[some] for d in (few, many)
        )
        y, share = self._plan.data.y[rows][some], 1 / few - 1 / many
        return clearly_better(
            y, shallow, deep, weight, self._plan.score, share, self._plan.seed
        )

    def _at(self, history: History, depth: int) -> dict[Candidate, float]:
        trials = ranked(history, depth)
        state = tuple(t.number for t in trials)
        if self._chosen.get(depth, ((), {}))[0] != state:
            within = serious(self._within(trials), history, depth)
            looked_at = worth_a_look(within, BEST, OF_EACH)
            members = [t.candidate for t in looked_at]
            self._chosen[depth] = (state, self._choose(members, history, depth))
        return self._chosen[depth][1]

    def _choose(
        self, members: Sequence[Candidate], history: History, depth: int
    ) -> dict[Candidate, float]:
        if self.alone or len(members) == 1:
            return {members[0]: 1.0}
        rows = self._plan.splits.test_rows(depth)
        some, weight = self._some(rows, MOST_ROWS)
        predictions = [self._read(m, range(depth))[some] for m in members]
        y = self._plan.data.y[rows][some]
        weights = select(
            predictions,
            y,
            self._judge(predictions, y, weight),
            weight,
            limits=[
                ([cost(history.trials[m]) for m in members], most) for cost, most in self._costs
            ],
        )
        if self._thrifty:
            typical = mean_score(history.trials[members[0]], depth)
            weights = thrifty(
                weights,
                predictions,
                lambda said: float(self._plan.score(y, said, weight)),
                [self._seconds(history.trials[m]) for m in members],
                optimum(self._plan.score, typical),
            )
        return {m: float(w) for m, w in zip(members, weights, strict=True) if w > 0}

    def _some(self, rows: Any, most: int, even: bool = True) -> tuple[Any, Any]:
        """Return which of the rows to look at, and their weights."""
        data, metric = self._plan.data, getattr(self._plan.score, "metric", None)
        known = even and metric and metric.weighted and self._plan.task.classes
        classes = self._plan.task.n_classes if known else None
        some, weight = subset(data.y[rows], most, self._plan.seed, classes)
        if data.sample_weight is None:
            return some, weight
        given = data.sample_weight[rows][some]
        return some, given if weight is None else given * weight

    def _judge(self, predictions: Sequence[Any], y: Any, weight: Any) -> Any:
        """Return what members are chosen by: the score, and how likely they make the truth."""
        score = self._plan.score
        if self._plan.task_spec.prediction != "probability" or score.name == "neg_log_loss":
            return score
        return with_likelihood(score, predictions, y, weight)

    def _within(self, trials: Sequence[Trial]) -> Sequence[Trial]:
        """Return the trials that keep to each limit by themselves, or the nearest to it."""
        shares = [
            max((cost(t) / most for cost, most in self._costs), default=0.0) for t in trials
        ]
        kept = [t for t, share in zip(trials, shares, strict=True) if share <= 1]
        return kept or [trials[int(np.argmin(shares))]]

    def _blend(self, weights: Mapping[Candidate, float], folds: range) -> Any:
        if len(weights) == 1:
            return self._read(next(iter(weights)), folds)
        return sum(w * self._read(c, folds) for c, w in weights.items())

    def _score(self, rows: Any, prediction: Any) -> float:
        weight = self._plan.data.sample_weight
        part = None if weight is None else weight[rows]
        return float(self._plan.score(self._plan.data.y[rows], prediction, part))

    def _read(self, candidate: Candidate, folds: range) -> Any:
        for fold in folds:
            if (candidate, fold) not in self._predictions:
                read = self._folder.prediction(candidate, fold)
                self._predictions[candidate, fold] = read
        return np.concatenate([self._predictions[candidate, fold] for fold in folds])


def _check(refit: Any, **limits: Any) -> None:
    if refit not in REFITS:
        raise InputError(f"refit={refit!r} is not known. {did_you_mean(str(refit), REFITS)}")
    for name, most in limits.items():
        number = isinstance(most, (int, float)) and not isinstance(most, bool)
        if most is not None and not (number and most > 0):
            unit = "seconds" if name == "max_latency" else "bytes"
            raise InputError(f"{name}={most!r} must be a number of {unit} above 0, or None.")
