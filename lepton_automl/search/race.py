"""The schedule of a search by time: a race, fold by fold, that ends with its leaders whole.

Every candidate starts with one fold. Which folds follow is decided anew at each step, so
that what is left of the time goes where it matters: enough is always kept to finish the
remaining folds of those that lead.

On a large table the first fold is a sample's: what leads there is fitted on all rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from lepton_automl.candidate import Candidate
from lepton_automl.search.lately import Lately
from lepton_automl.search.pace import Pace
from lepton_automl.search.propose import GIVE_UP, Proposer
from lepton_automl.search.step import Step, next_fold, rivals
from lepton_automl.trial import History

__all__ = ["Race"]

LEADERS = 4  # at the least, that are worth all their folds
QUARTER = 4
CHEAP = 0.02  # of the time left: a trial whose folds cost no more is finished at once
FINISH = 0.6  # of the time left that finishing the leaders may need before it goes first
OPENING_SHARE = 0.3  # of the whole budget in which finishing does not go before the opening
BREADTH = 1.0  # how much less each further fold of a member is worth
FOLD_SHARE = 0.3  # of the whole budget that any fold may take
LATE = 2.0  # times as long as expected a fold may take, where that is more
LATE_ALONE = 4.0  # where there is one fold, and no other to keep time for
DOUBT = 0.5  # a prior may be twice too long: what has not been measured gets its chance

Running = Collection[tuple[Candidate, int]]


class Race:
    """Decides what is done next, by scores and by the time left.

    Parameters
    ----------
    book : sequence of Candidate
        The opening.
    proposer : Proposer
    pace : Pace
        Says how long a fold will take.
    seconds : float
        The whole budget.
    n_workers : int
    weights : callable
        ``history -> {candidate: weight}``: the ensemble by the first fold alone.
    sample : int or None
        The rows from which the candidates of the book learn; None for all.
    alone : callable
        ``candidate -> bool``: whether its folds keep all workers busy.
    """

    def __init__(
        self,
        book: Sequence[Candidate],
        proposer: Proposer,
        pace: Pace,
        seconds: float,
        n_workers: int,
        weights: Callable[[History], Mapping[Candidate, float]],
        sample: int | None = None,
        alone: Callable[[Candidate], bool] = lambda candidate: False,
    ) -> None:
        self._book = list(book)
        self._proposer = proposer
        self._pace = pace
        self._seconds = seconds
        self._n_workers = n_workers
        self._weights = Lately(weights)
        self._sample = sample
        self._alone = alone

    def next(self, history: History, running: Running, left: float) -> Step | None:
        """Return the next step, or None if nothing that fits the seconds left is left to do."""
        if step := self._begun(history, running, left):
            return step
        leaders, members = self._leaders(history), self._members(history)
        for candidates in (
            self._cheap(leaders, history, CHEAP * left * self._n_workers),
            self._to_finish(members, history, left),
        ):
            if step := self._deepen(candidates, history, running, left):
                return step
        return (
            self._open(leaders, members, history, running, left)
            or self._deepen(leaders, history, running, left)
            or self._propose(history, running, left)
        )

    def _begun(self, history: History, running: Running, left: float) -> Step | None:
        """Return a step that a killed run had taken up and not finished."""
        under_way = {candidate for candidate, _ in running}
        for trial in history:
            new = not trial.folds and trial.candidate not in under_way
            if new and self._pace.seconds(trial.candidate, history) <= left:
                return self._step(trial.candidate, 0, trial.origin, history)
        return None

    def _leaders(self, history: History) -> list[Candidate]:
        """Return, on all rows, the candidates whose first fold is among the best, in order."""
        scored = [
            (f.score, t)
            for t in history
            if t.origin != "baseline" and not t.error and t.candidate.rows == self._sample
            for f in t.done[:1]
            if f.index == 0 and f.score is not None
        ]
        scored.sort(key=lambda pair: (-pair[0], pair[1].number))
        best = [t.candidate.on(None) for _, t in scored]
        return best[: max(LEADERS, len(best) // QUARTER)]

    def _cheap(
        self, leaders: Iterable[Candidate], history: History, most: float
    ) -> list[Candidate]:
        """Return those whose other folds cost so many seconds of workers at most."""
        return [c for c in leaders if self._rest(c, history) <= most]

    def _members(self, history: History) -> dict[Candidate, float]:
        """Return the ensemble, on all rows: what a sample's model weighs speaks for these."""
        weights: dict[Candidate, float] = {}
        for member, weight in self._weights(history).items():
            weights[member.on(None)] = weights.get(member.on(None), 0.0) + weight
        return weights

    def _to_finish(
        self, members: Mapping[Candidate, float], history: History, left: float
    ) -> list[Candidate]:
        """Return the ensemble's members, best value first, once time is short."""
        if self._early(left) or self._can_wait(members, history, left * self._n_workers):
            return []
        return self._by_worth(members, history)

    def _by_worth(
        self, members: Mapping[Candidate, float], history: History
    ) -> list[Candidate]:
        """Return the ensemble's members, best value first.

        Per second of a fold, the heaviest is worth most to the ensemble, and each further fold
        of one less than the fold before.
        """

        def worth(candidate: Candidate) -> float:
            cost = max(self._cost(candidate, history), 1e-3)
            trial = history.trials.get(candidate)
            done = len(trial.done) if trial else 0
            return members[candidate] / (cost * (1 + BREADTH * done))

        return sorted(members, key=worth, reverse=True)

    def _early(self, left: float) -> bool:
        return left > (1 - OPENING_SHARE) * self._seconds

    def _can_wait(self, members: Iterable[Candidate], history: History, time: float) -> bool:
        """Tell whether members could still be finished, with so much time of workers left."""
        return sum(self._rest(c, history) for c in members) <= FINISH * time

    def _rest(self, candidate: Candidate, history: History) -> float:
        """Return what a candidate's other folds will cost."""
        trial = history.trials.get(candidate)
        missing = history.n_splits - (len(trial.done) if trial else 0)
        if missing == 0 or (trial and trial.error):
            return 0.0
        return missing * self._cost(candidate, history)

    def _cost(self, candidate: Candidate, history: History) -> float:
        """Return the seconds that a fold will keep workers busy, of all of them together."""
        busy = self._n_workers if self._alone(candidate) else 1
        return busy * self._pace.seconds(candidate, history)

    def _deepen(
        self, candidates: Iterable[Candidate], history: History, running: Running, left: float
    ) -> Step | None:
        for candidate in candidates:
            trial = history.trials.get(candidate)
            if trial and trial.error:
                continue
            index = next_fold(trial, history.n_splits, running) if trial else 0
            expected = self._pace.seconds(candidate, history)
            if index is not None and expected * (1.0 if trial else DOUBT) <= left:
                known = trial or history.trials[candidate.on(self._sample)]
                return self._step(candidate, index, known.origin, history)
        return None

    def _open(
        self,
        leaders: Sequence[Candidate],
        members: Mapping[Candidate, float],
        history: History,
        running: Running,
        left: float,
    ) -> Step | None:
        """Return the next of the book, or a fold that goes before it.

        Before what would leave too little time for the members' other folds go these, before
        all else the leaders that are finished for less.
        """
        for candidate in self._book:
            if candidate in history.trials or self._hopeless(candidate, history):
                continue
            if DOUBT * self._pace.seconds(candidate, history) > left:
                continue
            sooner: Iterable[Candidate] = ()
            if not self._early(left):
                cost = self._cost(candidate, history)
                under_way = sum(self._cost(c, history) for c, index in running if index == 0)
                after = max(0.0, left * self._n_workers - under_way - cost)
                if self._can_wait(members, history, after):
                    sooner = self._cheap(leaders, history, cost)
                else:
                    sooner = self._by_worth(members, history)
            step = self._deepen(sooner, history, running, left)
            return step or self._step(candidate, 0, "opening", history)
        return None

    def _hopeless(self, candidate: Candidate, history: History) -> bool:
        """Tell whether its family has only failed, and often enough."""
        family = [t for t in history if t.candidate.estimator == candidate.estimator]
        failed = sum(t.error is not None for t in family)
        return failed >= GIVE_UP and not any(t.done for t in family)

    def _propose(self, history: History, running: Running, left: float) -> Step | None:
        pending = [c for c, index in running if index == 0]
        candidate = self._proposer.propose(history, pending, len(history))
        if candidate is None or self._pace.seconds(candidate, history) > left:
            return None
        return self._step(candidate, 0, "search", history)

    def _step(self, candidate: Candidate, index: int, origin: str, history: History) -> Step:
        expected = self._pace.seconds(candidate, history)
        slack = LATE if history.n_splits > 1 else LATE_ALONE
        limit = max(FOLD_SHARE * self._seconds, slack * expected)
        known = rivals(candidate, history) if index == 0 else ()
        return Step(candidate, index, origin, limit, known)
