"""The schedule of a search by trials: rounds, whose decisions wait for all their folds.

Nothing here looks at a clock or at the order in which workers finish. The same seed and
number of trials therefore give the same result, whatever ``n_jobs`` is, and whether or not
the run was killed in between.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import inf

from lepton_automl.candidate import Candidate
from lepton_automl.search.propose import Proposer
from lepton_automl.search.step import Step, next_fold, rivals
from lepton_automl.trial import History, Trial

__all__ = ["Rounds"]

BATCH = 4  # proposals per round; a constant, so that n_jobs changes nothing
SURVIVORS = 3


class Rounds:
    """Decides what is done next, by scores alone.

    The first round is the opening; each further one is a batch of proposals. A round runs the
    first fold of all its candidates, then the other folds of those in the better half.

    Parameters
    ----------
    book : sequence of Candidate
        The opening.
    proposer : Proposer
    n_trials : int
        The candidates to try, the baseline not counted.
    """

    def __init__(self, book: Sequence[Candidate], proposer: Proposer, n_trials: int) -> None:
        self._book = list(book[:n_trials])
        self._proposer = proposer
        self._n_trials = n_trials
        self._round: list[Candidate] = self._book
        self._done = 0  # candidates of finished rounds
        self._exhausted = False

    def next(
        self, history: History, running: Collection[tuple[Candidate, int]], left: float = inf
    ) -> Step | None:
        """Return the next step; None when it must wait, or when all is done."""
        while True:
            step, open_ = self._in_round(history, running)
            if step is not None or open_:
                return step
            self._done += len(self._round)
            self._round = self._propose(history)
            if not self._round:
                return None

    def _in_round(
        self, history: History, running: Collection[tuple[Candidate, int]]
    ) -> tuple[Step | None, bool]:
        """Return the next step of this round, and whether the round is still open."""
        for candidate in self._round:
            trial = history.trials.get(candidate)
            if trial is None:
                origin = "opening" if self._round is self._book else "search"
                return self._first_step(candidate, origin, history), True
            if not trial.folds and (candidate, 0) not in running:
                return self._first_step(candidate, trial.origin, history), True
        trials = [history.trials[c] for c in self._round]
        if any(not t.folds for t in trials):
            return None, True
        survivors = self._survivors(trials, history)
        for trial in survivors:
            index = next_fold(trial, history.n_splits, running)
            if index is not None:
                return Step(trial.candidate, index, trial.origin), True
        return None, any(
            (t.candidate, i) in running for t in survivors for i in range(history.n_splits)
        )

    def _first_step(self, candidate: Candidate, origin: str, history: History) -> Step:
        # Of this round, who ends first depends on how many there are to do the work.
        return Step(candidate, 0, origin, rivals=rivals(candidate, self._earlier(history)))

    def _earlier(self, history: History) -> list[Trial]:
        """Return the trials of the rounds before this one."""
        return [t for t in history if t.origin != "baseline"][: self._done]

    def _survivors(self, trials: Sequence[Trial], history: History) -> list[Trial]:
        """Return those whose first fold is in the better half of all first folds so far."""
        known = {c: _first(history.trials[c]) for c in self._known(history)}
        scores = sorted((s for s in known.values() if s is not None), reverse=True)
        keep = max(SURVIVORS, (len(scores) + 1) // 2)
        bar = scores[keep - 1] if len(scores) >= keep else None
        return [
            t
            for t in trials
            if (s := _first(t)) is not None and not t.error and (bar is None or s >= bar)
        ]

    def _known(self, history: History) -> list[Candidate]:
        """Return the candidates of this round and those before it."""
        earlier = [t.candidate for t in self._earlier(history)]
        return list(dict.fromkeys([*earlier, *self._round]))

    def _propose(self, history: History) -> list[Candidate]:
        """Return the next round: what a killed run had begun of it, then new proposals."""
        earlier = self._earlier(history)
        before = History(history.metric, history.n_splits)
        before.trials = {
            t.candidate: t for t in history if t.origin == "baseline" or t in earlier
        }
        round_: list[Candidate] = []
        while len(round_) < min(BATCH, self._n_trials - self._done) and not self._exhausted:
            number = self._done + len(round_)
            candidate = self._proposer.propose(before, round_, number)
            self._exhausted = candidate is None
            if candidate is not None:
                round_.append(candidate)
        return round_


def _first(trial: Trial) -> float | None:
    return next((f.score for f in trial.folds if f.index == 0), None)
